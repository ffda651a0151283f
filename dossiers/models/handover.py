"""Hand-overs: the rows of the control slip (form 05)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from agencies.selectors.prepared import Parameter, PreparedRows
from dossiers.models.dossier import Dossier


class HandOver(models.Model):
    """One hand-over between desks: who gave, who takes, when, and how the giver's time was kept."""

    class Kind(models.TextChoices):
        TRANSFER = "transfer", _("Transfer")
        FORWARD = "forward", _("Forwarded")
        HAND_OVER = "hand_over", _("Hand-over")
        REFUSAL = "refusal", _("Sent back")
        RESULT = "result", _("Result to the one-stop unit")
        REOPENING = "reopening", _("Back to be put right")

    #: What its receiver may refuse and send back.
    REFUSABLE = (Kind.TRANSFER, Kind.HAND_OVER)

    class Result(models.TextChoices):
        EARLY = "early", _("Early")
        ON_TIME = "on_time", _("On time")
        LATE = "late", _("Late")

    class Grounds(models.TextChoices):
        LATE = "late", _("Handed over late")
        POOR = "poor", _("Not in order")
        WRONG_DESK = "wrong_desk", _("Wrong desk")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="handovers")
    event = models.OneToOneField(
        "dossiers.DossierEvent", on_delete=models.PROTECT, related_name="handover"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.HAND_OVER)
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
    #: Why the receiver sent it back.
    grounds = models.CharField(_("grounds"), max_length=12, blank=True, choices=Grounds.choices)
    remark = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        indexes = [models.Index(fields=["dossier", "at"], name="handover_dossier")]

    def __str__(self) -> str:
        return f"{self.giver_unit} → {self.receiver_unit}"

    @classmethod
    def last_of(cls, dossier_id: int, *, run: int) -> "HandOver | None":
        """The control slip's last row of a dossier's run; None where there is none yet."""
        return _LAST.first(dossier=dossier_id, run=run)


_LAST = PreparedRows(
    lambda: HandOver.objects.filter(dossier=Parameter("dossier"), run=Parameter("run")).order_by(
        "-at", "-pk"
    )[:1]
)
