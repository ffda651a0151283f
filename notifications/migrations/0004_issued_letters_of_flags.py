from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    #: Letters are signed while the index is made.
    atomic = False

    dependencies = [("notifications", "0003_sweeps_go_on")]

    operations = [
        AddIndexConcurrently(
            model_name="apologyletter",
            index=models.Index(
                condition=models.Q(("state__in", ["issued", "delivered"])),
                fields=["flag"],
                name="letter_issued_of_flag",
            ),
        ),
    ]
