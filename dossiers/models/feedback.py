"""What applicants and others say about how a dossier was handled, and what the agency answered."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from dossiers.models.dossier import Dossier


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Questions about what still waits for an answer."""

    def open(self) -> "FeedbackQuerySet":
        return self.filter(answered_at__isnull=True)

    def owed(self) -> "FeedbackQuerySet":
        """What has to be answered: praise may be, and need not."""
        return self.open().exclude(kind=Feedback.Kind.PRAISE)


class Feedback(models.Model):
    """A remark, a proposal or a complaint of the applicant, sent to the agency with a limit to answer.

    Given with the PIN or the QR of the receipt, so it comes from whoever holds them; the answer is
    read behind the same door (Decree 61/2018/NĐ-CP, arts 8.1.đ and 31). Apart from the rating,
    which stays confidential.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("Complaint")
        PROPOSAL = "proposal", _("Proposal")
        PRAISE = "praise", _("Praise")

    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="feedback"
    )
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("what is said"))
    given_at = models.DateTimeField(_("given"))
    agency = models.ForeignKey(
        Agency,
        verbose_name=_("to be answered by agency"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    answer_by = models.DateTimeField(_("to be answered by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        Officer,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(
                name="feedback_answered_whole",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "answer_by"],
                name="feedback_open",
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.get_kind_display()}"

    @property
    def is_owed(self) -> bool:
        return self.answered_at is None and self.kind != self.Kind.PRAISE
