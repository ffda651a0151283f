"""Officers (the users), the roles they hold and the acts a head lets them sign."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.domain.roles import Role, SignatureForm
from agencies.models.agency import Agency

ROLE_LABELS = {
    Role.COUNTER: _("Counter officer"),
    Role.SPECIALIST: _("Specialist"),
    Role.UNIT_HEAD: _("Head of unit"),
    Role.AGENCY_HEAD: _("Head of agency"),
    Role.CENTRE_HEAD: _("Head of the Centre"),
    Role.OVERSIGHT: _("Oversight"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.PARTNER: _("Partner system"),
}
ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]


class Officer(AbstractUser):
    """A person, or a partner's machine, who signs in. What they may do follows from their roles."""

    first_name = None
    last_name = None
    full_name = models.CharField(_("full name"), max_length=120)
    title = models.CharField(_("title"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    #: Who the officer is to the identity provider (OpenID Connect's `sub`); empty: signs in here.
    oidc_subject = models.CharField(_("identity at the provider"), max_length=255, blank=True)

    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            models.UniqueConstraint(
                name="officer_oidc_subject_once",
                fields=["oidc_subject"],
                condition=~Q(oidc_subject=""),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.rsplit(" ", 1)[-1]


class Period(models.Model):
    """A span of days, both ends included, the last one open when empty."""

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day lies before the first.")})


class RoleGrant(Period):
    """An officer holds a role in an agency or unit, from a day to a day."""

    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), on_delete=models.CASCADE, related_name="grants"
    )
    role = models.CharField(_("role"), max_length=16, choices=ROLE_CHOICES)
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency or unit"), on_delete=models.PROTECT, related_name="grants"
    )

    class Meta:
        verbose_name = _("role held")
        verbose_name_plural = _("roles held")
        constraints = [
            models.UniqueConstraint(
                name="role_grant_once",
                fields=["officer", "role", "agency"],
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="role_grant_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} — {self.agency}"


class Delegation(Period):
    """A head lets another officer do named acts in the head's place (KT., TL., TUQ.)."""

    giver = models.ForeignKey(
        Officer, verbose_name=_("given by"), on_delete=models.PROTECT, related_name="given"
    )
    receiver = models.ForeignKey(
        Officer, verbose_name=_("given to"), on_delete=models.PROTECT, related_name="received"
    )
    role = models.CharField(_("role"), max_length=16, choices=ROLE_CHOICES)
    agency = models.ForeignKey(Agency, verbose_name=_("agency"), on_delete=models.PROTECT)
    acts = ArrayField(models.CharField(max_length=32), verbose_name=_("acts"))
    signature_form = models.CharField(
        _("form of signature"),
        max_length=4,
        choices=[(form.value, form.value) for form in SignatureForm],
    )
    document = models.CharField(
        pgettext_lazy("of an agency", "document"), max_length=120, blank=True
    )

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(
                name="delegation_not_to_oneself", condition=~Q(giver=F("receiver"))
            ),
            models.CheckConstraint(
                name="delegation_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signature_form} {self.giver} → {self.receiver}"
