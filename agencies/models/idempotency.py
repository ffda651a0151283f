"""Answers kept for callers who ask twice because they did not hear the first time."""

from django.db import models
from django.db.models.functions import Now

from agencies.models.officer import Officer


class IdempotencyKey(models.Model):
    """A key under which a caller asked for something, the digest of what was asked, and the answer given.

    Written in the transaction of the deed itself: a row that can be seen has its answer.
    """

    caller = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    #: Of an answer over HTTP; null where a form at a desk was sent.
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="idempotency_key_once", fields=["caller", "key"])
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]

    def __str__(self) -> str:
        return self.key
