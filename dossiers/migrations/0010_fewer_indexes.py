"""Ten foreign keys do without an index of their own, and two codes without one for prefixes nobody asks by.

Each writing of a dossier may cost an entry in all of its indexes. An index goes where another begins
with its column; where nearly all rows are empty, one of the others takes its place.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT

_OFFICER = settings.AUTH_USER_MODEL


def _without_index(
    model: str, name: str, index: str, **field: Any
) -> migrations.SeparateDatabaseAndState:
    """Django would take the foreign key off and put it on again, which holds up every act while all rows are read."""
    column = f"{name}_id"
    return migrations.SeparateDatabaseAndState(
        database_operations=[_dropped(index, f"dossiers_{model} ({column})")],
        state_operations=[
            migrations.AlterField(
                model_name=model,
                name=name,
                field=models.ForeignKey(on_delete=PROTECT, db_index=False, **field),
            )
        ],
    )


def _dropped(index: str, on: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"DROP INDEX CONCURRENTLY IF EXISTS {index}",
        f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {on}",
    )


def _filled(model: str, field: str, name: str) -> AddIndexConcurrently:
    """An index of the rows that have the field."""
    return AddIndexConcurrently(
        model_name=model,
        index=models.Index(fields=[field], name=name, condition=Q(**{f"{field}__isnull": False})),
    )


class Migration(migrations.Migration):
    #: Acts go on while indexes are made and dropped.
    atomic = False

    dependencies = [
        ("dossiers", "0009_one_write_an_event"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        _filled("dossier", "leading", "dossier_leading"),
        _filled("dossier", "outage", "dossier_outage"),
        _filled("dossier", "submitted_by", "dossier_submitter"),
        _filled("dossierevent", "machine", "event_machine"),
        _filled("dossierevent", "delegation", "event_delegation"),
        _without_index(
            "dossier",
            "agency",
            "dossiers_dossier_agency_id_966dcf7a",
            to="agencies.agency",
            related_name="+",
            verbose_name="settling agency",
        ),
        _without_index(
            "dossier",
            "receiving_unit",
            "dossiers_dossier_receiving_unit_id_0453b4b0",
            to="agencies.agency",
            related_name="+",
            verbose_name="receiving unit",
        ),
        _without_index(
            "dossier",
            "forwarded_to",
            "dossiers_dossier_forwarded_to_id_c4f93058",
            to="agencies.agency",
            null=True,
            related_name="+",
            verbose_name="forwarded to",
        ),
        _without_index(
            "dossier",
            "officer",
            "dossiers_dossier_officer_id_85978659",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="officer",
        ),
        _without_index(
            "dossier",
            "submitted_by",
            "dossiers_dossier_submitted_by_id_2f8c3226",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="submitted by",
        ),
        _without_index(
            "dossier",
            "leading",
            "dossiers_dossier_leading_id_a66deacb",
            to="dossiers.dossier",
            null=True,
            related_name="linked",
            verbose_name="leading dossier",
        ),
        _without_index(
            "dossier",
            "outage",
            "dossiers_dossier_outage_id_50ae977d",
            to="dossiers.outage",
            null=True,
            related_name="dossiers",
            verbose_name="outage",
        ),
        _without_index(
            "dossierevent",
            "dossier",
            "dossiers_dossierevent_dossier_id_90237d93",
            to="dossiers.dossier",
            related_name="events",
        ),
        _without_index(
            "dossierevent",
            "machine",
            "dossiers_dossierevent_machine_id_fb37e105",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="through",
        ),
        _without_index(
            "dossierevent",
            "delegation",
            "dossiers_dossierevent_delegation_id_fa03032a",
            to="agencies.delegation",
            null=True,
            related_name="+",
        ),
        # Django makes one beside every unique column of text; codes and tokens are asked for whole.
        _dropped(
            "dossiers_dossier_code_6d68c351_like", "dossiers_dossier (code varchar_pattern_ops)"
        ),
        _dropped(
            "dossiers_dossier_lookup_token_2a078d8e_like",
            "dossiers_dossier (lookup_token varchar_pattern_ops)",
        ),
    ]
