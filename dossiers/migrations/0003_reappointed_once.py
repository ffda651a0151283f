"""The return date moves no more than once for each dossier (Decree 61/2018/NĐ-CP, art. 19.9).

The history's `event_extends_once` refuses a second extension. This refuses to forget the first, so
that no statement makes a dossier look as if its date could still be moved; and an extension beside
the one on the dossier, which a dossier taken over from an older system may have without its event.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION dossiers_keep_reappointment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the return date of dossier % has been moved once', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dossier_reappointed_once';
END $$;

CREATE TRIGGER dossiers_reappointed_once BEFORE UPDATE OF reappointed_at ON dossiers_dossier
    FOR EACH ROW
    WHEN (OLD.reappointed_at IS NOT NULL AND NEW.reappointed_at IS DISTINCT FROM OLD.reappointed_at)
    EXECUTE FUNCTION dossiers_keep_reappointment();

CREATE FUNCTION dossiers_refuse_second_extension() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM dossiers_dossier
        WHERE id = NEW.dossier_id AND reappointed_at IS DISTINCT FROM NEW.at
    ) THEN
        RAISE EXCEPTION 'the return date of dossier % moves only with its re-appointment', NEW.dossier_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dossier_reappointed_once';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER dossiers_event_second_extension BEFORE INSERT ON dossiers_dossierevent
    FOR EACH ROW WHEN (NEW.clock = 'extend')
    EXECUTE FUNCTION dossiers_refuse_second_extension();
"""

FORGET = """
DROP TRIGGER dossiers_event_second_extension ON dossiers_dossierevent;
DROP FUNCTION dossiers_refuse_second_extension();
DROP TRIGGER dossiers_reappointed_once ON dossiers_dossier;
DROP FUNCTION dossiers_keep_reappointment();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_history_chain")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
