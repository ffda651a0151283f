"""Files of a dossier: what the applicant handed in, digitised or electronic, and the result."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from dossiers.models.dossier import Dossier
from dossiers.models.papers import DossierDocument


def stored_as(file: "DossierFile", filename: str) -> str:
    """Where a file lies in the storage: by its own reference, never by the name it came with."""
    return f"dossiers/{file.ref.hex[:2]}/{file.ref.hex}"


class DossierFile(models.Model):
    """A file as it was handed in, never changed; opened only by those who see its dossier, once it is clean."""

    class Purpose(models.TextChoices):
        """What the file is to the dossier."""

        DOCUMENT = "document", _("Document of the dossier")
        RESULT = "result", _("Result")

    class State(models.TextChoices):
        """What is known of viruses in it."""

        WAITING = "waiting", _("Being checked")
        CLEAN = "clean", _("Clean")
        INFECTED = "infected", _("Infected")

    class Copy(models.TextChoices):
        """What a digitised document was made from (Decree 45/2020/NĐ-CP, Circular 01/2023/TT-VPCP)."""

        ORIGINAL = "original", _("Scan of the original")
        CERTIFIED_COPY = "certified_copy", _("Scan of a certified copy")
        COPY = "copy", _("Scan of a plain copy")
        ELECTRONIC = "electronic", _("Electronic from the start")

    ref = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="files"
    )
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose.choices)
    #: The component that the file is; null for a result, and for what belongs to no component.
    document = models.ForeignKey(
        DossierDocument,
        verbose_name=_("document"),
        null=True,
        on_delete=models.PROTECT,
        related_name="files",
    )
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=stored_as, max_length=200)
    copy_of = models.CharField(_("made from"), max_length=16, choices=Copy.choices)
    state = models.CharField(
        _("virus check"), max_length=8, choices=State.choices, default=State.WAITING
    )
    checked_at = models.DateTimeField(_("checked"), null=True)
    #: The name of what was found.
    finding = models.CharField(_("found"), max_length=200, blank=True)
    uploaded_at = models.DateTimeField(_("handed in"), db_default=Now())
    uploaded_by = models.ForeignKey(
        Officer, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    machine = models.ForeignKey(
        Officer, verbose_name=_("through"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    digitised_by = models.ForeignKey(
        Officer,
        verbose_name=_("digitised by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    digitised_at = models.DateTimeField(_("digitised"), null=True)
    #: The file of an earlier dossier of the same applicant that is used again; shares its content.
    reused_from = models.ForeignKey(
        "self",
        verbose_name=_("used again from"),
        null=True,
        on_delete=models.PROTECT,
        related_name="reuses",
    )
    removed_at = models.DateTimeField(_("removed"), null=True)
    removed_why = models.CharField(_("removed because"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(
                name="file_checked_or_waiting",
                condition=Q(state="waiting", checked_at__isnull=True)
                | ~Q(state="waiting") & Q(checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="file_digitised_by_somebody",
                condition=Q(digitised_at__isnull=True, digitised_by__isnull=True)
                | Q(digitised_at__isnull=False, digitised_by__isnull=False),
            ),
            models.CheckConstraint(
                name="file_of_document_or_result",
                condition=Q(purpose="document") | Q(document__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="file_content"),
            models.Index(fields=["uploaded_at"], name="file_waiting", condition=Q(state="waiting")),
            models.Index(
                fields=["dossier"],
                name="file_infected",
                condition=Q(state="infected", removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
