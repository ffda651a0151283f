"""The yearly register of a one-stop unit (form 06), closed when the year is over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer


class RegisterYear(models.Model):
    """A register closed by the head: nothing more may be entered in its year (Circular 01/2018/TT-VPCP, art. 10.2)."""

    unit = models.ForeignKey(
        Agency, verbose_name=_("receiving unit"), on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    closed_at = models.DateTimeField(_("closed"))
    closed_by = models.ForeignKey(
        Officer, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="+"
    )
    entries = models.PositiveIntegerField(_("entries"))
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("closed register")
        verbose_name_plural = _("closed registers")
        constraints = [
            models.UniqueConstraint(name="register_closed_once", fields=["unit", "year"]),
            models.CheckConstraint(name="register_has_digest", condition=~Q(sha256="")),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"
