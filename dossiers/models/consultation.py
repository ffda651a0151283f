"""What other agencies contribute to a dossier, and what was verified on the spot."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency, Officer
from dossiers.models.dossier import Dossier


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Questions about what was asked of other agencies."""

    def open(self) -> "ConsultationQuerySet":
        return self.filter(answered_at__isnull=True, cancelled_at__isnull=True)


class Consultation(models.Model):
    """An agency is asked for its opinion, or for its part of the work, until a deadline (art. 19.5, 19.6).

    Several may run at once. None of them stops the settlement clock.
    """

    class Kind(models.TextChoices):
        OPINION = "opinion", _("Opinion")
        TASK = "task", _("Part of the work")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    event = models.OneToOneField(
        "dossiers.DossierEvent", on_delete=models.PROTECT, related_name="consultation"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    asked_by = models.ForeignKey(
        Agency, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency asked"), on_delete=models.PROTECT, related_name="+"
    )
    question = models.TextField(_("content"))
    asked_at = models.DateTimeField(_("asked"))
    answer_by = models.DateTimeField(_("to be answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        Officer,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answer = models.TextField(_("answer"), blank=True)
    cancelled_at = models.DateTimeField(_("taken back"), null=True)
    cancelled_why = models.TextField(_("taken back because"), blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.CheckConstraint(
                name="consultation_ends_one_way",
                condition=Q(answered_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="consultation_answer_whole",
                condition=Q(answered_at__isnull=True)
                | Q(answered_by__isnull=False) & ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "answer_by"],
                name="consultation_open",
                condition=Q(answered_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} → {self.agency}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.cancelled_at is None


class Verification(models.Model):
    """Facts verified outside the papers: when, where, who took part, what was found (art. 19.3)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="verifications")
    event = models.OneToOneField(
        "dossiers.DossierEvent", on_delete=models.PROTECT, related_name="verification"
    )
    held_at = models.DateTimeField(pgettext_lazy("of a verification", "held"))
    place = models.CharField(pgettext_lazy("of a verification", "place"), max_length=500)
    participants = models.JSONField(_("participants"), default=list)
    content = models.TextField(_("content"))
    applicant_attended = models.BooleanField(_("the applicant took part"), default=False)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self) -> str:
        return f"{self.dossier}: {self.place}"
