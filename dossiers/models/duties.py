"""What the office owes beside the result: to tell the applicant, and what it failed to do in time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from dossiers.models.dossier import Dossier


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Questions about what is to be told."""

    def open(self) -> "AnnouncementQuerySet":
        return self.filter(told_at__isnull=True, dropped_at__isnull=True)


class Announcement(models.Model):
    """Something an agency says to the applicant, which the one-stop unit has to pass on (art. 5.1.đ, 5.1.e).

    Told how, when and by whom; or dropped, with the reason, when it is no longer true.
    """

    class Kind(models.TextChoices):
        SUPPLEMENT = "supplement", _("Supplement requested")
        SUPPLEMENT_CANCELLED = "cancelled", _("Supplement request taken back")
        REFUSAL = "refusal", _("Refused after appraisal")
        APOLOGY = "apology", _("Apology and new return date")
        LOSS = "loss", _("Apology for lost papers")
        STOP = "stop", _("Settlement stopped")
        EARLY_RESULT = "early", _("The result is ready early")

    class How(models.TextChoices):
        PHONE = "phone", _("By telephone")
        SMS = "sms", _("By SMS")
        EMAIL = "email", _("By e-mail")
        POST = "post", _("By post")
        IN_PERSON = "in_person", _("In person")
        SOCIAL_NETWORK = "social_network", _("By an authorised social network")

    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="announcements",
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    #: What it is about: `event:12`, `letter:<reference>`.
    occasion = models.CharField(max_length=60)
    said_by = models.ForeignKey(
        Agency, verbose_name=_("said by"), on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField(_("said"))
    tell_by = models.DateTimeField(_("to be told by"))
    told_at = models.DateTimeField(_("told"), null=True)
    told_by = models.ForeignKey(
        Officer, verbose_name=_("told by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(_("told how"), max_length=16, blank=True, choices=How.choices)
    remark = models.TextField(_("remark"), blank=True)
    dropped_at = models.DateTimeField(_("no longer to be told"), null=True)
    dropped_why = models.CharField(_("because"), max_length=24, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("something to tell the applicant")
        verbose_name_plural = _("to tell the applicant")
        constraints = [
            models.UniqueConstraint(
                name="announcement_once", fields=["dossier", "kind", "occasion"]
            ),
            models.CheckConstraint(
                name="announcement_told_whole",
                condition=Q(told_at__isnull=True)
                | Q(told_by__isnull=False, dropped_at__isnull=True) & ~Q(how=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tell_by"],
                name="announcement_open",
                condition=Q(told_at__isnull=True, dropped_at__isnull=True),
            ),
            # The lists with what was told too are in this order.
            models.Index(fields=["tell_by", "id"], name="announcement_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.told_at is None and self.dropped_at is None


class Violation(models.Model):
    """A duty of the office done late or against the rule: recorded once, reported, never taken back.

    A missed return date is not among them: it has its own evidence (`OverdueFlag`).
    """

    class Kind(models.TextChoices):
        RECEPTION_LATE = "reception_late", _("Submission not answered in time")
        TRANSFER_LATE = "transfer_late", _("Not transferred in time")
        SUPPLEMENT_LATE = "supplement_late", _("Supplement asked for too late")
        SUPPLEMENT_REPEATED = "supplement_again", _("Supplement asked for again")
        CONSULTATION_LATE = "consultation_late", _("Consulted agency late")
        TELLING_LATE = "telling_late", _("Applicant not told in time")
        FEEDBACK_LATE = "feedback_late", _("Feedback not answered in time")

    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="violations",
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    #: What was missed, where there may be several of a kind: `event:12`, `consultation:3`.
    occasion = models.CharField(max_length=60, blank=True)
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("agency at fault"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    due_at = models.DateTimeField(_("was due"), null=True)
    found_at = models.DateTimeField(_("found"))

    class Meta:
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        constraints = [
            models.UniqueConstraint(name="violation_once", fields=["dossier", "kind", "occasion"]),
        ]
        indexes = [
            models.Index(fields=["agency", "-found_at"], name="violation_agency"),
            models.Index(fields=["found_at"], name="violation_found"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.get_kind_display()}"
