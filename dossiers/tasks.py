"""Celery's doors: each reads the clock and calls one service; all are safe to run twice."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from dossiers import services
from dossiers.services.repeating import forget_answers

#: A caller that has not heard an answer asks again within minutes, at worst after a long holiday.
ANSWERS_KEPT = timedelta(days=30)


@shared_task(name="dossiers.forget_answers")
def forget_old_answers(**kwargs: object) -> None:
    """Drop the answers kept for repeated requests once nobody can still be repeating."""
    forget_answers(before=timezone.now() - ANSWERS_KEPT)


@shared_task(name="dossiers.recompute_due_dates")
def recompute_due_dates(**kwargs: object) -> None:
    """Let due dates follow the calendar's newest edition."""
    services.recompute_due_dates(at=timezone.now())
