"""The history cannot be changed, and each event carries the hash of the one before it.

The trigger numbers and chains set-based inserts too. What is hashed stands in `canonical` below,
one value a line; `dossiers.services.verifying` recomputes it in Python.
"""

from django.db import migrations

CHAIN = r"""
CREATE FUNCTION dossiers_chain_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    canonical text;
BEGIN
    -- The dossier's row is the chain's lock: two writers of one dossier queue here.
    UPDATE dossiers_dossier SET event_count = event_count + 1
        WHERE id = NEW.dossier_id
        RETURNING event_count, head_hash INTO NEW.sequence, NEW.previous_hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'dossier % does not exist', NEW.dossier_id USING ERRCODE = 'foreign_key_violation';
    END IF;
    NEW.recorded_at := clock_timestamp();
    canonical := array_to_string(ARRAY[
        NEW.previous_hash,
        NEW.dossier_id::text,
        NEW.sequence::text,
        NEW.act,
        NEW.from_state,
        NEW.to_state,
        dossiers_moment(NEW.at),
        dossiers_moment(NEW.recorded_at),
        coalesce(NEW.actor_id::text, ''),
        coalesce(NEW.machine_id::text, ''),
        coalesce(NEW.delegation_id::text, ''),
        coalesce(NEW.agency_id::text, ''),
        NEW.run::text,
        NEW.clock,
        dossiers_moment(NEW.clock_until),
        dossiers_moment(NEW.due_at),
        NEW.facts::text,
        NEW.text_digest
    ], E'\n');
    NEW.hash := encode(sha256(convert_to(canonical, 'UTF8')), 'hex');
    UPDATE dossiers_dossier SET head_hash = NEW.hash WHERE id = NEW.dossier_id;
    RETURN NEW;
END $$;

CREATE FUNCTION dossiers_moment(moment timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '')
$$;

CREATE TRIGGER dossiers_event_chain BEFORE INSERT ON dossiers_dossierevent
    FOR EACH ROW EXECUTE FUNCTION dossiers_chain_event();

CREATE FUNCTION dossiers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of a dossier is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER dossiers_event_append_only BEFORE UPDATE OR DELETE ON dossiers_dossierevent
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
"""

UNCHAIN = """
DROP TRIGGER dossiers_event_append_only ON dossiers_dossierevent;
DROP FUNCTION dossiers_refuse_change();
DROP TRIGGER dossiers_event_chain ON dossiers_dossierevent;
DROP FUNCTION dossiers_chain_event();
DROP FUNCTION dossiers_moment(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]

    operations = [migrations.RunSQL(CHAIN, UNCHAIN)]
