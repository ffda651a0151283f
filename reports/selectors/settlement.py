"""The report on settlement, set-based: one pass over the dossiers a span has to do with."""

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
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least, TruncDate

from dossiers.domain.spans import Span
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.figures import Figure, counted
from procedures.domain.clock import ClockKind
from procedures.domain.zone import OFFICE_ZONE, local_day
from procedures.selectors import work_calendar
from reports.domain.settlement import Settlement
from reports.selectors.lines import By, Line, named
from reports.selectors.scope import Scope

COLUMNS = (
    Figure.CARRIED,
    Figure.RECEIVED,
    Figure.ONLINE,
    Figure.OFFLINE,
    Figure.SETTLED,
    Figure.EARLY,
    Figure.ON_TIME,
    Figure.LATE,
    Figure.REAPPOINTED,
    Figure.LEFT,
    Figure.PENDING,
    Figure.WITHIN,
    Figure.OVER,
    Figure.SUPPLEMENTED,
)
#: Days before a span in which its dossiers began; what began earlier is counted from there.
_LONGEST = timedelta(days=5 * 366)


def settlement(scope: Scope, span: Span, *, by: By) -> list[Line[Settlement]]:
    """The report's line of each agency, unit or procedure that had anything to do with the span (two queries)."""
    numbers = {
        figure.value: Count("pk", filter=counted(figure, at=scope.at, span=span))
        for figure in COLUMNS
    }
    settled = counted(Figure.SETTLED, at=scope.at, span=span)
    rows = (
        concerned(scope.flowing(), span)
        .order_by()
        .values(by.column)
        .annotate(**numbers, used_days=Coalesce(Sum(_used_days(span), filter=settled), 0))
    )
    return named(by, {row.pop(by.column): Settlement(**row) for row in rows})


def concerned(dossiers: QuerySet[Dossier], span: Span) -> QuerySet[Dossier]:
    """Those received before the span's end and not closed before its beginning."""
    not_closed = Q(closed_at__isnull=True) | Q(closed_at__gte=span.since)
    return dossiers.filter(not_closed, received_at__lt=span.until)


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
