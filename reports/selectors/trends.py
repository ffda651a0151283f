"""How it went, month by month and week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth, TruncWeek

from dossiers.domain.spans import Span
from dossiers.selectors.figures import Figure, counted
from procedures.domain.zone import OFFICE_ZONE, local_day
from reports.selectors.remembered import remembered
from reports.selectors.scope import Scope

#: So many are told of on the dashboard, the present one included.
MONTHS, WEEKS = 12, 13


@dataclass(frozen=True, slots=True)
class Month:
    """Settled in a month: in time, and late."""

    span: Span
    in_time: int
    late: int


@dataclass(frozen=True, slots=True)
class Week:
    """Received in a week, and settled in it."""

    span: Span
    received: int
    settled: int


def settled_by_month(scope: Scope, months: Sequence[Span]) -> list[Month]:
    """In time and late of each of the months, which follow one another; those before the last once a day."""
    *past, last = months
    before = remembered(scope, "months", lambda: _months(scope, past))
    return [*before, *_months(scope, [last])]


def flow_by_week(scope: Scope, weeks: Sequence[Span]) -> list[Week]:
    """Received and settled in each of the weeks, which follow one another; those before the last once a day."""
    *past, last = weeks
    before = remembered(scope, "weeks", lambda: _weeks(scope, past))
    return [*before, *_weeks(scope, [last])]


def _months(scope: Scope, months: Sequence[Span]) -> list[Month]:
    settled = counted(Figure.SETTLED, at=scope.at, span=_all_of(months))
    rows = (
        scope.flowing()
        .filter(settled)
        .order_by()
        .values_list(TruncMonth("closed_at", tzinfo=OFFICE_ZONE))
        .annotate(
            in_time=Count("pk", filter=Q(late_since__isnull=True)),
            late=Count("pk", filter=Q(late_since__isnull=False)),
        )
    )
    found = {local_day(start): (in_time, late) for start, in_time, late in rows}
    return [Month(span, *found.get(_first_day(span), (0, 0))) for span in months]


def _weeks(scope: Scope, weeks: Sequence[Span]) -> list[Week]:
    received = _by_week(scope, weeks, Figure.RECEIVED, "received_at")
    settled = _by_week(scope, weeks, Figure.SETTLED, "closed_at")
    return [
        Week(span, received.get(_first_day(span), 0), settled.get(_first_day(span), 0))
        for span in weeks
    ]


def _by_week(scope: Scope, weeks: Sequence[Span], figure: Figure, column: str) -> dict[date, int]:
    rows = (
        scope.flowing()
        .filter(counted(figure, at=scope.at, span=_all_of(weeks)))
        .order_by()
        .values_list(TruncWeek(F(column), tzinfo=OFFICE_ZONE))
        .annotate(count=Count("pk"))
    )
    return {local_day(start): count for start, count in rows}


def _all_of(spans: Sequence[Span]) -> Span:
    return Span(spans[0].since, spans[-1].until)


def _first_day(span: Span) -> date:
    return local_day(span.since)
