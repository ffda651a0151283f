"""Celery's doors: each reads the clock and calls one service; all are safe to run twice."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from agencies.models import Officer
from agencies.selectors import Actor
from dossiers import services
from dossiers.channels.clamd import ScannerUnavailable
from dossiers.services import keeping_files, register, scanning
from dossiers.services.erasing import erase_personal_data
from dossiers.services.recording_access import forget_accesses


@shared_task(name="dossiers.recompute_due_dates")
def recompute_due_dates(**kwargs: object) -> None:
    """Let due dates follow the calendar's newest edition."""
    services.recompute_due_dates(at=timezone.now())


@shared_task(
    name="dossiers.scan_file",
    autoretry_for=(ScannerUnavailable, OSError),
    retry_backoff=5,
    retry_backoff_max=60,
    max_retries=3,
    throws=(ScannerUnavailable,),
)
def scan_file(*, file_id: int, **kwargs: Any) -> None:
    """Ask for viruses in a file just filed; after the last try it is left to the periodic round."""
    scanning.scan_file(file_id, at=timezone.now())


@shared_task(name="dossiers.scan_waiting_files")
def scan_waiting_files(**kwargs: object) -> None:
    """Ask again about whatever still waits."""
    scanning.scan_waiting_files(at=timezone.now())


@shared_task(name="dossiers.look_after_files")
def look_after_files(**kwargs: object) -> None:
    """Remove stored content that nothing refers to; say which rows have lost theirs."""
    keeping_files.look_after_files(at=timezone.now())


@shared_task(name="dossiers.close_register")
def close_register(*, officer_id: int, unit_id: int, year: int, **kwargs: Any) -> None:
    """Close a long register for the head who has asked for it, and may still."""
    head = Actor(Officer.objects.get(pk=officer_id))
    register.close_register(
        actor=head, at=timezone.now(), unit_id=unit_id, year=year, by_worker=True
    )


@shared_task(name="dossiers.erase_personal_data")
def erase_old_personal_data(**kwargs: object) -> None:
    """Erase what has been kept for its time."""
    erase_personal_data(at=timezone.now())


@shared_task(name="dossiers.forget_accesses")
def forget_old_accesses(**kwargs: object) -> None:
    """Drop the notes of who looked, past the days for which they are kept."""
    forget_accesses(before=timezone.now() - timedelta(days=settings.ACCESS_RECORD_DAYS))
