"""Who a dossier is about."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier, NotifyBy


class Applicant(models.Model):
    """Who asks: personal data, apart from the dossier so that it can be erased."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", _("Citizen")
        BUSINESS = "business", _("Business")
        ORGANISATION = "organisation", _("Organisation")

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="applicant")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.CITIZEN)
    name = models.CharField(_("name"), max_length=500)
    identity_number = models.CharField(_("identity number"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=500, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    #: Channels by which the applicant is told of every change of status; empty: by none.
    notify_by = ArrayField(
        models.CharField(max_length=8, choices=NotifyBy.choices),
        verbose_name=_("told by"),
        default=NotifyBy.every,
        blank=True,
    )
    subject = models.TextField(_("content of the request"), blank=True)
    #: `procedures.domain.text.search_key` of the name: lower case, without accents.
    search_name = models.CharField(max_length=600, blank=True)
    #: Set when what is personal was erased after its time; the row stays for the figures.
    erased_at = models.DateTimeField(_("erased"), null=True)
    search = models.GeneratedField(
        expression=SearchVector("search_name", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")
        indexes = [
            GinIndex(fields=["search"], name="applicant_search"),
            models.Index(fields=["identity_number"], name="applicant_identity"),
            models.Index(fields=["phone"], name="applicant_phone"),
        ]

    def __str__(self) -> str:
        return self.name
