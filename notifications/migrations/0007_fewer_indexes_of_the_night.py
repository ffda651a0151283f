"""What a night's sweep writes does without six indexes that others begin with."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT

#: Their names as the first migration made them, with table and column.
_SUPERFLUOUS = (
    ("notifications_apologyletter_dossier_id_5819104f", "notifications_apologyletter", "dossier_id"),
    ("notifications_apologyletter_issuer_id_0a138cb2", "notifications_apologyletter", "issuer_id"),
    ("notifications_delaynotice_dossier_id_892acb4c", "notifications_delaynotice", "dossier_id"),
    ("notifications_duewarning_dossier_id_3abeef33", "notifications_duewarning", "dossier_id"),
    ("notifications_escalation_flag_id_4ff361b2", "notifications_escalation", "flag_id"),
    ("notifications_overdueflag_dossier_id_87839005", "notifications_overdueflag", "dossier_id"),
)


def _of_dossier(model):
    field = models.ForeignKey(to="dossiers.dossier", on_delete=PROTECT, db_index=False, related_name="+", verbose_name="dossier")
    return migrations.AlterField(model_name=model, name="dossier", field=field)


class Migration(migrations.Migration):
    #: Acts go on while an index is dropped.
    atomic = False

    dependencies = [("notifications", "0006_messages_by_dossier")]

    operations = [
        # Django would take the foreign keys off and put them on again, which holds up every act while all rows are read.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                    f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({column})",
                )
                for name, table, column in _SUPERFLUOUS
            ],
            state_operations=[
                *map(_of_dossier, ("apologyletter", "delaynotice", "duewarning", "overdueflag")),
                migrations.AlterField(
                    model_name="apologyletter",
                    name="issuer",
                    field=models.ForeignKey(to="agencies.agency", on_delete=PROTECT, db_index=False, null=True, related_name="+", verbose_name="issued by"),
                ),
                migrations.AlterField(
                    model_name="escalation",
                    name="flag",
                    field=models.ForeignKey(to="notifications.overdueflag", on_delete=CASCADE, db_index=False, related_name="escalations"),
                ),
            ],
        ),
    ]
