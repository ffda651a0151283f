"""What a night's sweep writes has six indexes fewer, which others begin with, and no entry in five others for what is not there yet."""

from django.conf import settings
from django.db import migrations
from django.db.models.deletion import CASCADE

from agencies.migrations._indexes import filled, without_index

_DOSSIER = {"to": "dossiers.dossier", "related_name": "+", "verbose_name": "dossier"}
_OFFICER = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    #: Acts go on while indexes are made and dropped.
    atomic = False

    dependencies = [
        ("notifications", "0006_messages_by_dossier"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        filled("apologyletter", "notice", "letter_notice"),
        filled("apologyletter", "loss", "letter_loss"),
        filled("apologyletter", "signer", "letter_signer"),
        filled("apologyletter", "delegation", "letter_delegation"),
        filled("delaynotice", "answered_by", "delay_notice_answered_by"),
        without_index(
            "notifications.apologyletter", "dossier", "notifications_apologyletter_dossier_id_5819104f", **_DOSSIER
        ),
        without_index(
            "notifications.delaynotice", "dossier", "notifications_delaynotice_dossier_id_892acb4c", **_DOSSIER
        ),
        without_index(
            "notifications.duewarning", "dossier", "notifications_duewarning_dossier_id_3abeef33", **_DOSSIER
        ),
        without_index(
            "notifications.overdueflag", "dossier", "notifications_overdueflag_dossier_id_87839005", **_DOSSIER
        ),
        without_index(
            "notifications.escalation",
            "flag",
            "notifications_escalation_flag_id_4ff361b2",
            to="notifications.overdueflag",
            on_delete=CASCADE,
            related_name="escalations",
        ),
        without_index(
            "notifications.apologyletter",
            "issuer",
            "notifications_apologyletter_issuer_id_0a138cb2",
            to="agencies.agency",
            null=True,
            related_name="+",
            verbose_name="issued by",
        ),
        without_index(
            "notifications.apologyletter",
            "notice",
            "notifications_apologyletter_notice_id_46eac0d5",
            to="notifications.delaynotice",
            null=True,
            related_name="letters",
        ),
        without_index(
            "notifications.apologyletter",
            "loss",
            "notifications_apologyletter_loss_id_4ee817c2",
            to="dossiers.dossierevent",
            null=True,
            related_name="+",
        ),
        without_index(
            "notifications.apologyletter",
            "signer",
            "notifications_apologyletter_signer_id_2a499258",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="signer",
        ),
        without_index(
            "notifications.apologyletter",
            "delegation",
            "notifications_apologyletter_delegation_id_62c50378",
            to="agencies.delegation",
            null=True,
            related_name="+",
        ),
        without_index(
            "notifications.delaynotice",
            "answered_by",
            "notifications_delaynotice_answered_by_id_507253d4",
            to=_OFFICER,
            null=True,
            related_name="+",
            verbose_name="answered by",
        ),
    ]
