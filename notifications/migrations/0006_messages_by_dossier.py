"""A message is found by its dossier through one index instead of two alike."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    #: Acts go on while an index is dropped.
    atomic = False

    dependencies = [("notifications", "0005_letters_stored_as_they_are")]

    operations = [
        # Django would take the foreign key off and put it on again, which holds up every act while all rows are read.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS notifications_message_dossier_id_9bdc2508",
                    "CREATE INDEX CONCURRENTLY IF NOT EXISTS notifications_message_dossier_id_9bdc2508"
                    " ON notifications_message (dossier_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="message",
                    name="dossier",
                    field=models.ForeignKey(to="dossiers.dossier", on_delete=PROTECT, db_index=False, null=True, related_name="+", verbose_name="dossier"),
                ),
            ],
        ),
    ]
