"""Who looked at what lies in a dossier (Decree 13/2023/NĐ-CP, art. 26: access to personal data is logged)."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from dossiers.models.dossier import Dossier


class AccessRecord(models.Model):
    """An officer, alone or through a machine, was shown personal data of a dossier."""

    at = models.DateTimeField(_("when"), db_default=Now())
    officer = models.ForeignKey(
        Officer,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    machine = models.ForeignKey(
        Officer, verbose_name=_("through"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="accesses",
        db_index=False,
    )
    #: Name of the address pattern, such as `api-documents`.
    door = models.CharField(_("door"), max_length=64)
    address = models.GenericIPAddressField(_("from"), null=True)

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("accesses to personal data")
        indexes = [
            models.Index(fields=["dossier", "-at"], name="access_of_dossier"),
            models.Index(fields=["officer", "-at"], name="access_by_officer"),
            models.Index(fields=["at"], name="access_age"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} → {self.dossier_id}"
