import django.contrib.postgres.fields
from django.db import migrations, models

import dossiers.models.dossier


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0006_arrival_and_revoking'),
    ]

    operations = [
        migrations.AddField(
            model_name='applicant',
            name='notify_by',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS')], max_length=8), blank=True, default=dossiers.models.dossier.NotifyBy.every, size=None, verbose_name='told by'),
        ),
    ]
