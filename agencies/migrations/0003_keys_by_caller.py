"""An answer kept for a repetition is found by its caller through the index that keeps its key unique."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    #: Acts go on while an index is dropped.
    atomic = False

    dependencies = [("agencies", "0002_doors")]

    operations = [
        # Django would take the foreign key off and put it on again, which holds up every act while all rows are read.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS agencies_idempotencykey_caller_id_1c459772",
                    "CREATE INDEX CONCURRENTLY IF NOT EXISTS agencies_idempotencykey_caller_id_1c459772"
                    " ON agencies_idempotencykey (caller_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="idempotencykey",
                    name="caller",
                    field=models.ForeignKey(to=settings.AUTH_USER_MODEL, on_delete=CASCADE, db_index=False, related_name="+"),
                ),
            ],
        ),
    ]
