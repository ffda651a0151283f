"""Evidence that a dossier is late, and who has been told of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from agencies.models.officer import ROLE_LABELS
from notifications.domain.ladder import RUNGS
from notifications.models.appointments import OfAppointment


class CloseReason(models.TextChoices):
    """Why a flag no longer calls for anything; all but `calendar` still count as late."""

    RE_APPOINTED = "re_appointed", _("A new return date is set")
    SETTLED_LATE = "settled_late", _("Settled late")
    RESTARTED = "restarted", _("The time limit runs anew")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    STOPPED = "stopped", _("Stopped")
    CALENDAR = "calendar", _("The calendar was corrected")


class OverdueFlag(OfAppointment):
    """One missed appointment: since when, where the dossier lay, and whether the agency had given notice.

    Evidence, never the test of lateness itself: every door computes that from the clock.
    """

    late_from = models.DateTimeField(_("late from"))
    detected_at = models.DateTimeField(_("detected"))
    unit = models.ForeignKey(
        Agency, verbose_name=_("unit"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    step = models.PositiveSmallIntegerField(_("step"), default=0)
    notice_in_time = models.BooleanField(_("notice in time"), default=False)
    #: No notice although art. 12.5 and 19.9 of Decree 61/2018/NĐ-CP demanded one; never taken back.
    is_violation = models.BooleanField(_("no notice in time"), default=False)
    calendar_version = models.PositiveIntegerField(_("calendar version"), default=0)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_why = models.CharField(
        _("closed because"), max_length=16, blank=True, choices=CloseReason.choices
    )
    #: Set with the reason `calendar`: the version under which the date was not missed.
    closing_calendar_version = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("overdue flag")
        verbose_name_plural = _("overdue flags")
        constraints = [
            models.UniqueConstraint(
                # A reopened dossier gets a later due moment and may miss that one too.
                name="flag_once",
                fields=["dossier", "run", "appointment", "due_at"],
                condition=~Q(closed_why=CloseReason.CALENDAR),
            ),
            models.UniqueConstraint(
                name="flag_one_open", fields=["dossier"], condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="flag_closed_with_reason",
                condition=Q(closed_at__isnull=True, closed_why="")
                | Q(closed_at__isnull=False) & ~Q(closed_why=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "late_from"],
                name="flag_open_by_agency",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(fields=["dossier", "run"], name="flag_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} ({self.run}.{self.appointment})"


class Escalation(models.Model):
    """A rung of the ladder was told of a flag, once; the Centre head's rung urges the agency (art. 9.1)."""

    #: Found by the index of `escalation_once`.
    flag = models.ForeignKey(
        OverdueFlag, on_delete=models.CASCADE, db_index=False, related_name="escalations"
    )
    rung = models.CharField(
        _("told"), max_length=16, choices=[(rung.value, ROLE_LABELS[rung]) for rung in RUNGS]
    )
    escalated_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.UniqueConstraint(name="escalation_once", fields=["flag", "rung"]),
        ]

    def __str__(self) -> str:
        return f"{self.flag_id}: {self.get_rung_display()}"
