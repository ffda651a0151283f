"""The year at a glance: every day is what the calendar says, and a click leads to changing it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.models import CalendarDay
from procedures.selectors import work_calendar
from tests.factories import Office


def page_of(officer, year: int) -> str:
    client = Client()
    client.force_login(officer)
    address = reverse("admin:procedures_calendarday_year", args=[year])
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def cell(page: str, day: date) -> str:
    found = re.search(rf'<td class="[^"]*"[^>]*>(?:(?!</td>).)*"{day:%d/%m/%Y}: [^"]*"', page)
    assert found
    return found.group()


def test_each_day_is_marked_as_the_calendar_has_it(office: Office) -> None:
    page = page_of(office.counter, 2026)
    calendar = work_calendar()
    assert "desk-day-closed" in cell(page, date(2026, 1, 1))
    assert "desk-day-worked" in cell(page, date(2026, 1, 10))
    assert "desk-day-weekend" in cell(page, date(2026, 11, 28))
    assert "desk-day-ordinary" in cell(page, date(2026, 11, 26))
    in_all = calendar.count(date(2026, 12, 31)) - calendar.count(date(2025, 12, 31))
    assert f"{in_all} working days" in page


def test_only_an_administrator_is_led_to_a_change(office: Office) -> None:
    assert "calendarday/add/" not in page_of(office.counter, 2026)
    page = page_of(office.administrator, 2026)
    assert "?date=25%2F11%2F2026&amp;kind=closed" in cell(page, date(2026, 11, 25))
    assert "?date=28%2F11%2F2026&amp;kind=worked" in cell(page, date(2026, 11, 28))
    entry = CalendarDay.objects.get(date=date(2026, 1, 1))
    assert f"/calendarday/{entry.pk}/change/" in cell(page, date(2026, 1, 1))


def test_a_closed_day_leads_back_to_its_year(office: Office) -> None:
    client = Client()
    client.force_login(office.administrator)
    form = {"date": "25/11/2026", "kind": "closed", "name": "Nghỉ bão", "notice": "", "note": ""}
    answer = client.post(reverse("admin:procedures_calendarday_add"), form)
    assert answer["Location"] == reverse("admin:procedures_calendarday_year", args=[2026])
    assert "Nghỉ bão" in cell(page_of(office.counter, 2026), date(2026, 11, 25))


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_far_off_has_no_page(office: Office, year: int) -> None:
    client = Client()
    client.force_login(office.administrator)
    address = reverse("admin:procedures_calendarday_year", args=[year])
    assert client.get(address).status_code == 404


def test_the_page_asks_as_much_for_a_full_year_as_for_an_empty_one(office: Office) -> None:
    client = Client()
    client.force_login(office.counter)
    work_calendar()  # built once for a process
    asked = []
    for year in (2026, 2090):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:procedures_calendarday_year", args=[year]))
        asked.append([query["sql"].split(" WHERE ")[0] for query in queries])
    assert asked[0] == asked[1]
    assert sum('FROM "procedures_' in sql for sql in asked[0]) == 2
