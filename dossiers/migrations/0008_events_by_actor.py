from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    #: Acts go on while the index is made.
    atomic = False

    dependencies = [
        ("dossiers", "0007_infected_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            # Django would take the foreign key off and put it on again, which holds up every act
            # while all events are read, and meets acts in a deadlock.
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS dossiers_dossierevent_actor_id_7fade8fa",
                    "CREATE INDEX CONCURRENTLY IF NOT EXISTS dossiers_dossierevent_actor_id_7fade8fa"
                    " ON dossiers_dossierevent (actor_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="dossierevent",
                    name="actor",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                )
            ],
        ),
        AddIndexConcurrently(
            model_name="dossierevent",
            index=models.Index(fields=["actor", "dossier"], name="event_actor_dossier"),
        ),
    ]
