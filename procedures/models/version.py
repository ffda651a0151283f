"""A version of a procedure: what the law promises from one day to another."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Expression, F, Func, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from procedures.domain.channels import Level
from procedures.domain.clock import StartRule
from procedures.domain.limits import LimitUnit
from procedures.models.catalogue import Procedure

LEVEL_LABELS = {
    Level.MINISTRY: _("Ministry"),
    Level.PROVINCE: _("Province"),
    Level.DISTRICT: _("District"),
    Level.COMMUNE: _("Commune"),
    Level.OTHER: _("Other agency"),
}

UNIT_LABELS = {
    LimitUnit.WORKING_DAY: _("working days"),
    LimitUnit.CALENDAR_DAY: _("days"),
    LimitUnit.WORKING_HOUR: _("working hours"),
    LimitUnit.CLOCK_HOUR: _("hours"),
    LimitUnit.MONTH: _("months"),
    LimitUnit.SAME_DAY: _("same day"),
}

START_RULE_LABELS = {
    StartRule.ORDINARY: _("The day after reception is the first day"),
    StartRule.AFTER_CUTOFF: _("Received after 15:00 counts as received on the next working day"),
}

#: Plain words instead of enumeration members, so that migrations import nothing.
LEVEL_CHOICES = [(level.value, label) for level, label in LEVEL_LABELS.items()]
UNIT_CHOICES = [(unit.value, label) for unit, label in UNIT_LABELS.items()]
START_RULE_CHOICES = [(rule.value, label) for rule, label in START_RULE_LABELS.items()]


#: Number of a version that is being prepared; it is given its own when it is published.
DRAFT = 0


class VersionQuerySet(models.QuerySet["ProcedureVersion"]):
    """Questions about validity; the span of a version is half-open."""

    def published(self) -> "VersionQuerySet":
        return self.exclude(number=DRAFT)

    def in_force(self, on: date | Expression) -> "VersionQuerySet":
        """Versions in force on a day, those of procedures closed by then left out."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=on),
            Q(procedure__closed_on__isnull=True) | Q(procedure__closed_on__gt=on),
            valid_from__lte=on,
        )


class ProcedureVersion(models.Model):
    """What a procedure demands and promises from `valid_from` up to, not including, `valid_to`.

    A dossier keeps the version it was received under, so a version in use is never rewritten: a
    change opens the next number. A version replaced on its first day has an empty span and stays
    for the dossiers of that day. A draft has the number 0 and an empty span: it holds on no day.
    """

    procedure = models.ForeignKey(
        Procedure, verbose_name=_("procedure"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, help_text=_("The first day it is no longer in force.")
    )
    name = models.TextField(_("name"))
    category = models.CharField(_("category"), max_length=200, blank=True)
    issuing_body = models.CharField(_("published by"), max_length=200, blank=True)
    decision_no = models.CharField(_("decision"), max_length=200, blank=True)
    audience = models.TextField(_("for whom"), blank=True)
    legal_basis = ArrayField(
        models.CharField(max_length=200), verbose_name=_("legal basis"), default=list, blank=True
    )
    levels = ArrayField(
        models.CharField(max_length=12, choices=LEVEL_CHOICES),
        verbose_name=_("levels"),
        default=list,
        blank=True,
    )
    executing_body = models.TextField(_("executed by"), blank=True)
    authority = models.TextField(_("competent authority"), blank=True)
    limit_value = models.PositiveIntegerField(
        _("published time limit"),
        null=True,
        blank=True,
        help_text=_("Of the procedure as a whole; the rows by channel decide."),
    )
    limit_unit = models.CharField(
        _("unit of the published limit"),
        max_length=14,
        blank=True,
        choices=UNIT_CHOICES,
    )
    results = models.JSONField(
        _("results"), default=list, blank=True, help_text=_('A list of {"name": …, "code": …}.')
    )

    source_url = models.CharField(
        _("source"), max_length=500, blank=True, validators=[URLValidator(["https", "http"])]
    )

    settling_agency = models.ForeignKey(
        Agency,
        verbose_name=_("settling agency"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the commune that receives, or the officer chooses."),
    )
    settled_at_counter = models.BooleanField(
        _("settled at the counter"),
        default=False,
        help_text=_("The counter may settle it itself (Decree 61/2018, art. 17.5)."),
    )
    start_rule = models.CharField(
        _("start of the time limit"),
        max_length=24,
        choices=START_RULE_CHOICES,
        default=StartRule.ORDINARY.value,
    )
    payment_pause_article = models.CharField(
        _("article that pauses the clock for payment"), max_length=200, blank=True
    )
    sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Messages and look-up name it only in general.")
    )
    content_digest = models.CharField(max_length=64, editable=False, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        Officer,
        verbose_name=_("published by officer"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a procedure")
        verbose_name_plural = _("versions of procedures")
        constraints = [
            models.UniqueConstraint(name="version_number_once", fields=["procedure", "number"]),
            models.UniqueConstraint(
                name="version_open_once",
                fields=["procedure"],
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="version_span_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="version_draft_never_holds",
                condition=~Q(number=DRAFT) | Q(valid_to=F("valid_from")),
            ),
            ExclusionConstraint(
                name="version_spans_apart",
                expressions=[
                    # A one-point range stands for the key: `=` on integers would need an extension.
                    (
                        Func(
                            F("procedure"),
                            F("procedure"),
                            RangeBoundary(True, True),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("valid_from"), F("valid_to"), RangeBoundary(), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        number = _("draft") if self.is_draft else f"v{self.number}"
        return f"{self.procedure.code} {number}"

    @property
    def is_draft(self) -> bool:
        return self.number == DRAFT
