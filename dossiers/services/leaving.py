"""What an act leaves behind late: a submission answered, or a dossier passed on, after its limit.

Whatever act leads on, so that a sweep that did not run in between loses nothing.
"""

from datetime import datetime

from django.conf import settings

from dossiers.domain.missed import is_missed, missed_moment
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, Violation
from dossiers.services.performance import Performance
from dossiers.services.violations import record_violation

S = DossierState


def record_late_leaving(doing: Performance) -> None:
    """Write down the limit of the one-stop unit that was missed in the state an act has just ended."""
    dossier, source = doing.dossier, doing.row.source
    if source == dossier.state:
        return
    if source == S.SUBMITTED and dossier.reception_due_at is not None:
        _record(doing, Violation.Kind.RECEPTION_LATE, dossier.reception_due_at)
    if source == S.RECEIVED and dossier.transfer_due_at is not None and _has_to_transfer(dossier):
        _record(
            doing,
            Violation.Kind.TRANSFER_LATE,
            dossier.transfer_due_at,
            grace_minutes=settings.TRANSFER_GRACE_MINUTES,
        )


def _has_to_transfer(dossier: Dossier) -> bool:
    return not (dossier.is_settled_at_counter or dossier.is_on_its_way)


def _record(
    doing: Performance, kind: Violation.Kind, due_at: datetime, *, grace_minutes: int = 0
) -> None:
    """At fault is the one-stop unit that had the dossier."""
    if not is_missed(due_at, at=doing.at, grace_minutes=grace_minutes):
        return
    dossier = doing.dossier
    record_violation(
        dossier,
        kind=kind,
        agency_id=dossier.forwarded_to_id or dossier.receiving_unit_id,
        occasion=missed_moment(due_at),
        due_at=due_at,
        at=doing.at,
    )
