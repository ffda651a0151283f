"""What is and was to be told to applicants is read in the order of its lists, not sorted anew for each page."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    #: Acts go on while the index is made.
    atomic = False

    dependencies = [("dossiers", "0011_violations_by_day")]

    operations = [
        AddIndexConcurrently(
            model_name="announcement",
            index=models.Index(fields=["tell_by", "id"], name="announcement_in_order"),
        ),
    ]
