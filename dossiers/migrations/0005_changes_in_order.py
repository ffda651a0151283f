"""Of one dossier, the feed of changes tells the acts in their order.

The feed goes by `written_in`, the writing transaction. A transaction that got its number early and
then waited for the dossier's row would stand before the act it waited for. An event therefore never
has a smaller number than the one before it. The feed may go by the raised number: when every
transaction up to it is over, so is the one that wrote the event.
"""

from django.db import migrations

ORDER = """
CREATE FUNCTION dossiers_order_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.written_in := greatest(NEW.written_in, (
        SELECT written_in FROM dossiers_dossierevent
        WHERE dossier_id = NEW.dossier_id AND sequence = NEW.sequence - 1
    ));
    RETURN NEW;
END $$;

-- By its name after `dossiers_event_chain`, which holds the dossier's row and numbers the event.
CREATE TRIGGER dossiers_event_order BEFORE INSERT ON dossiers_dossierevent
    FOR EACH ROW EXECUTE FUNCTION dossiers_order_event();
"""

UNORDER = """
DROP TRIGGER dossiers_event_order ON dossiers_dossierevent;
DROP FUNCTION dossiers_order_event();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_doors")]

    operations = [migrations.RunSQL(ORDER, UNORDER)]
