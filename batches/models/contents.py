"""What a batch was given and what it made; in the database, so that any worker and web process has it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from batches.models.batch import Batch


class FileRole(models.TextChoices):
    """Which file of a batch it is."""

    GIVEN = "given", _("Handed in")
    RESULT = "result", _("Result")


class BatchFile(models.Model):
    """The file handed in, kept until the batch ends, or the finished result; never a half one."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=6, choices=FileRole.choices)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256 digest"), max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="batch_file_once", fields=["batch", "role"]),
        ]

    def __str__(self) -> str:
        return self.name


class BatchRow(models.Model):
    """What became of one row of a file handed in, in the language of who handed it in."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    #: Counted from 1 as the rows stand in the file.
    number = models.PositiveIntegerField(_("row"))
    code = models.CharField(_("code"), max_length=80, blank=True)
    outcome = models.CharField(_("outcome"), max_length=60)
    reason = models.TextField(_("reason"), blank=True)
    is_refused = models.BooleanField(_("refused"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="batch_row_once", fields=["batch", "number"]),
        ]
        indexes = [
            models.Index(
                fields=["batch", "number"], name="batch_row_refused", condition=Q(is_refused=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"
