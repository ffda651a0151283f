"""The catalogue's spine: sectors and procedures."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.Model):
    """A field of administration, as the national portal names it; the code is made from the name."""

    code = models.SlugField(_("code"), max_length=200, unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """An administrative procedure under its national code; what it promises stands in its versions.

    `name` and `search_key` are those of the newest version, kept here for lists and search.
    """

    code = models.CharField(_("code"), max_length=30, unique=True)
    sector = models.ForeignKey(
        Sector, verbose_name=_("sector"), on_delete=models.PROTECT, related_name="procedures"
    )
    name = models.TextField(_("name"))
    closed_on = models.DateField(
        _("closed on"), null=True, blank=True, help_text=_("From this day no dossier is received.")
    )
    search_key = models.TextField(editable=False, default="")
    search_vector = models.GeneratedField(
        expression=SearchVector("search_key", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        indexes = [GinIndex(fields=["search_vector"], name="procedure_search")]

    def __str__(self) -> str:
        return f"{self.code} — {self.name}"
