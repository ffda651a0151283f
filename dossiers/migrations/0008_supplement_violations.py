"""What was late or asked again is a violation: written down once, beside the dossier."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_applicant_notify_by")]

    operations = [
        migrations.RemoveField(model_name="supplementrequest", name="violations"),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=Q(reception_due_at__isnull=False),
                fields=["receiving_unit", "reception_due_at"],
                name="dossier_reception_figures",
            ),
        ),
    ]
