"""Periods of reports: whole months, quarters and years; months and weeks in a row."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from dossiers.domain.spans import Span, span_of_days
from procedures.domain.zone import day_start, local_day
from reports.domain.periods import (
    Period,
    days_before,
    last_days,
    last_months,
    last_weeks,
    months,
    whole,
)

LEAP_DAY = date(2028, 2, 29)


def days(span: Span) -> tuple[date, date]:
    """First and last day."""
    return local_day(span.since), local_day(span.until) - timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.MONTH, date(2026, 11, 1), date(2026, 11, 30)),
        (Period.QUARTER, date(2026, 10, 1), date(2026, 12, 31)),
        (Period.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_the_whole_month_quarter_or_year_of_a_day(
    period: Period, first: date, last: date
) -> None:
    assert days(whole(period, date(2026, 11, 24))) == (first, last)


def test_months_run_over_the_end_of_the_year_and_through_february() -> None:
    assert [days(span) for span in months(date(2027, 12, 31), 3)] == [
        (date(2027, 12, 1), date(2027, 12, 31)),
        (date(2028, 1, 1), date(2028, 1, 31)),
        (date(2028, 2, 1), LEAP_DAY),
    ]


def test_the_last_months_and_weeks_end_with_those_of_the_day_and_leave_no_gap() -> None:
    for day in (LEAP_DAY, date(2026, 1, 1), date(2026, 11, 30)):
        for spans in (last_months(day, 12), last_weeks(day, 13)):
            assert all(one.until == following.since for one, following in pairwise(spans))
            assert spans[-1].since <= day_start(day) < spans[-1].until
    assert {local_day(span.since).weekday() for span in last_weeks(LEAP_DAY, 13)} == {0}


def test_the_last_days_include_the_day_and_those_before_them_do_not() -> None:
    recent = last_days(date(2026, 11, 24), 30)
    assert days(recent) == (date(2026, 10, 26), date(2026, 11, 24))
    assert days(days_before(recent, 180)) == (date(2026, 4, 29), date(2026, 10, 25))


def test_a_span_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after"):
        span_of_days(date(2026, 11, 24), date(2026, 11, 23))
