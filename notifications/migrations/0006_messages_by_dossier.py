"""A message is found by its dossier through one index instead of two alike."""

from django.db import migrations

from agencies.migrations._indexes import without_index


class Migration(migrations.Migration):
    #: Acts go on while an index is dropped.
    atomic = False

    dependencies = [("notifications", "0005_letters_stored_as_they_are")]

    operations = [
        without_index(
            "notifications.message",
            "dossier",
            "notifications_message_dossier_id_9bdc2508",
            to="dossiers.dossier",
            null=True,
            related_name="+",
            verbose_name="dossier",
        ),
    ]
