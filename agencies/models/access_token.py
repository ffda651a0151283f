"""Tokens by which machines come in: scoped, dated, bound to addresses, kept as digests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agencies.models.officer import Officer


class AccessToken(models.Model):
    """A token of an account: what it opens, from where, until when, and when it last did.

    The token itself is shown once, when drawn; here lies its SHA-256, which suffices for 256 random
    bits. A token that was replaced still holds for `TOKEN_GRACE_DAYS`, so that a partner's machines
    can be changed over one by one. Rows stay: they say who could do what, until when.
    """

    officer = models.ForeignKey(
        Officer, verbose_name=_("account"), on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(_("used for"), max_length=80)
    #: The token's first letters, by which people tell tokens apart.
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=24), verbose_name=_("opens"))
    #: Networks in CIDR notation from which the token is taken; empty: from everywhere.
    addresses = ArrayField(
        models.CharField(max_length=43), verbose_name=_("taken from"), default=list, blank=True
    )
    created_at = models.DateTimeField(_("drawn"), db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        Officer,
        verbose_name=_("drawn by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        null=True,
        on_delete=models.PROTECT,
        related_name="replacement",
        editable=False,
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    last_used_from = models.GenericIPAddressField(_("last used from"), null=True, editable=False)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        constraints = [
            models.CheckConstraint(
                name="access_token_in_order", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"
