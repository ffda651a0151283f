"""The letter by which the head of a one-stop unit urges an agency to settle what is overdue (art. 9.1)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Delegation, Officer
from notifications.models.flags import OverdueFlag


class ReminderState(models.TextChoices):
    """Drafted by the sweep, issued by the head, or void because nothing was left to remind of."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    VOID = "void", _("Void")


class ReminderLetter(models.Model):
    """What one agency is urged to settle: one draft for each one-stop unit, agency and day.

    Its lines are the flags that reached the rung of the one-stop unit's head that day; each flag
    stands in one reminder only. Once issued, number, lines and PDF never change.
    """

    ref = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    one_stop_unit = models.ForeignKey(
        Agency, verbose_name=_("one-stop unit"), on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("settling agency"), on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField(_("day"))
    state = models.CharField(
        _("state"), max_length=8, choices=ReminderState.choices, default=ReminderState.DRAFT
    )
    generated_at = models.DateTimeField(_("generated"))
    flags = models.ManyToManyField(OverdueFlag, through="ReminderLine", related_name="reminders")

    number = models.PositiveIntegerField(_("number"), null=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    signer = models.ForeignKey(
        Officer, verbose_name=_("signer"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    delegation = models.ForeignKey(
        Delegation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued"), null=True)
    context = models.JSONField(default=dict)
    #: With the server's signature, where the server signs.
    pdf = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    voided_at = models.DateTimeField(_("void since"), null=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                name="reminder_draft_once",
                fields=["one_stop_unit", "agency", "day"],
                condition=Q(state=ReminderState.DRAFT),
            ),
            models.UniqueConstraint(
                name="reminder_number_once", fields=["one_stop_unit", "year", "number"]
            ),
            models.CheckConstraint(
                name="reminder_issued_whole",
                condition=~Q(state=ReminderState.ISSUED)
                | Q(
                    number__isnull=False,
                    year__isnull=False,
                    signer__isnull=False,
                    issued_at__isnull=False,
                    pdf__isnull=False,
                )
                & ~Q(sha256=""),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-day"], name="reminder_agency"),
        ]

    def __str__(self) -> str:
        number = f"{self.number}/{self.year} — " if self.number else ""
        return f"{number}{self.agency}"


class ReminderLine(models.Model):
    """An overdue dossier of which an agency is reminded, once for each missed appointment."""

    reminder = models.ForeignKey(ReminderLetter, on_delete=models.CASCADE, related_name="lines")
    flag = models.OneToOneField(OverdueFlag, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.reminder_id}: {self.flag_id}"
