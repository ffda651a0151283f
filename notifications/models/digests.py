"""What an officer is to be told once a day: one line a matter, gathered until the day's digest goes out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from notifications.domain.messages import Topic
from notifications.models.messages import Message

TOPIC_LABELS = {
    Topic.SUBMISSION: _("Submissions to answer today"),
    Topic.ANNOUNCEMENT: _("To tell the applicant"),
    Topic.DUE_SOON: _("Due soon"),
    Topic.SUPPLEMENT: _("Last days to ask for a supplement"),
    Topic.CONSULTATION: _("Opinions to give"),
    Topic.MOVED: _("Due date moved by the calendar"),
    Topic.VIOLATION: _("Missed limits"),
}


class DigestLine(models.Model):
    """One matter told to one officer, once. Without `message` it waits for the next digest.

    `subject_id` is the key of what the topic is about: a warning, a dossier, a consultation.
    """

    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), on_delete=models.CASCADE, related_name="+"
    )
    topic = models.CharField(
        _("about"),
        max_length=12,
        choices=[(topic.value, label) for topic, label in TOPIC_LABELS.items()],
    )
    subject_id = models.PositiveBigIntegerField()
    due_at = models.DateTimeField(_("due"))
    found_at = models.DateTimeField(_("found"))
    message = models.ForeignKey(
        Message, null=True, on_delete=models.SET_NULL, related_name="lines", db_index=True
    )

    class Meta:
        verbose_name = _("line of a digest")
        verbose_name_plural = _("lines of digests")
        constraints = [
            models.UniqueConstraint(
                name="digest_line_once", fields=["topic", "subject_id", "due_at", "officer"]
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer"], name="digest_line_waits", condition=Q(message__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id}: {self.topic} {self.subject_id}"
