"""What every page and act writes beside the dossier does without three indexes that others begin with."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    #: Acts go on while an index is dropped.
    atomic = False

    dependencies = [("dossiers", "0012_announcements_in_order")]

    operations = [
        # Django would take the foreign key off and put it on again, which holds up every act while all rows are read.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS dossiers_accessrecord_dossier_id_9a1d8603",
                    "CREATE INDEX CONCURRENTLY IF NOT EXISTS dossiers_accessrecord_dossier_id_9a1d8603"
                    " ON dossiers_accessrecord (dossier_id)",
                ),
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS dossiers_accessrecord_officer_id_ce0ccaaa",
                    "CREATE INDEX CONCURRENTLY IF NOT EXISTS dossiers_accessrecord_officer_id_ce0ccaaa"
                    " ON dossiers_accessrecord (officer_id)",
                ),
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS dossiers_issuedform_agency_id_c85bf33c",
                    "CREATE INDEX CONCURRENTLY IF NOT EXISTS dossiers_issuedform_agency_id_c85bf33c"
                    " ON dossiers_issuedform (agency_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="accessrecord",
                    name="dossier",
                    field=models.ForeignKey(to="dossiers.dossier", on_delete=PROTECT, db_index=False, related_name="accesses", verbose_name="dossier"),
                ),
                migrations.AlterField(
                    model_name="accessrecord",
                    name="officer",
                    field=models.ForeignKey(to=settings.AUTH_USER_MODEL, on_delete=PROTECT, db_index=False, related_name="+", verbose_name="by"),
                ),
                migrations.AlterField(
                    model_name="issuedform",
                    name="agency",
                    field=models.ForeignKey(to="agencies.agency", on_delete=PROTECT, db_index=False, related_name="+"),
                ),
            ],
        ),
    ]
