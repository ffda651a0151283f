"""A sweep goes on from the one before it instead of looking at everything anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_webhook_rotation")]

    operations = [
        migrations.AddField(
            model_name="sweeprun",
            name="is_whole",
            field=models.BooleanField(default=False, verbose_name="looked at everything"),
        ),
        migrations.AddField(
            model_name="sweeprun", name="whole_as_of", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="sweeprun",
            name="cursor",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="sweeprun",
            name="calendar_version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="sweeprun", name="held", field=models.JSONField(default=list)
        ),
    ]
