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

    #: What the next run goes on from; see `services.looking`.
    is_whole = models.BooleanField(_("looked at everything"), default=False)
    whole_as_of = models.DateTimeField(null=True)
    #: In the history's order, everything before was written when the run began; empty: cannot be told.
    cursor = models.CharField(max_length=80, blank=True)
    #: Under which nothing was still to be recomputed; 0: something was.
    calendar_version = models.PositiveIntegerField(default=0)
    #: Dossiers that an act had in hand.
    held = models.JSONField(default=list)

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")
        indexes = [models.Index(fields=["-finished_at"], name="sweep_finished")]

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d %H:%M}"


class JobRun(models.Model):
    """The last run of one periodic job, by the database's clock; a row a job."""

    name = models.CharField(_("job"), max_length=60, unique=True)
    started_at = models.DateTimeField(_("started"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True)
    failed_at = models.DateTimeField(_("failed"), null=True)
    #: The kind of error only: its text may name people.
    error = models.CharField(_("error"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")

    def __str__(self) -> str:
        return self.name
