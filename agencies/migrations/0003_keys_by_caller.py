"""An answer kept for a repetition is found by its caller through the index that keeps its key unique."""

from django.conf import settings
from django.db import migrations
from django.db.models.deletion import CASCADE

from agencies.migrations._indexes import without_index


class Migration(migrations.Migration):
    #: Acts go on while an index is dropped.
    atomic = False

    dependencies = [("agencies", "0002_doors")]

    operations = [
        without_index(
            "agencies.idempotencykey",
            "caller",
            "agencies_idempotencykey_caller_id_1c459772",
            to=settings.AUTH_USER_MODEL,
            on_delete=CASCADE,
            related_name="+",
        ),
    ]
