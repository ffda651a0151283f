"""Before the date is missed: warnings that it is near, and the demand for a delay notice."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from notifications.domain.demands import DemandKind
from notifications.models.appointments import OfAppointment


class ReasonCode(models.TextChoices):
    """Why a dossier is late, for statistics; the words to the applicant stand beside it."""

    VERIFICATION = "verification", _("Facts have to be verified")
    CONSULTATION = "consultation", _("Another agency has not answered")
    COMPLEXITY = "complexity", _("The case is complex")
    WORKLOAD = "workload", _("Too many dossiers at once")
    SYSTEM_FAILURE = "system_failure", _("A failure of the information system")
    FORCE_MAJEURE = "force_majeure", _("Natural disaster or another force majeure")
    OTHER = "other", _("Another reason")


class LapseReason(models.TextChoices):
    """What made an unanswered demand pointless."""

    SETTLED = "settled", _("Settled")
    RESTARTED = "restarted", _("The time limit runs anew")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    STOPPED = "stopped", _("Stopped")
    RE_APPOINTED = "re_appointed", _("A new return date is set")
    DATE_MOVED = "date_moved", _("The due date has moved")


class DueWarning(OfAppointment):
    """A dossier was in a unit's digest because its due moment was near, once for each number of days."""

    days = models.PositiveSmallIntegerField(_("working days before"))
    unit = models.ForeignKey(
        Agency, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    warned_at = models.DateTimeField(_("warned"))

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        constraints = [
            models.UniqueConstraint(
                name="warning_once", fields=["dossier", "run", "appointment", "days", "due_at"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.days}"


class DelayNotice(OfAppointment):
    """The demand to the settling agency to finish or to say why not, and its answer (Decree 61/2018/NĐ-CP, art. 19.9).

    Open until answered or lapsed. Only `day_before` is a duty of the law: unanswered by `answer_by`
    it becomes a violation in the moment the dossier is flagged overdue, and stays one.
    """

    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[
            (DemandKind.DAY_BEFORE.value, _("The day before")),
            (DemandKind.HALF_TIME.value, _("Half of the time used")),
            (DemandKind.FINISH_ONLY.value, _("Finish: no further date")),
        ],
    )
    unit = models.ForeignKey(
        Agency, verbose_name=_("unit"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    demanded_at = models.DateTimeField(_("demanded"))
    answer_by = models.DateTimeField(_("to be answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        Officer,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    reason_code = models.CharField(
        _("kind of reason"), max_length=16, blank=True, choices=ReasonCode.choices
    )
    reason = models.TextField(_("reason"), blank=True)
    proposed_until = models.DateTimeField(_("proposed return date"), null=True)
    lapsed_at = models.DateTimeField(_("lapsed"), null=True)
    lapsed_why = models.CharField(
        _("lapsed because"), max_length=16, blank=True, choices=LapseReason.choices
    )
    is_violation = models.BooleanField(_("no notice in time"), default=False)

    class Meta:
        verbose_name = _("delay notice")
        verbose_name_plural = _("delay notices")
        constraints = [
            models.UniqueConstraint(
                name="delay_notice_once",
                fields=["dossier", "run", "appointment"],
                condition=Q(lapsed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="delay_notice_answer_whole",
                condition=Q(answered_at__isnull=True)
                | Q(
                    answered_by__isnull=False,
                    proposed_until__isnull=False,
                    proposed_until__gt=F("due_at"),
                )
                & ~Q(reason_code="")
                & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="delay_notice_violation_is_duty",
                condition=Q(is_violation=False)
                | Q(kind=DemandKind.DAY_BEFORE.value, answered_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "answer_by"],
                name="delay_notice_open",
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
            ),
            models.Index(fields=["dossier", "run"], name="delay_notice_dossier"),
            models.Index(
                fields=["answered_by"],
                name="delay_notice_answered_by",
                condition=Q(answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} ({self.get_kind_display()})"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.lapsed_at is None
