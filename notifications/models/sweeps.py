"""The heartbeat: when the sweep ran and what it did."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SweepRun(models.Model):
    """One run of the sweep; without `finished_at` it is running or was cut off.

    `as_of` is the moment it judged by; the other two are the database's clock.
    """

    as_of = models.DateTimeField(_("as of"))
    started_at = models.DateTimeField(_("started"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True)
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")
        indexes = [models.Index(fields=["-finished_at"], name="sweep_finished")]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d %H:%M}"
