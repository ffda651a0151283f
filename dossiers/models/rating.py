"""How an applicant rates the service (Circular 01/2018/TT-VPCP, art. 12.2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier

WORST, BEST = 1, 5


class Rating(models.Model):
    """One mark and a few words on the service in a dossier; who gave them is confidential (art. 27.3 of Decree 61/2018/NĐ-CP).

    No page of the desk shows it beside the dossier; only figures over many are told.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="rating")
    score = models.PositiveSmallIntegerField(_("mark"))
    #: Content of art. 31.1 of Decree 61/2018/NĐ-CP → points 0, 1 or 2 (Circular 01/2018/TT-VPCP, art. 13).
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(
                name="rating_score_in_range", condition=Q(score__range=(WORST, BEST))
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.score}"
