"""Limits of the office that pass while nothing is done: found by the sweep, each written down once.

What is done late is written down by the late act itself; both name the same occasion.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from dossiers.domain.missed import missed_moment
from dossiers.lifecycle import DossierState
from dossiers.models import Announcement, Consultation, Dossier, Feedback, Violation

Kind = Violation.Kind
BesideDossier = TypeVar("BesideDossier", Announcement, Consultation, Feedback)
#: Rows a transaction writes: their dossiers stay locked against acts for as long as it runs.
CHUNK = 500
#: Advisory lock, so that of two sweeps at once the second waits and then finds nothing.
_LOCK = 8_061_101


def record_missed_limits(*, at: datetime) -> Counter[str]:
    """Write down every limit missed as of `at`; counts what is new by kind.

    Submissions not answered, dossiers not transferred, consultations not answered, applicants not
    told, feedback not answered. Safe late, twice, at once or cut off: what is written is not found again, and a dossier
    in the middle of an act is left to the next sweep.
    """
    counts: Counter[str] = Counter()
    for kind, find in _FINDERS.items():
        found = CHUNK
        while found == CHUNK:
            found = _record_chunk(find, at)
            counts[kind.value] += found
    return counts


@transaction.atomic
def _record_chunk(find: Callable[[datetime], list[Violation]], at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    return len(Violation.objects.bulk_create(find(at), ignore_conflicts=True))


def _unanswered(at: datetime) -> list[Violation]:
    submissions = Dossier.objects.filter(state=DossierState.SUBMITTED, reception_due_at__lt=at)
    return [
        _of_dossier(row, Kind.RECEPTION_LATE, row.receiving_unit_id, row.reception_due_at, at)
        for row in _locked_dossiers(submissions, Kind.RECEPTION_LATE, "reception_due_at")
        if row.reception_due_at
    ]


def _untransferred(at: datetime) -> list[Violation]:
    """At fault is the one-stop unit that has the dossier; while it is on its way nobody can transfer it."""
    passed = at - timedelta(minutes=settings.TRANSFER_GRACE_MINUTES)
    waiting = Dossier.objects.filter(
        Q(forwarded_to__isnull=True) | Q(arrived_at__isnull=False),
        state=DossierState.RECEIVED,
        transfer_due_at__lt=passed,
        procedure_version__settled_at_counter=False,
    )
    return [
        _of_dossier(
            row,
            Kind.TRANSFER_LATE,
            row.unit_id or row.receiving_unit_id,
            row.transfer_due_at,
            at,
        )
        for row in _locked_dossiers(waiting, Kind.TRANSFER_LATE, "transfer_due_at")
        if row.transfer_due_at
    ]


def _unconsulted(at: datetime) -> list[Violation]:
    asked = Consultation.objects.open().filter(answer_by__lt=at)
    return [
        Violation(
            dossier_id=row.dossier_id,
            kind=Kind.CONSULTATION_LATE,
            occasion=f"consultation:{row.pk}",
            agency_id=row.agency_id,
            due_at=row.answer_by,
            found_at=at,
        )
        for row in _locked_rows(asked, Kind.CONSULTATION_LATE, "consultation:", "answer_by")
    ]


def _untold(at: datetime) -> list[Violation]:
    passed = at - timedelta(minutes=settings.TRANSFER_GRACE_MINUTES)
    waiting = Announcement.objects.open().filter(tell_by__lt=passed)
    return [
        Violation(
            dossier_id=row.dossier_id,
            kind=Kind.TELLING_LATE,
            occasion=f"announcement:{row.pk}",
            agency_id=row.dossier.receiving_unit_id,
            due_at=row.tell_by,
            found_at=at,
        )
        for row in _locked_rows(waiting, Kind.TELLING_LATE, "announcement:", "tell_by")
    ]


def _feedback_unanswered(at: datetime) -> list[Violation]:
    waiting = Feedback.objects.owed().filter(answer_by__lt=at)
    return [
        Violation(
            dossier_id=row.dossier_id,
            kind=Kind.FEEDBACK_LATE,
            occasion=f"feedback:{row.pk}",
            agency_id=row.agency_id,
            due_at=row.answer_by,
            found_at=at,
        )
        for row in _locked_rows(waiting, Kind.FEEDBACK_LATE, "feedback:", "answer_by")
    ]


_FINDERS: Mapping[Violation.Kind, Callable[[datetime], list[Violation]]] = {
    Kind.RECEPTION_LATE: _unanswered,
    Kind.TRANSFER_LATE: _untransferred,
    Kind.CONSULTATION_LATE: _unconsulted,
    Kind.TELLING_LATE: _untold,
    Kind.FEEDBACK_LATE: _feedback_unanswered,
}


def _of_dossier(
    dossier: Dossier, kind: Violation.Kind, agency_id: int, due_at: datetime, at: datetime
) -> Violation:
    return Violation(
        dossier=dossier,
        kind=kind,
        occasion=missed_moment(due_at),
        agency_id=agency_id,
        due_at=due_at,
        found_at=at,
    )


def _locked_dossiers(
    dossiers: QuerySet[Dossier], kind: Violation.Kind, due: str
) -> QuerySet[Dossier]:
    """The next chunk not yet written down, by the moment missed."""
    written = Violation.objects.filter(dossier=OuterRef("pk"), kind=kind, due_at=OuterRef(due))
    chosen = dossiers.filter(~Exists(written)).order_by(due, "pk")[:CHUNK]
    return chosen.select_for_update(of=("self",), skip_locked=True, no_key=True)


def _locked_rows(
    rows: "QuerySet[BesideDossier]", kind: Violation.Kind, prefix: str, due: str
) -> "QuerySet[BesideDossier]":
    """The same for rows beside a dossier; an act locks the dossier, so it is the dossier that must be free."""
    written = Violation.objects.filter(
        dossier=OuterRef("dossier"),
        kind=kind,
        occasion=Concat(Value(prefix), Cast(OuterRef("pk"), TextField())),
    )
    chosen = rows.filter(~Exists(written)).select_related("dossier").order_by(due, "pk")[:CHUNK]
    return chosen.select_for_update(of=("self", "dossier"), skip_locked=True, no_key=True)
