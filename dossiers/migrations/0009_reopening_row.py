from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_supplement_violations")]

    operations = [
        migrations.AlterField(
            model_name="handover",
            name="kind",
            field=models.CharField(
                choices=[
                    ("transfer", "Transfer"),
                    ("forward", "Forwarded"),
                    ("hand_over", "Hand-over"),
                    ("refusal", "Sent back"),
                    ("result", "Result to the one-stop unit"),
                    ("reopening", "Back to be put right"),
                ],
                default="hand_over",
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
