"""Where a partner's system wants to be told of its dossiers."""

from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer


def check_address(url: str) -> None:
    """An address of the web without an account in it, which would stand in logs."""
    if not (_can_be_sent(url) and _is_of_the_web(url)):
        raise ValidationError(_("Give an https address without a user name in it."))


def _can_be_sent(url: str) -> bool:
    return url.isascii() and url.isprintable() and " " not in url


def _is_of_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_place = bool(parts.hostname) and parts.port != 0
    except ValueError:  # half an IPv6 address, or a port beyond all ports
        return False
    return parts.scheme in ("http", "https") and has_place and "@" not in parts.netloc


class Webhook(models.Model):
    """The address of a machine's system, told of each change of status of the dossiers the machine may see."""

    officer = models.OneToOneField(
        Officer,
        verbose_name=_("machine account"),
        on_delete=models.CASCADE,
        related_name="webhook",
    )
    url = models.CharField(_("address"), max_length=500, validators=[check_address])
    #: Signs what is sent; shown once, when drawn.
    secret = models.CharField(max_length=80, editable=False)
    #: The one before signs beside it for a while, so that the receiver can change over in its own time.
    old_secret = models.CharField(max_length=80, blank=True, editable=False)
    old_secret_until = models.DateTimeField(_("old secret valid until"), null=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                name="webhook_old_secret_ends",
                condition=Q(old_secret="", old_secret_until__isnull=True)
                | ~Q(old_secret="") & Q(old_secret_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.officer)

    def secrets_at(self, at: datetime) -> tuple[str, ...]:
        """What signs at a moment: the secret, and the old one as long as it is valid."""
        if self.old_secret_until is not None and at < self.old_secret_until:
            return self.secret, self.old_secret
        return (self.secret,)
