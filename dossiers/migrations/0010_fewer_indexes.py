"""Ten foreign keys do without an index of their own, and two codes without one for prefixes nobody asks by.

Each writing of a dossier may cost an entry in all of its indexes. An index goes where another begins
with its column; where nearly all rows are empty, one of the others takes its place.
"""

from django.conf import settings
from django.db import migrations

from agencies.migrations._indexes import dropped, filled, without_index

_OFFICER = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    #: Acts go on while indexes are made and dropped.
    atomic = False

    dependencies = [
        ("dossiers", "0009_one_write_an_event"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        filled("dossier", "leading", "dossier_leading"),
        filled("dossier", "outage", "dossier_outage"),
        filled("dossier", "submitted_by", "dossier_submitter"),
        filled("dossierevent", "machine", "event_machine"),
        filled("dossierevent", "delegation", "event_delegation"),
        without_index(
            "dossiers.dossier",
            "agency",
            "dossiers_dossier_agency_id_966dcf7a",
            to="agencies.agency",
            related_name="+",
            verbose_name="settling agency",
        ),
        without_index(
            "dossiers.dossier",
            "receiving_unit",
            "dossiers_dossier_receiving_unit_id_0453b4b0",
            to="agencies.agency",
            related_name="+",
            verbose_name="receiving unit",
        ),
        without_index(
            "dossiers.dossier",
            "forwarded_to",
            "dossiers_dossier_forwarded_to_id_c4f93058",
            to="agencies.agency",
            null=True,
            related_name="+",
            verbose_name="forwarded to",
        ),
        without_index(
            "dossiers.dossier",
            "officer",
            "dossiers_dossier_officer_id_85978659",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="officer",
        ),
        without_index(
            "dossiers.dossier",
            "submitted_by",
            "dossiers_dossier_submitted_by_id_2f8c3226",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="submitted by",
        ),
        without_index(
            "dossiers.dossier",
            "leading",
            "dossiers_dossier_leading_id_a66deacb",
            to="dossiers.dossier",
            null=True,
            related_name="linked",
            verbose_name="leading dossier",
        ),
        without_index(
            "dossiers.dossier",
            "outage",
            "dossiers_dossier_outage_id_50ae977d",
            to="dossiers.outage",
            null=True,
            related_name="dossiers",
            verbose_name="outage",
        ),
        without_index(
            "dossiers.dossierevent",
            "dossier",
            "dossiers_dossierevent_dossier_id_90237d93",
            to="dossiers.dossier",
            related_name="events",
        ),
        without_index(
            "dossiers.dossierevent",
            "machine",
            "dossiers_dossierevent_machine_id_fb37e105",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="through",
        ),
        without_index(
            "dossiers.dossierevent",
            "delegation",
            "dossiers_dossierevent_delegation_id_fa03032a",
            to="agencies.delegation",
            null=True,
            related_name="+",
        ),
        # Django makes one beside every unique column of text; codes and tokens are asked for whole.
        dropped(
            "dossiers_dossier_code_6d68c351_like", "dossiers_dossier (code varchar_pattern_ops)"
        ),
        dropped(
            "dossiers_dossier_lookup_token_2a078d8e_like",
            "dossiers_dossier (lookup_token varchar_pattern_ops)",
        ),
    ]
