"""What a night's sweep writes has six indexes fewer, which others begin with, and no entry in five others for what is not there yet."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import CASCADE, PROTECT

_DOSSIER = {"to": "dossiers.dossier", "related_name": "+", "verbose_name": "dossier"}
_OFFICER = settings.AUTH_USER_MODEL


def _without_index(
    model: str, name: str, index: str, **field: Any
) -> migrations.SeparateDatabaseAndState:
    """Django would take the foreign key off and put it on again, which holds up every act while all rows are read."""
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {index}",
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON notifications_{model} ({name}_id)",
            )
        ],
        state_operations=[
            migrations.AlterField(
                model_name=model,
                name=name,
                field=models.ForeignKey(db_index=False, **{"on_delete": PROTECT, **field}),
            )
        ],
    )


def _filled(model: str, field: str, name: str) -> AddIndexConcurrently:
    """An index of the rows that have the field."""
    return AddIndexConcurrently(
        model_name=model,
        index=models.Index(fields=[field], name=name, condition=Q(**{f"{field}__isnull": False})),
    )


class Migration(migrations.Migration):
    #: Acts go on while indexes are made and dropped.
    atomic = False

    dependencies = [
        ("notifications", "0006_messages_by_dossier"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        _filled("apologyletter", "notice", "letter_notice"),
        _filled("apologyletter", "loss", "letter_loss"),
        _filled("apologyletter", "signer", "letter_signer"),
        _filled("apologyletter", "delegation", "letter_delegation"),
        _filled("delaynotice", "answered_by", "delay_notice_answered_by"),
        _without_index(
            "apologyletter", "dossier", "notifications_apologyletter_dossier_id_5819104f", **_DOSSIER
        ),
        _without_index(
            "delaynotice", "dossier", "notifications_delaynotice_dossier_id_892acb4c", **_DOSSIER
        ),
        _without_index(
            "duewarning", "dossier", "notifications_duewarning_dossier_id_3abeef33", **_DOSSIER
        ),
        _without_index(
            "overdueflag", "dossier", "notifications_overdueflag_dossier_id_87839005", **_DOSSIER
        ),
        _without_index(
            "escalation",
            "flag",
            "notifications_escalation_flag_id_4ff361b2",
            to="notifications.overdueflag",
            on_delete=CASCADE,
            related_name="escalations",
        ),
        _without_index(
            "apologyletter",
            "issuer",
            "notifications_apologyletter_issuer_id_0a138cb2",
            to="agencies.agency",
            null=True,
            related_name="+",
            verbose_name="issued by",
        ),
        _without_index(
            "apologyletter",
            "notice",
            "notifications_apologyletter_notice_id_46eac0d5",
            to="notifications.delaynotice",
            null=True,
            related_name="letters",
        ),
        _without_index(
            "apologyletter",
            "loss",
            "notifications_apologyletter_loss_id_4ee817c2",
            to="dossiers.dossierevent",
            null=True,
            related_name="+",
        ),
        _without_index(
            "apologyletter",
            "signer",
            "notifications_apologyletter_signer_id_2a499258",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="signer",
        ),
        _without_index(
            "apologyletter",
            "delegation",
            "notifications_apologyletter_delegation_id_62c50378",
            to="agencies.delegation",
            null=True,
            related_name="+",
        ),
        _without_index(
            "delaynotice",
            "answered_by",
            "notifications_delaynotice_answered_by_id_507253d4",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="answered by",
        ),
    ]
