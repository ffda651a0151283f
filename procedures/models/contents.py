"""What a version holds: time limits by channel, required documents, fees, steps of the process."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.models.officer import ROLE_CHOICES
from procedures.domain.channels import Channel
from procedures.domain.limits import LimitUnit
from procedures.models.version import UNIT_CHOICES, ProcedureVersion

CHANNEL_LABELS = {
    Channel.IN_PERSON: _("At the counter"),
    Channel.ONLINE: _("Online"),
    Channel.POST: _("By post"),
}
CHANNEL_CHOICES = [(channel.value, label) for channel, label in CHANNEL_LABELS.items()]
#: Units that carry no number: given in words, or the same day.
WITHOUT_VALUE = ["", LimitUnit.SAME_DAY.value]


class ChannelLimit(models.Model):
    """The time limit for one channel; several rows for a channel are cases the officer chooses from.

    An empty `unit` means that the law gives the limit only in words, or as "the same day": the
    officer decides, the system never guesses.
    """

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="limits")
    channel = models.CharField(_("channel"), max_length=12, choices=CHANNEL_CHOICES)
    case = models.TextField(_("case"), blank=True)
    value = models.PositiveIntegerField(
        _("time limit"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    unit = models.CharField(
        _("unit"),
        max_length=14,
        blank=True,
        choices=UNIT_CHOICES,
        help_text=_("Empty: given only in words; the officer chooses."),
    )
    note = models.TextField(_("note"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        constraints = [
            models.CheckConstraint(
                name="limit_value_with_unit",
                condition=Q(unit__in=WITHOUT_VALUE, value__isnull=True)
                | (~Q(unit__in=WITHOUT_VALUE) & Q(value__isnull=False, value__gte=1)),
            ),
        ]

    def __str__(self) -> str:
        if not self.unit:
            return str(_("given in words"))
        return f"{self.value or ''} {self.get_unit_display()}".strip()


class RequiredDocument(models.Model):
    """One component of the dossier that a version demands, in every case or in a named one."""

    version = models.ForeignKey(
        ProcedureVersion, on_delete=models.CASCADE, related_name="required_documents"
    )
    case = models.TextField(_("case"), blank=True, help_text=_("Empty: in every case."))
    name = models.TextField(_("name"))
    originals = models.PositiveSmallIntegerField(_("originals"), default=0)
    copies = models.PositiveSmallIntegerField(_("copies"), default=0)
    has_form = models.BooleanField(_("has a form"), default=False)
    required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")

    def __str__(self) -> str:
        return self.name


class Fee(models.Model):
    """A fee or charge of a version; an empty channel means whichever way the dossier came in."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="fees")
    channel = models.CharField(_("channel"), max_length=12, blank=True, choices=CHANNEL_CHOICES)
    name = models.TextField(_("name"), blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(_("currency"), max_length=3, default="VND")
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        constraints = [
            models.CheckConstraint(name="fee_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount:,.0f} {self.currency}"


class ProcessStep(models.Model):
    """A step of the internal process (Circular 01/2018/TT-VPCP, art. 8) with its budget.

    `budget_hours` are working hours, eight to a working day. The steps need not add up to the
    limit: approved processes often do not.
    """

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("step"))
    name = models.CharField(_("name"), max_length=300)
    unit = models.ForeignKey(
        Agency,
        verbose_name=_("unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    unit_text = models.CharField(_("unit in words"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=16, blank=True, choices=ROLE_CHOICES)
    budget_hours = models.DecimalField(_("budget in working hours"), max_digits=8, decimal_places=2)
    budget_goes_on = models.BooleanField(
        _("budget goes on when redone"),
        default=False,
        help_text=_("A step that is redone gets its whole budget again unless this is set."),
    )

    class Meta:
        verbose_name = _("step of the process")
        verbose_name_plural = _("steps of the process")
        constraints = [
            models.UniqueConstraint(name="step_position_once", fields=["version", "position"]),
            models.CheckConstraint(
                name="step_budget_not_negative", condition=Q(budget_hours__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"
