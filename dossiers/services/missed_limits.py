"""Limits of the office that pass while nothing is done: found by the sweep, each written down once.

What is done late is written down by the late act itself; both name the same occasion.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from dossiers.domain.missed import missed_moment
from dossiers.domain.span import Span
from dossiers.lifecycle import DossierState
from dossiers.models import Announcement, Consultation, Dossier, Feedback, Violation

Kind = Violation.Kind
#: Rows a transaction writes: their dossiers stay locked against acts for as long as it runs.
CHUNK = 500
#: Advisory lock, so that of two sweeps at once the second waits and then finds nothing.
_LOCK = 8_061_101


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit: the rows that have it, the moment it names, and who is at fault when it passes.

    The rows are dossiers, or with a `prefix`, which begins the name of the occasion, rows beside one.
    """

    waiting: Callable[[], QuerySet[Any]]
    due: str
    at_fault: Callable[[Any], int]
    #: What `at_fault` looks at.
    columns: tuple[str, ...]
    prefix: str = ""
    has_grace: bool = False

    @property
    def dossier(self) -> str:
        """The name of the dossier's key on the row."""
        return "dossier_id" if self.prefix else "id"

    def passed_by(self, at: datetime) -> datetime:
        """The moment before which a limit lies that is missed."""
        grace = settings.TRANSFER_GRACE_MINUTES if self.has_grace else 0
        return at - timedelta(minutes=grace)

    def occasion(self, row: Any) -> str:
        return f"{self.prefix}{row.pk}" if self.prefix else missed_moment(getattr(row, self.due))


#: Of a transfer, at fault is the one-stop unit that has the dossier; while it is on its way nobody can
#: transfer it.
_LIMITS: Mapping[Violation.Kind, _Limit] = {
    Kind.RECEPTION_LATE: _Limit(
        lambda: Dossier.objects.filter(state=DossierState.SUBMITTED),
        "reception_due_at",
        at_fault=lambda dossier: dossier.receiving_unit_id,
        columns=("receiving_unit",),
    ),
    Kind.TRANSFER_LATE: _Limit(
        lambda: Dossier.objects.filter(
            Q(forwarded_to__isnull=True) | Q(arrived_at__isnull=False),
            state=DossierState.RECEIVED,
            procedure_version__settled_at_counter=False,
        ),
        "transfer_due_at",
        at_fault=lambda dossier: dossier.unit_id or dossier.receiving_unit_id,
        columns=("unit", "receiving_unit"),
        has_grace=True,
    ),
    Kind.CONSULTATION_LATE: _Limit(
        Consultation.objects.open,
        "answer_by",
        at_fault=lambda consultation: consultation.agency_id,
        columns=("agency", "dossier", "dossier__id"),
        prefix="consultation:",
    ),
    Kind.TELLING_LATE: _Limit(
        Announcement.objects.open,
        "tell_by",
        at_fault=lambda announcement: announcement.dossier.receiving_unit_id,
        columns=("dossier", "dossier__receiving_unit"),
        prefix="announcement:",
        has_grace=True,
    ),
    Kind.FEEDBACK_LATE: _Limit(
        Feedback.objects.owed,
        "answer_by",
        at_fault=lambda feedback: feedback.agency_id,
        columns=("agency", "dossier", "dossier__id"),
        prefix="feedback:",
    ),
}


def record_missed_limits(*, at: datetime, span: Span | None = None) -> Counter[str]:
    """Write down every limit missed as of `at`; counts what is new by kind.

    Submissions not answered, dossiers not transferred, consultations not answered, applicants not
    told, feedback not answered. Safe late, twice, at once or cut off: what is written is not found again, and a dossier
    in the middle of an act is left to the next sweep, in `span.held`.
    """
    span = span or Span()
    counts: Counter[str] = Counter()
    for kind, limit in _LIMITS.items():
        missed = _missed(kind, limit, at)
        found = list(_in_span(missed, limit, span))
        counts[kind.value] = 0
        for first in range(0, len(found), CHUNK):
            chunk = found[first : first + CHUNK]
            written = _record(missed, kind, limit, [key for key, _ in chunk], at)
            span.held.update({dossier for _, dossier in chunk}.difference(written))
            counts[kind.value] += len(written)
    return counts


def _missed(kind: Violation.Kind, limit: _Limit, at: datetime) -> QuerySet[Any]:
    """The rows whose limit has passed and is not yet written down."""
    if limit.prefix:
        occasion = Concat(Value(limit.prefix), Cast(OuterRef("pk"), TextField()))
        written = Violation.objects.filter(
            dossier=OuterRef("dossier"), kind=kind, occasion=occasion
        )
    else:
        written = Violation.objects.filter(
            dossier=OuterRef("pk"), kind=kind, due_at=OuterRef(limit.due)
        )
    passed = {f"{limit.due}__lt": limit.passed_by(at)}
    return limit.waiting().filter(~Exists(written), **passed)


def _in_span(missed: QuerySet[Any], limit: _Limit, span: Span) -> QuerySet[Any, tuple[int, int]]:
    """Keys of the rows and of their dossiers, the longest missed first; two ranges of indexes where only what is new counts."""
    keys = missed.order_by().values_list("pk", limit.dossier)
    if span.after is None:
        return keys.order_by(limit.due, "pk")
    passed_since = {f"{limit.due}__gte": limit.passed_by(span.after)}
    new = keys.filter(**passed_since)
    if not span.touched:
        return new
    return new.union(keys.filter(**{f"{limit.dossier}__any": span.touched}))


@transaction.atomic
def _record(
    missed: QuerySet[Any], kind: Violation.Kind, limit: _Limit, keys: Sequence[int], at: datetime
) -> list[int]:
    """Write down what is still missed, with the dossiers' keys for an answer; an act locks the dossier, so it must be free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    rows = list(
        missed.filter(pk__any=keys)
        .select_related("dossier" if limit.prefix else None)
        .only(limit.due, *limit.columns)
        .order_by(limit.due, "pk")
        .select_for_update(
            of=("self", "dossier") if limit.prefix else ("self",), skip_locked=True, no_key=True
        )
    )
    Violation.objects.bulk_create(
        [
            Violation(
                dossier_id=getattr(row, limit.dossier),
                kind=kind,
                occasion=limit.occasion(row),
                agency_id=limit.at_fault(row),
                due_at=getattr(row, limit.due),
                found_at=at,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    return [getattr(row, limit.dossier) for row in rows]
