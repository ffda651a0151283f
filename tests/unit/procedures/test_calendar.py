"""The working calendar: swapped days, seasons, and arithmetic checked against plain counting."""

from datetime import date, time, timedelta
from fractions import Fraction

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.domain.calendar import DayOff, WorkCalendar, YearStatus
from procedures.domain.office_hours import (
    NGHE_AN_HOURS,
    OfficeHours,
    Season,
    SeasonalHours,
)
from tests.unit.procedures.calendars import day, moment, official

days = st.dates(date(2017, 1, 1), date(2029, 12, 31))
moments = st.datetimes(moment("2018-01-01T00:00").replace(tzinfo=None),
                       moment("2027-12-31T23:59").replace(tzinfo=None))  # fmt: skip


@pytest.mark.parametrize(
    ("weekday_off", "saturday_worked"),
    [
        ("2018-12-31", "2019-01-05"),
        ("2019-04-29", "2019-05-04"),
        ("2024-04-29", "2024-05-04"),
        ("2025-05-02", "2025-04-26"),
        ("2026-01-02", "2026-01-10"),
        ("2026-08-31", "2026-08-22"),
    ],
)
def test_a_swapped_weekday_is_off_and_its_saturday_worked(weekday_off: str, saturday_worked: str):
    assert official().day_off(day(weekday_off)) is DayOff.HOLIDAY
    assert official().is_working(day(saturday_worked))


def test_culture_day_is_off_from_2026_on():
    assert official().is_working(day("2025-11-24"))
    assert official().name(day("2026-11-24")) == "Ngày Văn hóa Việt Nam"


def test_years_are_confirmed_provisional_or_absent():
    statuses = [official().status(year) for year in (2026, 2027, 2028)]
    assert statuses == [YearStatus.CONFIRMED, YearStatus.PROVISIONAL, YearStatus.ABSENT]


#: Days the library does not know: swaps decided after its data, and a holiday made in 2026.
UNKNOWN_TO_THE_LIBRARY = {"2026-01-02", "2026-08-31", "2026-11-24"}


def test_the_shipped_days_off_agree_with_an_independent_source():
    library = holidays.country_holidays("VN", years=range(2018, 2027))
    found = {
        each.isoformat()
        for each in (date(2018, 1, 1) + timedelta(days=n) for n in range(365 * 9))
        if each.weekday() < 5 and (each in library) is official().is_working(each)
    }
    assert found <= UNKNOWN_TO_THE_LIBRARY


@given(days, st.integers(1, 400))
def test_counting_working_days_is_counting_one_by_one(start: date, count: int):
    walked, left = start, count
    while left:
        walked += timedelta(days=1)
        left -= official().is_working(walked)
    assert official().working_day_after(start, count) == walked


@given(days)
def test_the_neighbouring_working_days_are_worked_and_nearest(start: date):
    by, after = official().working_day_by(start), official().working_day_from(start)
    assert official().is_working(by)
    assert official().is_working(after)
    between = [by + timedelta(days=n) for n in range(1, (after - by).days)]
    assert not any(official().is_working(each) for each in between)


@given(moments, st.integers(1, 40 * 480).map(lambda n: Fraction(n, 480)))
def test_a_position_reached_is_the_position_asked_for(start, step: Fraction):
    wanted = official().position(start) + step
    assert official().position(official().moment(wanted)) == wanted


@given(moments, st.integers(1, 80 * 3_600_000_000))
def test_office_time_forward_is_office_time_between(start, duration: int):
    end = official().after_office_time(moment(start.isoformat()), duration)
    assert official().office_time(moment(start.isoformat()), end) == duration


def test_office_time_is_summed_day_by_day_where_seasons_differ_in_length():
    short = OfficeHours(((time(8), time(12)),))
    long = OfficeHours(((time(8), time(12)), (time(13), time(17))))
    seasons = SeasonalHours([Season((1, 1), (6, 30), short), Season((7, 1), (12, 31), long)])
    calendar = WorkCalendar({}, hours=seasons)
    hours = calendar.office_time(moment("2026-06-29T10:00"), moment("2026-07-02T09:00")) / 3.6e9
    assert hours == 2 + 4 + 8 + 1


def test_a_day_both_closed_and_worked_is_refused():
    with pytest.raises(ValueError, match="2026-08-22"):
        WorkCalendar({day("2026-08-22"): "x"}, [day("2026-08-22")])


def test_seasons_cover_every_day_once():
    assert NGHE_AN_HOURS.on(date(2024, 2, 29)).opening == time(7, 30)
    assert NGHE_AN_HOURS.on(date(2026, 4, 16)).opening == time(7)
    assert NGHE_AN_HOURS.on(date(2026, 10, 15)).opening == time(7)
    assert NGHE_AN_HOURS.on(date(2026, 10, 16)).opening == time(7, 30)
    hours = OfficeHours(((time(8), time(17)),))
    with pytest.raises(ValueError, match="01/07"):
        SeasonalHours([Season((1, 1), (6, 30), hours)])
    with pytest.raises(ValueError, match="30/06"):
        SeasonalHours([Season((1, 1), (6, 30), hours), Season((6, 30), (12, 31), hours)])


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(12), time(12)),),
        ((time(12), time(8)),),
        ((time(8), time(12)), (time(11), time(17))),
        ((time(13), time(17)), (time(8), time(12))),
    ],
)
def test_office_hours_are_spans_in_order(spans: tuple[tuple[time, time], ...]):
    with pytest.raises(ValueError, match="in order"):
        OfficeHours(spans)


def test_an_office_is_open_at_least_an_hour_a_day():
    with pytest.raises(ValueError, match="one hour"):
        OfficeHours(((time(8), time(8, 30)), (time(9), time(9, 29))))


def test_an_office_without_lunch_break_may_have_touching_spans():
    assert OfficeHours(((time(8), time(12)), (time(12), time(16)))).length == 8 * 3_600_000_000
