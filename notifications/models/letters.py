"""The apology with a new return date (form 04): drafted by the sweep or by the agency's answer, issued by a head."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Delegation, Officer
from notifications.models.appointments import OfAppointment
from notifications.models.demands import DelayNotice, ReasonCode
from notifications.models.flags import OverdueFlag


class LetterWay(models.TextChoices):
    """How the letter came about, and with it its wording."""

    IN_TIME = "in_time", _("In time, from the agency's notice")
    LATE = "late", _("Late, from the flag")
    READY = "ready", _("Settled late: the result is ready")


class LetterState(models.TextChoices):
    """A draft lacks something; a ready letter lacks only the signature."""

    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready to sign")
    ISSUED = "issued", _("Issued")
    VOID = "void", _("Void")


class ApologyLetter(OfAppointment):
    """A letter that meets Decree 61/2018/NĐ-CP, art. 19.9, or a draft that says what it lacks.

    Once issued it never changes: number, context, PDF and digest are frozen together.
    """

    ref = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    way = models.CharField(_("way"), max_length=8, choices=LetterWay.choices)
    state = models.CharField(
        _("state"), max_length=8, choices=LetterState.choices, default=LetterState.DRAFT
    )
    flag = models.ForeignKey(
        OverdueFlag, null=True, on_delete=models.PROTECT, related_name="letters"
    )
    notice = models.ForeignKey(
        DelayNotice, null=True, on_delete=models.PROTECT, related_name="letters"
    )
    generated_at = models.DateTimeField(_("generated"))
    reason_code = models.CharField(
        _("kind of reason"), max_length=16, blank=True, choices=ReasonCode.choices
    )
    reason = models.TextField(_("reason"), blank=True)
    new_until = models.DateTimeField(_("new return date"), null=True)

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
    pdf = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    voided_at = models.DateTimeField(_("void since"), null=True)
    void_why = models.CharField(_("void because"), max_length=24, blank=True)

    class Meta:
        verbose_name = _("apology letter")
        verbose_name_plural = _("apology letters")
        constraints = [
            models.UniqueConstraint(
                name="letter_once",
                fields=["dossier", "run", "appointment"],
                condition=~Q(state=LetterState.VOID) & ~Q(way=LetterWay.READY),
            ),
            models.UniqueConstraint(
                name="letter_once_a_flag", fields=["flag"], condition=~Q(state=LetterState.VOID)
            ),
            models.UniqueConstraint(name="letter_number_once", fields=["agency", "year", "number"]),
            models.CheckConstraint(
                # What art. 19.9 demands cannot be left out, whoever writes to the table.
                name="letter_issued_whole",
                condition=~Q(state=LetterState.ISSUED)
                | Q(
                    number__isnull=False,
                    year__isnull=False,
                    signer__isnull=False,
                    issued_at__isnull=False,
                    pdf__isnull=False,
                )
                & ~Q(reason="")
                & ~Q(sha256="")
                # A comparison with nothing is not false to a check constraint.
                & (Q(way=LetterWay.READY) | Q(new_until__isnull=False, new_until__gt=F("due_at"))),
            ),
            models.CheckConstraint(
                name="letter_void_with_reason",
                condition=~Q(state=LetterState.VOID) | Q(voided_at__isnull=False) & ~Q(void_why=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "generated_at"],
                name="letter_unsigned",
                condition=Q(state__in=[LetterState.DRAFT, LetterState.READY]),
            ),
            models.Index(fields=["dossier", "run"], name="letter_dossier"),
        ]

    def __str__(self) -> str:
        if self.number:
            return f"{self.number}/{self.year} — {self.dossier}"
        return str(self.dossier)

    @property
    def is_unsigned(self) -> bool:
        return self.state in (LetterState.DRAFT, LetterState.READY)
