"""Agencies and their units: one tree, with the days between which each node exists."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Expression, F, Q
from django.utils.translation import gettext_lazy as _

#: `H41`, `H41.01`, `H41.01.02`, `H41.01.02.03` (structure of Decision 20/2020/QĐ-TTg).
IDENTITY_CODE = r"^[A-Z]\d{2}(\.\d{2,3}){0,3}$"


class AgencyKind(models.TextChoices):
    """What a node of the tree is; a `unit` is a desk inside the agency above it."""

    PROVINCE = "province", _("Provincial People's Committee")
    CENTRE = "centre", _("Public Administration Service Centre")
    DEPARTMENT = "department", _("Provincial department")
    COMMUNE = "commune", _("Commune or ward")
    DISTRICT = "district", _("District (until 30 June 2025)")
    MINISTRY = "ministry", _("Ministry")
    UNIT = "unit", _("Unit of an agency")


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Questions about the tree."""

    def existing_on(self, day: date | Expression) -> "AgencyQuerySet":
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def in_tiers(self, levels: int) -> "AgencyQuerySet":
        """Agencies of a government of so many tiers: with two there is no district."""
        return self if levels > 2 else self.exclude(kind=AgencyKind.DISTRICT)

    def one_stop(self) -> "AgencyQuerySet":
        return self.filter(is_one_stop=True)


class Agency(models.Model):
    """An agency, or a unit of one. A one-stop unit receives dossiers and gives them its code."""

    code = models.CharField(
        _("identity code"),
        max_length=16,
        unique=True,
        validators=[RegexValidator(IDENTITY_CODE, _("An identity code looks like H41.01.02."))],
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AgencyKind.choices)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    is_one_stop = models.BooleanField(_("receives dossiers"), default=False)
    place = models.CharField(
        _("place"), max_length=60, blank=True, help_text=_("Stands before the date on papers.")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    statistical_code = models.CharField(_("statistical code"), max_length=8, blank=True)
    demo_code = models.BooleanField(
        _("invented code"), default=False, help_text=_("The code is not yet the official one.")
    )
    valid_from = models.DateField(_("valid from"), default=date(2019, 1, 1))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.CheckConstraint(
                name="agency_validity_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="agency_unit_has_parent",
                condition=~Q(kind=AgencyKind.UNIT) | Q(parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unit(self) -> bool:
        return self.kind == AgencyKind.UNIT

    @property
    def home_id(self) -> int:
        """Key of the agency this node acts for: a unit acts for the agency above it."""
        return self.parent_id if self.is_unit and self.parent_id else self.pk

    @property
    def home(self) -> "Agency":
        return self.parent if self.is_unit and self.parent else self
