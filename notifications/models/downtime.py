"""Times in which the system will be down, told to everybody beforehand."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Officer
from procedures.domain.zone import local


class Downtime(models.Model):
    """A planned interruption, announced on every public page at least seven working days ahead.

    Source: Decree 224/2026/NĐ-CP, arts 13–21, on announcing planned interruptions.
    """

    starts_at = models.DateTimeField(pgettext_lazy("of a time", "from"))
    ends_at = models.DateTimeField(pgettext_lazy("of a time", "until"))
    reason = models.CharField(_("reason"), max_length=300)
    reason_en = models.CharField(_("reason in English"), max_length=300, blank=True)
    announced_at = models.DateTimeField(_("announced"))
    announced_by = models.ForeignKey(
        Officer, verbose_name=_("announced by"), on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(_("called off"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Officer,
        verbose_name=_("called off by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("planned downtime")
        verbose_name_plural = _("planned downtimes")
        constraints = [
            models.CheckConstraint(
                name="downtime_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"],
                name="downtime_ahead",
                condition=Q(cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{local(self.starts_at):%H:%M %d/%m/%Y}"
