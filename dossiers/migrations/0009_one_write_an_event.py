"""What a new calendar recounts has an index; an event writes its dossier once instead of twice.

The chain is the same: the dossier's row is locked, then number and hash are written together. Each
writing of the row may cost an entry in all of its indexes, and makes its foreign keys be checked
anew where the transaction has written the row before.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

_TAKE_AND_LOCK = """SELECT event_count + 1, head_hash INTO NEW.sequence, NEW.previous_hash
        FROM dossiers_dossier WHERE id = NEW.dossier_id FOR NO KEY UPDATE"""
_KEEP_BOTH = "event_count = NEW.sequence, head_hash = NEW.hash"
_TAKE_AND_WRITE = """UPDATE dossiers_dossier SET event_count = event_count + 1
        WHERE id = NEW.dossier_id
        RETURNING event_count, head_hash INTO NEW.sequence, NEW.previous_hash"""
_KEEP_HASH = "head_hash = NEW.hash"


def _chain(take: str, keep: str) -> str:
    return rf"""
CREATE OR REPLACE FUNCTION dossiers_chain_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    canonical text;
BEGIN
    -- The dossier's row is the chain's lock: two writers of one dossier queue here.
    {take};
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
    UPDATE dossiers_dossier SET {keep} WHERE id = NEW.dossier_id;
    RETURN NEW;
END $$;
"""  # noqa: S608 -- built from constants


class Migration(migrations.Migration):
    #: Acts go on while the index is made.
    atomic = False

    dependencies = [("dossiers", "0008_events_by_actor")]

    operations = [
        migrations.RunSQL(_chain(_TAKE_AND_LOCK, _KEEP_BOTH), _chain(_TAKE_AND_WRITE, _KEEP_HASH)),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                fields=["calendar_version", "id"],
                name="dossier_counted_under",
                condition=Q(
                    state__in=[
                        "submitted",
                        "received",
                        "processing",
                        "supplement_requested",
                        "payment_requested",
                    ],
                    due_at__isnull=False,
                )
                | Q(state="submitted"),
            ),
        ),
    ]
