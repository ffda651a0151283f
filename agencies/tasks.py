"""Celery's doors: each reads the clock and calls one service; all are safe to run twice."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from agencies.services.repeating import forget_answers
from agencies.services.sign_ins import forget_sign_ins

#: A caller that has not heard an answer asks again within minutes, at worst on the next morning.
ANSWERS_KEPT = timedelta(hours=24)


@shared_task(name="agencies.forget_answers")
def forget_old_answers(**kwargs: object) -> None:
    """Drop the answers kept for repeated requests once nobody can still be repeating."""
    forget_answers(before=timezone.now() - ANSWERS_KEPT)


@shared_task(name="agencies.forget_sign_ins")
def forget_old_sign_ins(**kwargs: object) -> None:
    """Drop ended sessions, and the notes of log-ins past the days for which they are kept."""
    forget_sign_ins(before=timezone.now() - timedelta(days=settings.SIGN_IN_RECORD_DAYS))
