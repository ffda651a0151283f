"""Duties missed are found by the day they were found; three foreign keys do without an index that another begins with."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from agencies.migrations._indexes import without_index


class Migration(migrations.Migration):
    #: Acts go on while indexes are made and dropped.
    atomic = False

    dependencies = [("dossiers", "0010_fewer_indexes")]

    operations = [
        AddIndexConcurrently(
            model_name="violation",
            index=models.Index(fields=["found_at"], name="violation_found"),
        ),
        without_index(
            "dossiers.violation",
            "dossier",
            "dossiers_violation_dossier_id_a9502860",
            to="dossiers.dossier",
            related_name="violations",
            verbose_name="dossier",
        ),
        without_index(
            "dossiers.violation",
            "agency",
            "dossiers_violation_agency_id_535090bd",
            to="agencies.agency",
            related_name="+",
            verbose_name="agency at fault",
        ),
        without_index(
            "dossiers.announcement",
            "dossier",
            "dossiers_announcement_dossier_id_7b2577d8",
            to="dossiers.dossier",
            related_name="announcements",
            verbose_name="dossier",
        ),
    ]
