"""Duties missed are found by the day they were found; three foreign keys do without an index that another begins with."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.deletion import PROTECT


def _without_index(
    model: str, name: str, index: str, **field: Any
) -> migrations.SeparateDatabaseAndState:
    """Django would take the foreign key off and put it on again, which holds up every act while all rows are read."""
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {index}",
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON dossiers_{model} ({name}_id)",
            )
        ],
        state_operations=[
            migrations.AlterField(
                model_name=model,
                name=name,
                field=models.ForeignKey(on_delete=PROTECT, db_index=False, **field),
            )
        ],
    )


class Migration(migrations.Migration):
    #: Acts go on while indexes are made and dropped.
    atomic = False

    dependencies = [("dossiers", "0010_fewer_indexes")]

    operations = [
        AddIndexConcurrently(
            model_name="violation",
            index=models.Index(fields=["found_at"], name="violation_found"),
        ),
        _without_index(
            "violation",
            "dossier",
            "dossiers_violation_dossier_id_a9502860",
            to="dossiers.dossier",
            related_name="violations",
            verbose_name="dossier",
        ),
        _without_index(
            "violation",
            "agency",
            "dossiers_violation_agency_id_535090bd",
            to="agencies.agency",
            related_name="+",
            verbose_name="agency at fault",
        ),
        _without_index(
            "announcement",
            "dossier",
            "dossiers_announcement_dossier_id_7b2577d8",
            to="dossiers.dossier",
            related_name="announcements",
            verbose_name="dossier",
        ),
    ]
