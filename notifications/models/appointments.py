"""What demands, flags and letters share: one appointment of one run of one dossier."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from dossiers.models import Dossier


class OfAppointment(models.Model):
    """Belongs to one promised return date: a restart opens the next run; appointment 1 is the re-appointed date."""

    #: Each of them has an index of its own that begins with the dossier.
    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    run = models.PositiveSmallIntegerField(_("run"))
    appointment = models.PositiveSmallIntegerField(_("appointment"), default=0)
    agency = models.ForeignKey(
        Agency, verbose_name=_("settling agency"), on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(_("promised"))

    class Meta:
        abstract = True
