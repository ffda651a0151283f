"""Duties of the office missed: written down once, by the act that was late or by the sweep; never taken back."""

from datetime import datetime

from dossiers.models import Dossier, Violation


def record_violation(
    dossier: Dossier,
    *,
    kind: Violation.Kind,
    agency_id: int,
    occasion: str,
    due_at: datetime | None,
    at: datetime,
) -> None:
    """Write a violation of a dossier down; one already written for the same occasion stays as it is.

    `agency_id` is who is at fault, `due_at` the moment missed, `at` when it was found.
    `occasion` tells several of a kind apart: `event:12`, `consultation:3`, `due:2026-11-20T08:30:00+00:00`.
    """
    found = Violation(
        dossier=dossier,
        kind=kind,
        agency_id=agency_id,
        occasion=occasion,
        due_at=due_at,
        found_at=at,
    )
    Violation.objects.bulk_create([found], ignore_conflicts=True)
