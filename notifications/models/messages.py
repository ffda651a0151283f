"""The outbox: what is to be said to whom, written in the transaction that gave the occasion."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Officer
from dossiers.models import Dossier, DossierEvent
from notifications.domain.messages import Channel, DropReason, MessageKind


class MessageState(models.TextChoices):
    """Where a message stands."""

    PLANNED = "planned", _("Planned")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("Dropped")


KIND_LABELS = {
    MessageKind.STATUS: _("Status of a dossier"),
    MessageKind.DIGEST: _("Digest of the day"),
    MessageKind.DEMAND: _("Delay notice demanded"),
    MessageKind.ESCALATION: _("Overdue dossier"),
    MessageKind.REMINDER: _("Reminder by the Centre"),
}


CHANNEL_LABELS = {
    Channel.EMAIL: _("E-mail"),
    Channel.SMS: _("SMS"),
    Channel.WEBHOOK: _("Webhook"),
}

DROP_LABELS = {
    DropReason.SUPERSEDED: _("Status or date has changed again"),
    DropReason.ANSWERED: _("Answered, or no longer asked"),
    DropReason.NOT_OVERDUE: _("No longer overdue"),
    DropReason.NOTHING_LEFT: _("All of it has been dealt with"),
    DropReason.NO_ADDRESS: _("Nobody to be reached"),
    DropReason.NOT_WANTED: _("No longer wanted this way"),
    DropReason.NOT_VISIBLE: _("The partner may no longer see the dossier"),
}


class Message(models.Model):
    """One message to one recipient by one channel; planned once for its occasion.

    Carries codes and statuses only: names and addresses are read when it is sent.
    """

    #: What gave rise to it: `event:12`, `demands:7`, `digest:2026-11-26`.
    occasion = models.CharField(max_length=60)
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
    )
    channel = models.CharField(
        pgettext_lazy("of a message", "channel"),
        max_length=8,
        choices=[(channel.value, label) for channel, label in CHANNEL_LABELS.items()],
    )
    #: `applicant`, or `officer:<key>`.
    recipient = models.CharField(_("recipient"), max_length=40)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(DossierEvent, null=True, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    context = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=8, choices=MessageState.choices, default=MessageState.PLANNED
    )
    planned_at = models.DateTimeField(_("planned"))
    #: Not before: office hours for officers, the next attempt after a failure.
    send_after = models.DateTimeField(_("to be sent from"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    dropped_why = models.CharField(
        _("dropped because"),
        max_length=16,
        blank=True,
        choices=[(reason.value, label) for reason, label in DROP_LABELS.items()],
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                name="message_once", fields=["occasion", "kind", "recipient", "channel"]
            ),
            models.CheckConstraint(
                name="message_dropped_with_reason",
                condition=Q(state=MessageState.DROPPED) & ~Q(dropped_why="")
                | ~Q(state=MessageState.DROPPED) & Q(dropped_why=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_after"], name="message_due", condition=Q(state=MessageState.PLANNED)
            ),
            models.Index(fields=["dossier"], name="message_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.recipient}"
