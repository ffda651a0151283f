"""The report on settlement, set-based: one pass over the dossiers that a span has to do with."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    Count,
    DateField,
    Expression,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least, TruncDate

from dossiers.domain.spans import Span
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.figures import Figure, counted, open_at
from procedures.domain.clock import ClockKind
from procedures.domain.zone import OFFICE_ZONE, day_start, local_day
from procedures.selectors import work_calendar
from reports.domain.settlement import Settlement
from reports.selectors.lines import By, Line, named
from reports.selectors.remembered import remembered
from reports.selectors.scope import Scope

#: Counted in the pass over the dossiers; what remains of the whole falls to the other columns.
COUNTED = (
    Figure.RECEIVED,
    Figure.ONLINE,
    Figure.SETTLED,
    Figure.EARLY,
    Figure.LATE,
    Figure.REAPPOINTED,
    Figure.LEFT,
    Figure.OVER,
)
#: Days before a span in which its dossiers began; what began earlier is counted from there.
_LONGEST = timedelta(days=5 * 366)


def settlement(scope: Scope, span: Span, *, by: By) -> list[Line[Settlement]]:
    """The report's line of each agency, unit or procedure that had anything to do with the span.

    Of a span that is over counted once a day.
    """
    if span.until > day_start(local_day(scope.at)):
        return _settlement(scope, span, by)
    what = f"settlement:{by}:{span.since.isoformat()}:{span.until.isoformat()}"
    return remembered(scope, what, lambda: _settlement(scope, span, by))


def _settlement(scope: Scope, span: Span, by: By) -> list[Line[Settlement]]:
    settled = counted(Figure.SETTLED, at=scope.at, span=span)
    numbers = {
        figure.value: Count("pk", filter=counted(figure, at=scope.at, span=span))
        for figure in COUNTED
    }
    rows = (
        concerned(scope, span)
        .order_by()
        .values(by.column)
        .annotate(
            whole=Count("pk"),
            **numbers,
            used_days=Coalesce(Sum(_used_days(span), filter=settled), 0),
        )
    )
    asked = _supplemented(scope, span, by)
    return named(
        by,
        {
            key: _figures(row, supplemented=asked.get(key, 0))
            for row in rows
            for key in [row.pop(by.column)]
        },
    )


def _figures(row: dict[str, int], *, supplemented: int) -> Settlement:
    whole = row.pop("whole")
    pending = whole - row["settled"] - row["left"]
    return Settlement(
        **row,
        carried=whole - row["received"],
        offline=row["received"] - row["online"],
        on_time=row["settled"] - row["early"] - row["late"],
        pending=pending,
        within=pending - row["over"],
        supplemented=supplemented,
    )


def _supplemented(scope: Scope, span: Span, by: By) -> dict[int | None, int]:
    """Dossiers of which something was asked in the span, each once, found by what was asked."""
    asked = concerned(scope, span).filter(
        supplements__before_reception=False,
        supplements__asked_at__gte=span.since,
        supplements__asked_at__lt=span.until,
    )
    rows = asked.order_by().values_list(by.column)
    return dict(rows.annotate(count=Count("pk", distinct=True)))


def concerned(scope: Scope, span: Span) -> QuerySet[Dossier]:
    """Those received before the span's end and not closed before its beginning."""
    return scope.flowing().filter(open_at(span.since), received_at__lt=span.until)


class _Element(Func):
    """An element of an array, counted from 1."""

    template = "((%(expressions)s])"
    arg_joiner = ")["


class _DaysFrom(Func):
    """Days from the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "


def _used_days(span: Span) -> Expression:
    """Working days after the one on which the clock last began anew, up to the one of closing."""
    first, numbers = _numbers(span)
    restarts = DossierEvent.objects.filter(
        dossier=OuterRef("pk"), clock=ClockKind.RESTART.value
    ).order_by("-sequence")
    began = Case(
        When(run__gt=1, then=Coalesce(Subquery(restarts.values("at")[:1]), F("received_at"))),
        default=F("received_at"),
    )
    return _number_of("closed_at", first, numbers) - _number_of(began, first, numbers)


def _numbers(span: Span) -> tuple[date, Sequence[int]]:
    """For each day from the first: how many working days there have been up to it."""
    calendar = work_calendar()
    first, last = local_day(span.since - _LONGEST), local_day(span.until)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return first, [calendar.count(day) for day in days]


def _number_of(moment: str | Expression, first: date, numbers: Sequence[int]) -> Expression:
    day = TruncDate(moment, tzinfo=OFFICE_ZONE)
    offset = _DaysFrom(day, Value(first, output_field=DateField()), output_field=IntegerField())
    place = Least(Greatest(offset, 0) + 1, len(numbers))
    array = ArrayField(IntegerField())
    return _Element(
        Cast(Value(list(numbers), output_field=array), array), place, output_field=IntegerField()
    )
