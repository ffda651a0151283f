"""What every page and act writes beside the dossier does without three indexes that others begin with."""

from django.conf import settings
from django.db import migrations

from agencies.migrations._indexes import without_index


class Migration(migrations.Migration):
    #: Acts go on while an index is dropped.
    atomic = False

    dependencies = [("dossiers", "0012_announcements_in_order")]

    operations = [
        without_index(
            "dossiers.accessrecord",
            "dossier",
            "dossiers_accessrecord_dossier_id_9a1d8603",
            to="dossiers.dossier",
            related_name="accesses",
            verbose_name="dossier",
        ),
        without_index(
            "dossiers.accessrecord",
            "officer",
            "dossiers_accessrecord_officer_id_ce0ccaaa",
            to=settings.AUTH_USER_MODEL,
            related_name="+",
            verbose_name="by",
        ),
        without_index(
            "dossiers.issuedform",
            "agency",
            "dossiers_issuedform_agency_id_c85bf33c",
            to="agencies.agency",
            related_name="+",
        ),
    ]
