"""The history of a dossier: one line an act, which nothing can change or remove."""

from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Delegation, Officer
from dossiers.models.dossier import Dossier
from procedures.domain.clock import ClockKind


class DossierEvent(models.Model):
    """What was done to a dossier, by whom, when it took effect and when it was written down.

    Append-only: triggers refuse UPDATE and DELETE. `sequence`, `previous_hash`, `hash` and
    `recorded_at` are set by a BEFORE INSERT trigger, so that set-based writes are chained too.
    `facts` holds nothing personal; free text lies in `EventText` and enters the hash only as
    `text_digest`, so that it can be erased without breaking the chain.
    """

    #: Without an index of its own: that of its place in the dossier's history begins with it.
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    sequence = models.PositiveIntegerField(_("number"), default=0)
    act = models.CharField(_("act"), max_length=32)
    from_state = models.CharField(_("from"), max_length=24, blank=True)
    to_state = models.CharField(_("to"), max_length=24)
    at = models.DateTimeField(_("took effect"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())
    #: The writing transaction. Numbers of rows become visible out of their order, as transactions
    #: commit; all below the oldest transaction that still runs can be read without a gap.
    written_in = models.BigIntegerField(
        editable=False,
        db_default=Cast(
            Cast(Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
        ),
    )
    #: Without an index of its own: both that begin with it serve.
    actor = models.ForeignKey(
        Officer,
        verbose_name=_("by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    machine = models.ForeignKey(
        Officer,
        verbose_name=_("through"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    delegation = models.ForeignKey(
        Delegation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("acting agency"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    run = models.PositiveSmallIntegerField(default=0)
    clock = models.CharField(
        _("clock"), max_length=8, blank=True, choices=[(k.value, k.value) for k in ClockKind]
    )
    clock_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("due after this act"), null=True)
    facts = models.JSONField(default=dict)
    text_digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(name="event_sequence_once", fields=["dossier", "sequence"]),
            # The return date is moved no more than once (Decree 61/2018/NĐ-CP, art. 19.9).
            models.UniqueConstraint(
                name="event_extends_once",
                fields=["dossier"],
                condition=Q(clock=ClockKind.EXTEND.value),
            ),
        ]
        indexes = [
            models.Index(fields=["actor", "recorded_at"], name="event_actor"),
            # What an officer may see rests on it: read without looking into the table.
            models.Index(fields=["actor", "dossier"], name="event_actor_dossier"),
            models.Index(fields=["written_in", "id"], name="event_written_in"),
            models.Index(
                fields=["machine"], name="event_machine", condition=Q(machine__isnull=False)
            ),
            models.Index(
                fields=["delegation"],
                name="event_delegation",
                condition=Q(delegation__isnull=False),
            ),
            models.Index(
                fields=["dossier", "sequence"], name="event_clock", condition=~Q(clock="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.act}"


class EventText(models.Model):
    """The personal and free texts of an event, with the salt of their digest; may be erased by law."""

    event = models.OneToOneField(DossierEvent, on_delete=models.PROTECT, related_name="text")
    salt = models.CharField(max_length=32)
    values = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"text of {self.event_id}"
