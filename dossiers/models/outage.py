"""Times in which a counter had to receive on paper."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer


class Outage(models.Model):
    """From when to when a one-stop unit worked on paper, and who approved entering it afterwards.

    Receptions of that time are entered with their true moment and get a code of their day
    (Decree 61/2018/NĐ-CP, arts 26 and 39.1); each keeps its outage as the mark.
    """

    unit = models.ForeignKey(
        Agency, verbose_name=_("one-stop unit"), on_delete=models.PROTECT, related_name="outages"
    )
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"))
    reason = models.TextField(_("reason"))
    approved_by = models.ForeignKey(
        Officer, verbose_name=_("approved by"), on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"))

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        constraints = [
            models.CheckConstraint(name="outage_in_order", condition=Q(ended_at__gt=F("began_at"))),
            models.CheckConstraint(
                name="outage_approved_afterwards", condition=Q(approved_at__gte=F("began_at"))
            ),
        ]
        indexes = [models.Index(fields=["unit", "-began_at"], name="outage_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.began_at:%Y-%m-%d %H:%M}"
