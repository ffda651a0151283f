"""A piece of long work: who asked for what, how far it is, and how it ended."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    """Where a batch stands; the last three are final."""

    WAITING = "waiting", _("Waiting for its turn")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Broken off")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = (BatchState.WAITING, BatchState.RUNNING)


class Failure(models.TextChoices):
    """Why a batch was broken off, said to whoever started it."""

    NOT_ALLOWED = "not_allowed", _("You may no longer do this, or see this list.")
    TOO_MANY_ROWS = "too_many_rows", _("The list has grown past the most rows that one file holds.")
    FILE_TOO_LARGE = "file_too_large", _("The file became too large to be kept.")
    BAD_QUERY = "bad_query", _("The filters of the list are no longer understood.")
    INTERRUPTED = "interrupted", _("The worker was stopped several times before it had finished.")
    ERROR = "error", _("An error happened. The administrators find it in the log.")


class Batch(models.Model):
    """An export or import that goes on by itself while its officer does other things.

    A worker owns it by state and number of attempt together: whoever finds them changed has lost
    it to a cancellation or to a later attempt and stops. Moments that only workers compare are the
    database's own.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    #: Key of a kind made known with `register_kind`.
    kind = models.CharField(_("kind"), max_length=40)
    #: What its officer calls it: the name of the list, or of the file handed in.
    subject = models.CharField(_("what"), max_length=200)
    parameters = models.JSONField(default=dict)
    #: The same for the same work: a second click finds the first one's batch.
    fingerprint = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    state = models.CharField(
        _("state"), max_length=10, choices=BatchState.choices, default=BatchState.WAITING
    )
    failure = models.CharField(_("because"), max_length=16, blank=True, choices=Failure.choices)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("started"))
    #: When a worker was last told of it.
    queued_at = models.DateTimeField()
    #: The last sign of life of the worker that runs it.
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    expires_at = models.DateTimeField(_("kept until"))

    class Meta:
        verbose_name = _("export or import")
        verbose_name_plural = _("exports and imports")
        constraints = [
            models.UniqueConstraint(
                name="batch_open_once",
                fields=["officer", "fingerprint"],
                condition=Q(state__in=OPEN_STATES),
            ),
            models.CheckConstraint(
                name="batch_running_lives",
                condition=~Q(state=BatchState.RUNNING) | Q(beat_at__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_ended_whole",
                condition=Q(state__in=OPEN_STATES, ended_at__isnull=True)
                | ~Q(state__in=OPEN_STATES) & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_failed_with_reason",
                condition=Q(state=BatchState.FAILED) & ~Q(failure="")
                | ~Q(state=BatchState.FAILED) & Q(failure=""),
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "-created_at"], name="batch_of_officer"),
            models.Index(
                fields=["queued_at"], name="batch_open", condition=Q(state__in=OPEN_STATES)
            ),
            models.Index(fields=["expires_at"], name="batch_expiry"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def percent(self) -> int | None:
        """Of the rows; None while nobody knows how many there are."""
        return None if not self.total else min(100, self.done * 100 // self.total)
