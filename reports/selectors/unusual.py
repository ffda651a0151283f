"""Agencies and procedures with more supplements or withdrawals than they used to have."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from dossiers.domain.spans import Span
from dossiers.selectors.figures import Figure, counted
from procedures.domain.zone import local_day
from reports.domain.periods import days_before, last_days
from reports.domain.unusual import RECENT_DAYS, USUAL_DAYS, Rate, stands_out
from reports.selectors.lines import By, Line, named
from reports.selectors.remembered import remembered
from reports.selectors.scope import Scope

#: Keys of agency and procedure, recent number, number before.
Row = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Unusual:
    """One agency or procedure that stands out: what of, its recent rate and the usual one."""

    figure: Figure
    by: By
    line: Line[tuple[Rate, Rate]]

    @property
    def recent(self) -> Rate:
        return self.line.figures[0]

    @property
    def usual(self) -> Rate:
        return self.line.figures[1]


def spans_compared(scope: Scope) -> tuple[Span, Span]:
    """The last whole days, and those before them."""
    recent = last_days(local_day(scope.at) - timedelta(days=1), RECENT_DAYS)
    return recent, days_before(recent, USUAL_DAYS)


def _both(scope: Scope) -> Span:
    """The two, which follow one another, as one: of one span an index finds what lies in it, of either of two it does not."""
    recent, before = spans_compared(scope)
    return Span(before.since, recent.until)


def unusual(scope: Scope) -> list[Unusual]:
    """Those that stand out in dossiers asked for a supplement, or withdrawn, per dossier received.

    Agencies first, then procedures, each by its recent rate. Counted once a day.
    """
    return remembered(scope, "unusual", lambda: _unusual(scope))


def _unusual(scope: Scope) -> list[Unusual]:
    received = list(_counted(scope, Figure.RECEIVED))
    counts = {
        Figure.SUPPLEMENTED: list(_supplemented(scope)),
        Figure.WITHDRAWN: list(_counted(scope, Figure.WITHDRAWN)),
    }
    found = []
    for place, by in enumerate((By.AGENCY, By.PROCEDURE)):
        rates = {
            (figure, key): rate
            for figure, rows in counts.items()
            for key, rate in _rates(rows, received, place).items()
            if stands_out(*rate)
        }
        names = {line.figures: line for line in named(by, {key: key for _, key in rates})}
        found += [
            Unusual(figure, by, Line(names[key].code, names[key].name, rate))
            for (figure, key), rate in rates.items()
        ]
    return sorted(found, key=lambda one: (one.by.value, -one.recent.share))


def _counted(scope: Scope, figure: Figure) -> Iterable[Row]:
    recent, before = (counted(figure, at=scope.at, span=span) for span in spans_compared(scope))
    return (
        scope.flowing()
        .filter(counted(figure, at=scope.at, span=_both(scope)))
        .order_by()
        .values_list("agency_id", "procedure_id")
        .annotate(recent=Count("pk", filter=recent), before=Count("pk", filter=before))
    )


def _supplemented(scope: Scope) -> Iterable[Row]:
    """Dossiers of which something was asked after reception, each once a span."""
    recent, before = (_asked(span) for span in spans_compared(scope))
    return (
        scope.flowing()
        .filter(_asked(_both(scope)), supplements__before_reception=False)
        .order_by()
        .values_list("agency_id", "procedure_id")
        .annotate(
            recent=Count("pk", distinct=True, filter=recent),
            before=Count("pk", distinct=True, filter=before),
        )
    )


def _asked(span: Span) -> Q:
    return Q(supplements__asked_at__gte=span.since, supplements__asked_at__lt=span.until)


def _rates(rows: list[Row], received: list[Row], place: int) -> dict[int, tuple[Rate, Rate]]:
    """Recent and usual rate of each agency (place 0) or procedure (place 1)."""
    sums: list[Counter[int]] = [Counter() for _ in range(4)]
    for which, source in ((0, rows), (2, received)):
        for row in source:
            sums[which][row[place]] += row[2]
            sums[which + 1][row[place]] += row[3]
    now, before, received_now, received_before = sums
    return {
        key: (Rate(now[key], received_now[key]), Rate(before[key], received_before[key]))
        for key in now
    }
