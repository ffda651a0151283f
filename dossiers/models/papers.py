"""What lies in a dossier and what the office has handed out for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from dossiers.models.dossier import Dossier
from procedures.models import RequiredDocument


class DossierDocument(models.Model):
    """One component of the dossier, as handed in (form 01, line 8)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="documents")
    required_document = models.ForeignKey(
        RequiredDocument, null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.TextField(_("name"))
    originals = models.PositiveSmallIntegerField(_("originals"), default=1)
    copies = models.PositiveSmallIntegerField(_("copies"), default=0)
    received = models.BooleanField(_("handed in"), default=True)
    given_back_at = models.DateTimeField(_("originals given back"), null=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.name


class SupplementRequestQuerySet(models.QuerySet["SupplementRequest"]):
    """Questions about what was asked of applicants."""

    def open(self) -> "SupplementRequestQuerySet":
        return self.filter(answered_at__isnull=True, cancelled_at__isnull=True)


class SupplementRequest(models.Model):
    """What was asked of the applicant, before reception or after (art. 17.1.a, 19.4)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplements")
    event = models.OneToOneField(
        "dossiers.DossierEvent", on_delete=models.PROTECT, related_name="supplement"
    )
    before_reception = models.BooleanField(_("before reception"))
    items = models.JSONField(_("asked for"), default=list)
    reason = models.TextField(_("reason"))
    legal_ground = models.CharField(_("legal ground"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    #: After it the applicant counts as silent and the dossier may be stopped with a notice.
    answer_by = models.DateTimeField(_("to be delivered by"), null=True)
    delivered = models.JSONField(_("delivered so far"), default=list)
    answered_at = models.DateTimeField(_("delivered"), null=True)
    cancelled_at = models.DateTimeField(_("taken back"), null=True)
    cancelled_why = models.TextField(_("taken back because"), blank=True)

    objects = SupplementRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplement request")
        verbose_name_plural = _("supplement requests")
        constraints = [
            models.UniqueConstraint(
                name="supplement_one_open",
                fields=["dossier"],
                condition=Q(answered_at__isnull=True, cancelled_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["answer_by"],
                name="supplement_awaited",
                condition=Q(answered_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.Index(fields=["asked_at"], name="supplement_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {len(self.items)}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.cancelled_at is None

    @property
    def awaited(self) -> list[str]:
        """What was asked for and has not come yet."""
        return [item for item in self.items if item not in self.delivered]


class FeeLine(models.Model):
    """A fee asked for and, once paid, the receipt it was paid with (a record; no money moves here)."""

    class Stage(models.IntegerChoices):
        """When the fee was taken, by the national codes."""

        RECEPTION = 1, _("At reception")
        SUPPLEMENT = 2, _("When supplemented")
        RETURN = 4, _("When the result is returned")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="fees")
    name = models.CharField(_("fee"), max_length=500)
    amount = models.PositiveBigIntegerField(_("amount in đồng"))
    requested_at = models.DateTimeField(_("asked"))
    paid_at = models.DateTimeField(_("paid"), null=True)
    receipt_number = models.CharField(_("receipt number"), max_length=500, blank=True)
    stage = models.PositiveSmallIntegerField(_("taken when"), null=True, choices=Stage.choices)
    taken_at_unit = models.ForeignKey(
        Agency, verbose_name=_("taken at"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_by = models.ForeignKey(
        Officer, verbose_name=_("taken by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("fee line")
        verbose_name_plural = _("fee lines")
        constraints = [
            models.CheckConstraint(
                name="fee_paid_with_receipt",
                condition=Q(paid_at__isnull=True) | ~Q(receipt_number=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["taken_at_unit", "paid_at"],
                name="fee_day_sheet",
                condition=Q(paid_at__isnull=False),
            ),
            models.Index(
                fields=["taken_at_unit", "receipt_number"],
                name="fee_receipt",
                condition=Q(paid_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"


class IssuedForm(models.Model):
    """A numbered paper handed out: its frozen context and the PDF's digest, so that a reprint is identical."""

    class Kind(models.TextChoices):
        RECEIPT = "01", _("Receipt and appointment slip")
        SUPPLEMENT = "02", _("Supplement request slip")
        REFUSAL = "03", _("Refusal slip")
        STOP = "stop", _("Stop notice")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="forms")
    event = models.ForeignKey(
        "dossiers.DossierEvent", on_delete=models.PROTECT, related_name="forms"
    )
    kind = models.CharField(_("form"), max_length=4, choices=Kind.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    issued_at = models.DateTimeField(_("issued"))
    context = models.JSONField(default=dict)
    #: Set at the first print and never again.
    pdf = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("paper issued")
        verbose_name_plural = _("papers issued")
        constraints = [
            models.UniqueConstraint(
                name="form_number_once", fields=["agency", "year", "kind", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.number}/{self.year}"
