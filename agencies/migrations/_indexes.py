"""Indexes of large tables made and dropped while acts go on; for migrations that are not atomic."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT


def without_index(
    model: str, name: str, index: str, **field: Any
) -> migrations.SeparateDatabaseAndState:
    """A foreign key (`dossiers.violation`, `dossier`) does without the index of that name, which Django made for it.

    Left to itself Django would take the foreign key off and put it on again, which holds up every
    act while all rows are read.
    """
    app, model_name = model.split(".")
    return migrations.SeparateDatabaseAndState(
        database_operations=[dropped(index, f"{app}_{model_name} ({name}_id)")],
        state_operations=[
            migrations.AlterField(
                model_name=model_name,
                name=name,
                field=models.ForeignKey(db_index=False, **{"on_delete": PROTECT, **field}),
            )
        ],
    )


def dropped(index: str, on: str) -> migrations.RunSQL:
    """An index goes; backwards it is made anew on the table and columns."""
    return migrations.RunSQL(
        f"DROP INDEX CONCURRENTLY IF EXISTS {index}",
        f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {on}",
    )


def filled(model_name: str, field: str, name: str) -> AddIndexConcurrently:
    """An index of the rows that have the field."""
    return AddIndexConcurrently(
        model_name=model_name,
        index=models.Index(fields=[field], name=name, condition=Q(**{f"{field}__isnull": False})),
    )
