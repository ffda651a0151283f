"""`work_calendar`: the stored calendar as the clock reads it, anew after every edition."""

import json
from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from procedures.domain.calendar import YearStatus
from procedures.models import CalendarDay, CalendarEdition, OfficeHours
from procedures.selectors import one_calendar, work_calendar
from procedures.services.calendar import delete_entry, save_entry
from procedures.services.reference import CALENDAR_FILE, load_shipped_calendar
from tests.integration.procedures.files import run

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_without_an_edition_no_year_is_covered():
    calendar = work_calendar()
    assert calendar.version == 0
    assert calendar.status(2026) == YearStatus.ABSENT


def test_the_shipped_calendar_tells_days_hours_and_years():
    load_shipped_calendar(at=NOW)
    calendar = work_calendar()
    assert calendar.version == 1
    assert not calendar.is_working(date(2026, 11, 24))
    assert calendar.name(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert calendar.is_working(date(2026, 8, 22))
    assert calendar.office_hours(date(2026, 10, 15)).opening == time(7)
    assert calendar.office_hours(date(2026, 10, 16)).opening == time(7, 30)
    assert calendar.status(2027) == YearStatus.PROVISIONAL
    assert calendar.status(2028) == YearStatus.ABSENT


def test_an_edited_day_shows_at_once_under_the_next_version():
    load_shipped_calendar(at=NOW)
    work_calendar()
    extra = CalendarDay(date=date(2026, 11, 23), kind="closed", name="Nghỉ hoán đổi")
    save_entry(extra, at=NOW)
    calendar = work_calendar()
    assert (calendar.version, calendar.is_working(date(2026, 11, 23))) == (2, False)
    delete_entry(extra, at=NOW)
    assert (work_calendar().version, work_calendar().is_working(date(2026, 11, 23))) == (3, True)


def test_a_day_in_a_new_year_makes_the_year_provisional():
    load_shipped_calendar(at=NOW)
    save_entry(CalendarDay(date=date(2028, 1, 1), kind="closed", name="Tết"), at=NOW)
    assert work_calendar().status(2028) == YearStatus.PROVISIONAL


def test_changed_office_hours_make_a_new_version():
    load_shipped_calendar(at=NOW)
    winter = OfficeHours.objects.get(from_month=10)
    winter.morning_open = time(8)
    save_entry(winter, at=NOW)
    calendar = work_calendar()
    assert calendar.version == 2
    assert calendar.office_hours(date(2026, 1, 5)).opening == time(8)


def test_one_season_holds_the_whole_year():
    load_shipped_calendar(at=NOW)
    delete_entry(OfficeHours.objects.get(from_month=4), at=NOW)
    assert work_calendar().office_hours(date(2024, 2, 29)).opening == time(7, 30)
    assert work_calendar().office_hours(date(2026, 7, 1)).opening == time(7, 30)


def test_the_same_edition_is_built_only_once(django_assert_num_queries):
    load_shipped_calendar(at=NOW)
    work_calendar()
    with django_assert_num_queries(1):
        work_calendar()


def test_a_weekday_cannot_be_worked_instead():
    day = CalendarDay(date=date(2026, 11, 25), kind="worked", name="Làm bù")
    with pytest.raises(ValidationError):
        day.full_clean()


def test_importing_the_shipped_file_over_itself_keeps_the_version():
    edition = load_shipped_calendar(at=NOW)
    report = json.loads(run("import_calendar", CALENDAR_FILE))
    assert report["edition"] == edition.number


def test_what_belongs_to_one_act_is_counted_under_one_edition(django_assert_num_queries):
    load_shipped_calendar(at=NOW)
    with one_calendar() as held:
        with django_assert_num_queries(0):
            assert work_calendar() is held
        CalendarEdition.objects.create(number=2, digest="other", imported_at=NOW)
        assert work_calendar() is held
    assert work_calendar().version == 2
