"""The spans that reports are told for: this month, quarter or year, from day to day; weeks and months in a row."""

from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from dossiers.domain.spans import Span, span_of_days

MONTHS_A_YEAR = 12
#: A day before which nothing of this system lies; spares the database years nobody meant.
FIRST_DAY = date(2018, 1, 1)


class Period(StrEnum):
    """What is asked for by name."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def months(first: date, count: int) -> list[Span]:
    """So many months in a row, the first of which holds a day."""
    starts = [_month_on(first, number) for number in range(count + 1)]
    return [
        span_of_days(start, following - timedelta(days=1)) for start, following in pairwise(starts)
    ]


def last_months(day: date, count: int) -> list[Span]:
    """So many months, the last of which holds the day."""
    return months(_month_on(day, 1 - count), count)


def last_weeks(day: date, count: int) -> list[Span]:
    """So many weeks from Monday to Sunday, the last of which holds the day."""
    monday = day - timedelta(days=day.weekday())
    starts = (monday - timedelta(weeks=back) for back in reversed(range(count)))
    return [span_of_days(start, start + timedelta(days=6)) for start in starts]


def whole(period: Period, day: date) -> Span:
    """The whole month, quarter or year in which the day lies."""
    length = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: MONTHS_A_YEAR}[period]
    first = date(day.year, day.month - (day.month - 1) % length, 1)
    spans = months(first, length)
    return Span(spans[0].since, spans[-1].until)


def whole_up_to(today: date, period: Period) -> Span:
    """The whole period in which today lies, but not beyond today."""
    span = whole(period, today)
    return Span(span.since, min(span.until, span_of_days(today, today).until))


def days_up_to(today: date, first: date, last: date) -> Span:
    """From day to day, but not beyond today; a first day that is still to come stands alone."""
    return span_of_days(first, max(first, min(last, today)))


def last_days(day: date, count: int) -> Span:
    """So many days, the last of which is the day."""
    return span_of_days(day - timedelta(days=count - 1), day)


def days_before(span: Span, count: int) -> Span:
    """So many days that end where the span begins."""
    return Span(span.since - timedelta(days=count), span.since)


def _month_on(day: date, months_later: int) -> date:
    """The first day of the month so many months after that of the day."""
    years, month = divmod(day.month - 1 + months_later, MONTHS_A_YEAR)
    return date(day.year + years, month + 1, 1)
