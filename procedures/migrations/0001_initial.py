"""The catalogue with its versions, and the working calendar."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agencies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='date')),
                ('kind', models.CharField(choices=[('closed', 'Closed'), ('worked', 'Worked instead')], max_length=8, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('notice', models.CharField(blank=True, max_length=300, verbose_name='official notice')),
                ('confirmed', models.BooleanField(default=False, verbose_name='confirmed')),
                ('note', models.TextField(blank=True, verbose_name='note')),
            ],
            options={
                'verbose_name': 'calendar day',
                'verbose_name_plural': 'calendar days',
            },
        ),
        migrations.CreateModel(
            name='CalendarEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='number')),
                ('imported_at', models.DateTimeField(verbose_name='recorded')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
            ],
            options={
                'verbose_name': 'edition of the calendar',
                'verbose_name_plural': 'editions of the calendar',
            },
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='year')),
                ('status', models.CharField(choices=[('confirmed', 'Confirmed by official notice'), ('provisional', 'Provisional')], max_length=12, verbose_name='status')),
            ],
            options={
                'verbose_name': 'calendar year',
                'verbose_name_plural': 'calendar years',
            },
        ),
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='code')),
                ('name', models.TextField(verbose_name='name')),
                ('closed_on', models.DateField(blank=True, help_text='From this day no dossier is received.', null=True, verbose_name='closed on')),
                ('search_key', models.TextField(default='', editable=False)),
                ('search_vector', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('search_key', config='simple'), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'verbose_name': 'procedure',
                'verbose_name_plural': 'procedures',
            },
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=200, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
            ],
            options={
                'verbose_name': 'sector',
                'verbose_name_plural': 'sectors',
            },
        ),
        migrations.CreateModel(
            name='OfficeHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_month', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='from month')),
                ('from_day', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='from day')),
                ('morning_open', models.TimeField(verbose_name='morning opens')),
                ('morning_close', models.TimeField(verbose_name='morning closes')),
                ('afternoon_open', models.TimeField(verbose_name='afternoon opens')),
                ('afternoon_close', models.TimeField(verbose_name='afternoon closes')),
            ],
            options={
                'verbose_name': 'office hours',
                'verbose_name_plural': 'office hours',
                'constraints': [models.UniqueConstraint(fields=('from_month', 'from_day'), name='season_starts_once'), models.CheckConstraint(condition=models.Q(('morning_open__lt', models.F('morning_close')), ('morning_close__lt', models.F('afternoon_open')), ('afternoon_open__lt', models.F('afternoon_close'))), name='office_hours_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ProcedureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='The first day it is no longer in force.', null=True, verbose_name='valid to')),
                ('name', models.TextField(verbose_name='name')),
                ('category', models.CharField(blank=True, max_length=200, verbose_name='category')),
                ('issuing_body', models.CharField(blank=True, max_length=200, verbose_name='published by')),
                ('decision_no', models.CharField(blank=True, max_length=200, verbose_name='decision')),
                ('audience', models.TextField(blank=True, verbose_name='for whom')),
                ('legal_basis', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name='legal basis')),
                ('levels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('ministry', 'Ministry'), ('province', 'Province'), ('district', 'District'), ('commune', 'Commune'), ('other', 'Other agency')], max_length=12), blank=True, default=list, size=None, verbose_name='levels')),
                ('executing_body', models.TextField(blank=True, verbose_name='executed by')),
                ('authority', models.TextField(blank=True, verbose_name='competent authority')),
                ('limit_value', models.PositiveIntegerField(blank=True, help_text='Of the procedure as a whole; the rows by channel decide.', null=True, verbose_name='published time limit')),
                ('limit_unit', models.CharField(blank=True, choices=[('working_day', 'working days'), ('calendar_day', 'days'), ('working_hour', 'working hours'), ('clock_hour', 'hours'), ('month', 'months'), ('same_day', 'same day')], max_length=14, verbose_name='unit of the published limit')),
                ('results', models.JSONField(blank=True, default=list, help_text='A list of {"name": …, "code": …}.', verbose_name='results')),
                ('source_url', models.CharField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(['https', 'http'])], verbose_name='source')),
                ('settled_at_counter', models.BooleanField(default=False, help_text='The counter may settle it itself (Decree 61/2018, art. 17.5).', verbose_name='settled at the counter')),
                ('start_rule', models.CharField(choices=[('ordinary', 'The day after reception is the first day'), ('after_cutoff', 'Received after 15:00 counts as received on the next working day')], default='ordinary', max_length=24, verbose_name='start of the time limit')),
                ('payment_pause_article', models.CharField(blank=True, max_length=200, verbose_name='article that pauses the clock for payment')),
                ('sensitive', models.BooleanField(default=False, help_text='Messages and look-up name it only in general.', verbose_name='sensitive')),
                ('content_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='procedures.procedure', verbose_name='procedure')),
                ('settling_agency', models.ForeignKey(blank=True, help_text='Empty: the commune that receives, or the officer chooses.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='settling agency')),
            ],
            options={
                'verbose_name': 'version of a procedure',
                'verbose_name_plural': 'versions of procedures',
            },
        ),
        migrations.CreateModel(
            name='Fee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(blank=True, choices=[('in_person', 'At the counter'), ('online', 'Online'), ('post', 'By post')], max_length=12, verbose_name='channel')),
                ('name', models.TextField(blank=True, verbose_name='name')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='amount')),
                ('currency', models.CharField(default='VND', max_length=3, verbose_name='currency')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='position')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fees', to='procedures.procedureversion')),
            ],
            options={
                'verbose_name': 'fee',
                'verbose_name_plural': 'fees',
            },
        ),
        migrations.CreateModel(
            name='ChannelLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('in_person', 'At the counter'), ('online', 'Online'), ('post', 'By post')], max_length=12, verbose_name='channel')),
                ('case', models.TextField(blank=True, verbose_name='case')),
                ('value', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='time limit')),
                ('unit', models.CharField(blank=True, choices=[('working_day', 'working days'), ('calendar_day', 'days'), ('working_hour', 'working hours'), ('clock_hour', 'hours'), ('month', 'months'), ('same_day', 'same day')], help_text='Empty: given only in words; the officer chooses.', max_length=14, verbose_name='unit')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='position')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='procedures.procedureversion')),
            ],
            options={
                'verbose_name': 'time limit',
                'verbose_name_plural': 'time limits',
            },
        ),
        migrations.CreateModel(
            name='ProcessStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='step')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('unit_text', models.CharField(blank=True, max_length=200, verbose_name='unit in words')),
                ('role', models.CharField(blank=True, choices=[('counter', 'Counter officer'), ('specialist', 'Specialist'), ('unit_head', 'Head of unit'), ('agency_head', 'Head of agency'), ('centre_head', 'Head of the Centre'), ('oversight', 'Oversight'), ('administrator', 'Administrator'), ('partner', 'Partner system')], max_length=16, verbose_name='role')),
                ('budget_hours', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='budget in working hours')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='unit')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='procedures.procedureversion')),
            ],
            options={
                'verbose_name': 'step of the process',
                'verbose_name_plural': 'steps of the process',
            },
        ),
        migrations.CreateModel(
            name='RequiredDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case', models.TextField(blank=True, help_text='Empty: in every case.', verbose_name='case')),
                ('name', models.TextField(verbose_name='name')),
                ('originals', models.PositiveSmallIntegerField(default=0, verbose_name='originals')),
                ('copies', models.PositiveSmallIntegerField(default=0, verbose_name='copies')),
                ('has_form', models.BooleanField(default=False, verbose_name='has a form')),
                ('required', models.BooleanField(default=True, verbose_name='required')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='position')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='required_documents', to='procedures.procedureversion')),
            ],
            options={
                'verbose_name': 'required document',
                'verbose_name_plural': 'required documents',
            },
        ),
        migrations.AddField(
            model_name='procedure',
            name='sector',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='procedures', to='procedures.sector', verbose_name='sector'),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=models.UniqueConstraint(fields=('procedure', 'number'), name='version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('procedure',), name='version_open_once'),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='version_span_in_order'),
        ),
        migrations.AddConstraint(
            model_name='procedureversion',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('procedure'), models.F('procedure'), django.contrib.postgres.fields.ranges.RangeBoundary(True, True), function='int8range'), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), django.contrib.postgres.fields.ranges.RangeBoundary(), function='daterange'), '&&')], name='version_spans_apart'),
        ),
        migrations.AddConstraint(
            model_name='fee',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='fee_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='channellimit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('unit__in', ['', 'same_day']), ('value__isnull', True)), models.Q(models.Q(('unit__in', ['', 'same_day']), _negated=True), ('value__gte', 1), ('value__isnull', False)), _connector='OR'), name='limit_value_with_unit'),
        ),
        migrations.AddConstraint(
            model_name='processstep',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='step_position_once'),
        ),
        migrations.AddConstraint(
            model_name='processstep',
            constraint=models.CheckConstraint(condition=models.Q(('budget_hours__gte', 0)), name='step_budget_not_negative'),
        ),
        migrations.AddIndex(
            model_name='procedure',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_vector'], name='procedure_search'),
        ),
    ]
