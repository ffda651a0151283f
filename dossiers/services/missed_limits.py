"""Limits of the office that pass while nothing is done: found by the sweep, each written down once.

What is done late is written down by the late act itself; both name the same occasion.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat

from agencies.selectors.prepared import Parameter, Prepared, PreparedRows
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
    at_fault: Combinable
    prefix: str = ""
    has_grace: bool = False

    @property
    def dossier(self) -> str:
        """The name of the dossier's key on the row."""
        return "dossier_id" if self.prefix else "id"

    def graced(self, name: str) -> Parameter:
        """The value of that name, less the grace where there is any."""
        return Parameter(_graced(name) if self.has_grace else name)

    def occasion(self, row: Any) -> str:
        return f"{self.prefix}{row.pk}" if self.prefix else missed_moment(getattr(row, self.due))


#: Of a transfer, at fault is the one-stop unit that has the dossier; while it is on its way nobody can
#: transfer it.
_LIMITS: Mapping[Violation.Kind, _Limit] = {
    Kind.RECEPTION_LATE: _Limit(
        lambda: Dossier.objects.filter(state=DossierState.SUBMITTED),
        "reception_due_at",
        at_fault=F("receiving_unit"),
    ),
    Kind.TRANSFER_LATE: _Limit(
        lambda: Dossier.objects.filter(
            Q(forwarded_to__isnull=True) | Q(arrived_at__isnull=False),
            state=DossierState.RECEIVED,
            procedure_version__settled_at_counter=False,
        ),
        "transfer_due_at",
        at_fault=Coalesce("unit", "receiving_unit"),
        has_grace=True,
    ),
    Kind.CONSULTATION_LATE: _Limit(
        Consultation.objects.open,
        "answer_by",
        at_fault=F("agency"),
        prefix="consultation:",
    ),
    Kind.TELLING_LATE: _Limit(
        Announcement.objects.open,
        "tell_by",
        at_fault=F("dossier__receiving_unit"),
        prefix="announcement:",
        has_grace=True,
    ),
    Kind.FEEDBACK_LATE: _Limit(
        Feedback.objects.owed,
        "answer_by",
        at_fault=F("agency"),
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
    found = _found(at, span)
    for kind, limit in _LIMITS.items():
        missed = found[kind.value]
        counts[kind.value] = 0
        for first in range(0, len(missed), CHUNK):
            chunk = missed[first : first + CHUNK]
            written = _record(kind, limit, [key for key, _ in chunk], at)
            span.held.update({dossier for _, dossier in chunk}.difference(written))
            counts[kind.value] += len(written)
    return counts


def _found(at: datetime, span: Span) -> dict[str, list[tuple[int, int]]]:
    """Of each kind the keys of the rows that missed their limit and of their dossiers, the longest missed first."""
    values: dict[str, Any] = _with_grace("until", at)
    values |= _with_grace("since", span.after) if span.after else _EVER
    ask = _NEW_OR_TOUCHED if span.touched else _NEW
    found: dict[str, list[tuple[int, int]]] = {kind.value: [] for kind in _LIMITS}
    for kind, key, dossier, _ in ask(**values, touched=list(span.touched)):
        found[kind].append((key, dossier))
    return found


def _graced(name: str) -> str:
    return f"{name}_less_grace"


def _with_grace(name: str, moment: datetime) -> dict[str, datetime]:
    """A moment, and that by which a limit has passed that has some grace."""
    grace = timedelta(minutes=settings.TRANSFER_GRACE_MINUTES)
    return {name: moment, _graced(name): moment - grace}


_EVER = dict.fromkeys(("since", _graced("since")), "-infinity")


def _missed(kind: Violation.Kind, limit: _Limit) -> QuerySet[Any]:
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
    passed = {f"{limit.due}__lt": limit.graced("until")}
    return limit.waiting().filter(~Exists(written), **passed)


def _in_ranges(*, with_touched: bool) -> QuerySet[Any, tuple[str, int, int, datetime]]:
    """All kinds together; of each a range of its index, and apart from it the dossiers touched."""
    parts = []
    for kind, limit in _LIMITS.items():
        missed = (
            _missed(kind, limit)
            .order_by()
            .annotate(kind_=Value(kind.value), row=F("pk"), of=F(limit.dossier), due=F(limit.due))
            .values_list("kind_", "row", "of", "due")
        )
        parts.append(missed.filter(**{f"{limit.due}__gte": limit.graced("since")}))
        if with_touched:
            touched = {f"{limit.dossier}__any": Parameter("touched")}
            parts.append(missed.filter(**touched))
    first, *others = parts
    found: QuerySet[Any, tuple[str, int, int, datetime]] = first.union(*others)
    return found.order_by("due", "row")


_NEW = Prepared(lambda: _in_ranges(with_touched=False))
_NEW_OR_TOUCHED = Prepared(lambda: _in_ranges(with_touched=True))


@transaction.atomic
def _record(kind: Violation.Kind, limit: _Limit, keys: Sequence[int], at: datetime) -> list[int]:
    """Write down what is still missed, with the dossiers' keys for an answer; an act locks the dossier, so it must be free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    rows = _LOCKED[kind](keys=list(keys), **_with_grace("until", at))
    Violation.objects.bulk_create(
        [
            Violation(
                dossier_id=getattr(row, limit.dossier),
                kind=kind,
                occasion=limit.occasion(row),
                agency_id=row.at_fault,
                due_at=getattr(row, limit.due),
                found_at=at,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    return [getattr(row, limit.dossier) for row in rows]


def _locked(kind: Violation.Kind, limit: _Limit) -> QuerySet[Any]:
    """The rows of `keys` that are still missed, each locked with its dossier, unless an act has it in hand."""
    rows: QuerySet[Any] = _missed(kind, limit).filter(pk__any=Parameter("keys"))
    rows = rows.annotate(at_fault=limit.at_fault).order_by(limit.due, "pk")
    if not limit.prefix:
        return rows.only(limit.due).select_for_update(of=("self",), skip_locked=True, no_key=True)
    return (
        rows.select_related("dossier")
        .only(limit.due, "dossier", "dossier__id")
        .select_for_update(of=("self", "dossier"), skip_locked=True, no_key=True)
    )


_LOCKED = {kind: PreparedRows(partial(_locked, kind, limit)) for kind, limit in _LIMITS.items()}
