"""Hand-overs: the rows of the control slip (form 05)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from dossiers.models.dossier import Dossier


class HandOver(models.Model):
    """One hand-over between desks: who gave, who takes, when, and how the giver's time was kept."""

    class Result(models.TextChoices):
        EARLY = "early", _("Early")
        ON_TIME = "on_time", _("On time")
        LATE = "late", _("Late")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="handovers")
    event = models.OneToOneField(
        "dossiers.DossierEvent", on_delete=models.PROTECT, related_name="handover"
    )
    run = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(_("step"))
    step_name = models.CharField(_("task"), max_length=500, blank=True)
    giver_unit = models.ForeignKey(
        Agency, verbose_name=_("hands over"), on_delete=models.PROTECT, related_name="+"
    )
    giver = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    receiver_unit = models.ForeignKey(
        Agency, verbose_name=_("receives"), on_delete=models.PROTECT, related_name="+"
    )
    receiver = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("handed over"))
    due_at = models.DateTimeField(_("step due"), null=True)
    result = models.CharField(_("result"), max_length=8, choices=Result.choices, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        indexes = [models.Index(fields=["dossier", "at"], name="handover_dossier")]

    def __str__(self) -> str:
        return f"{self.giver_unit} → {self.receiver_unit}"
