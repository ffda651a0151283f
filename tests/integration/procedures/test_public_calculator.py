"""The public calculator: the clock's own answer, day by day, with every refusal beside its field."""

import re
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procedures.domain import rulesets
from procedures.domain.ruleset_variants import variant
from procedures.models import ChannelLimit, ProcedureVersion
from procedures.services.reference import load_shipped_calendar
from tests.factories import Office, make_procedure, moment

NOW = moment("2026-11-19 16:40")
CALENDAR = moment("2026-01-02 08:00")


@pytest.fixture
def anybody(db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A visitor who reads English, at twenty to five on a Thursday."""
    load_shipped_calendar(at=CALENDAR)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return Client(headers={"accept-language": "en"})


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def due(client: Client, **asked: str) -> str:
    """The return date that the page shows, as it is read."""
    answer = client.get("/tinh-han/", asked).context["answer"]
    return f"{answer.due_at:%H:%M %d/%m/%Y}"


def days(client: Client, **asked: str) -> dict[str, tuple[str, str]]:
    """Each day that the page tells of: `start`, `counted` or `skipped`, and its number or the reason."""
    told = client.get("/tinh-han/", asked).context["days"]
    return {f"{day.date:%d/%m}": (day.mark.value, day.why or str(day.number)) for day in told}


def test_the_page_opens_with_the_present_moment_and_no_answer(anybody: Client) -> None:
    page = anybody.get("/tinh-han/")
    assert page.status_code == 200
    assert 'value="16:40 19/11/2026"' in text(page)
    assert "answer" not in page.context


def test_each_day_is_told_with_the_reason_why_it_does_not_count(anybody: Client) -> None:
    asked = {"limit": "5", "unit": "working_day"}
    assert due(anybody, **asked) == "17:00 27/11/2026"
    assert days(anybody, **asked) == {
        "19/11": ("start", "the day itself does not count"),
        "20/11": ("counted", "1"),
        "21/11": ("skipped", "weekend"),
        "22/11": ("skipped", "weekend"),
        "23/11": ("counted", "2"),
        "24/11": ("skipped", "Ngày Văn hóa Việt Nam (by Nghị quyết 28/2026/QH16, Điều 2)"),
        "25/11": ("counted", "3"),
        "26/11": ("counted", "4"),
        "27/11": ("counted", "5"),
    }
    page = text(anybody.get("/tinh-han/", asked))
    assert "Friday,</span> 17:00, 27/11/2026" in page
    assert "Civil Code 2015, art. 147.2" in page
    assert "07:30–12:00, 13:30–17:00" in page


def test_a_saturday_worked_for_another_day_counts_and_says_so(anybody: Client) -> None:
    told = days(anybody, limit="2", unit="working_day", received="16:40 20/08/2026")
    mark, why = told["22/08"]
    assert mark == "counted"
    assert why.startswith("Làm bù")


def test_hours_begin_on_the_day_itself_unless_the_office_has_closed(anybody: Client) -> None:
    asked = {"limit": "2", "unit": "working_hour"}
    assert days(anybody, **asked, received="16:40 19/11/2026") == {
        "19/11": ("counted", "0"),
        "20/11": ("counted", "0"),
    }
    late = days(anybody, **asked, received="17:30 19/11/2026")
    assert late["19/11"] == ("start", "no office time left on this day")


def test_the_months_hold_every_day_of_the_answer_once(anybody: Client) -> None:
    page = anybody.get(
        "/tinh-han/", {"limit": "300", "unit": "calendar_day", "received": "08:00 02/01/2026"}
    )
    cells = [
        cell.day
        for month in page.context["months"]
        for week in month.weeks
        for cell in week
        if cell is not None and cell.day is not None
    ]
    assert cells == page.context["days"]
    assert [f"{month.first:%m}" for month in page.context["months"]] == [
        f"{month:02}" for month in range(1, 11)
    ]
    assert sum(cell.is_due for cell in cells) == 1


def test_a_procedure_is_answered_at_once_for_the_present_moment(
    anybody: Client, office: Office
) -> None:
    asked = {"procedure": office.procedure.code}
    assert due(anybody, **asked) == "17:00 27/11/2026"
    assert "Cấp giấy phép thử nghiệm" in text(anybody.get("/tinh-han/", asked))


def test_the_channel_and_the_case_choose_the_limit(anybody: Client, office: Office) -> None:
    ChannelLimit.objects.filter(version=office.version, channel="online").update(value=3)
    ChannelLimit.objects.create(
        version=office.version, channel="online", value=8, unit="working_hour", case="Cấp lại"
    )
    page = anybody.get("/tinh-han/", {"procedure": office.procedure.code})
    assert page.context["form"].fields["by"].choices == [
        ("in_person-1", "At the counter – 5 working days"),
        ("online-1", "Online – 3 working days"),
        ("online-2", "Online – Cấp lại – 8 working hours"),
        ("post-1", "By post – 5 working days"),
    ]
    asked = {"procedure": office.procedure.code}
    assert due(anybody, **asked, by="online-1") == "17:00 25/11/2026"
    assert due(anybody, **asked, by="online-2") == "16:40 20/11/2026"
    assert due(anybody, **asked, by="unknown") == due(anybody, **asked)


def test_the_version_of_the_day_of_handing_in_is_counted(anybody: Client, office: Office) -> None:
    ProcedureVersion.objects.filter(pk=office.version.pk).update(valid_from=NOW.date())
    asked = {"procedure": office.procedure.code}
    assert due(anybody, **asked) == "17:00 27/11/2026"
    page = anybody.get("/tinh-han/", {**asked, "received": "16:40 18/11/2026"})
    assert page.status_code == 400
    assert "No procedure in force on that day fits." in text(page)


def test_a_procedure_that_counts_from_the_next_day_after_three_is_counted_so(
    anybody: Client,
) -> None:
    make_procedure("1.5", name="Tính sau 15 giờ", agency=None, start_rule="after_cutoff")
    assert due(anybody, procedure="1.5", received="14:00 19/11/2026") == "17:00 27/11/2026"
    assert due(anybody, procedure="1.5", received="16:40 19/11/2026") == "17:00 30/11/2026"


def test_words_find_the_procedure_or_offer_those_that_fit(anybody: Client, office: Office) -> None:
    for code, name in (("1.6", "Khai sinh"), ("1.7", "Khai sinh lưu động")):
        make_procedure(code, name=name, agency=None)
    page = anybody.get("/tinh-han/", {"procedure": "khai sinh"})
    assert [line.code for line in page.context["offers"]] == ["1.6", "1.7"]
    assert "?procedure=1.6" in text(page)
    assert "answer" not in page.context
    alone = anybody.get("/tinh-han/", {"procedure": "sinh luu dong"})
    assert alone.context["version"].procedure.code == "1.7"
    assert "answer" in alone.context


def test_where_no_limit_is_published_the_one_that_was_told_is_asked_for(anybody: Client) -> None:
    make_procedure("1.8", name="Ghi bằng chữ", agency=None, limit=(None, ""))
    page = anybody.get("/tinh-han/", {"procedure": "1.8"})
    assert page.status_code == 200
    assert "None is published for this procedure" in text(page)
    asked = {"procedure": "1.8", "limit": "5", "unit": "working_day"}
    assert due(anybody, **asked) == "17:00 27/11/2026"


def test_a_delivered_supplement_has_the_limit_counted_anew(anybody: Client) -> None:
    asked = {"limit": "5", "unit": "working_day", "asked": "09:00 20/11/2026"}
    page = anybody.get("/tinh-han/", {**asked, "delivered": "09:00 25/11/2026"})
    assert f"{page.context['answer'].due_at:%H:%M %d/%m/%Y}" == "17:00 02/12/2026"
    assert "Decree 61/2018/NĐ-CP, art. 19.4" in text(page)


def test_under_a_rule_set_that_pauses_the_same_supplement_only_pauses(
    anybody: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"limit": "5", "unit": "working_day", "asked": "09:00 20/11/2026"}
    anew = due(anybody, **asked, delivered="09:00 25/11/2026")
    paused = variant("ND118_PAUSE", {"of": "ND118_2025", "supplement_effect": "pause"})
    monkeypatch.setitem(rulesets._KNOWN, paused.code, paused)
    settings.RULESET = paused.code
    assert due(anybody, **asked, delivered="09:00 25/11/2026") != anew
    told = days(anybody, **asked, delivered="09:00 25/11/2026")
    assert told["23/11"] == ("skipped", "held")


def test_while_a_supplement_is_out_the_answer_is_as_if_it_came_now(anybody: Client) -> None:
    page = anybody.get(
        "/tinh-han/",
        {
            "limit": "5",
            "unit": "working_day",
            "received": "08:00 17/11/2026",
            "asked": "09:00 18/11/2026",
        },
    )
    assert page.context["answer"].pending
    assert f"{page.context['answer'].due_at:%d/%m/%Y}" == "27/11/2026"
    assert "As if the supplement were delivered now" in text(page)


WORKING = {"limit": "5", "unit": "working_day"}


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ({"limit": "5"}, "unit", "Choose the unit."),
        ({"unit": "working_day"}, "limit", "Give the time limit as a number."),
        ({"limit": "0", "unit": "working_day"}, "limit", "greater than or equal to 1"),
        ({"limit": "x", "unit": "working_day"}, "limit", "Enter a whole number."),
        ({"limit": "401", "unit": "working_day"}, "limit", "no further than 400 working days"),
        ({"limit": "9" * 4_000, "unit": "month"}, "limit", "no further than 20 months"),
        ({"limit": "5", "unit": "week"}, "unit", "not one of the available choices"),
        ({**WORKING, "received": "32/13/2026"}, "received", "not a moment such as 16:40"),
        ({**WORKING, "received": "08:00 01/06/2017"}, "received", "The calendar begins in 2018"),
        ({**WORKING, "received": "08:00 01/06/0001"}, "received", "This year cannot be meant."),
        ({**WORKING, "received": "08:00 01/06/9999"}, "received", "This year cannot be meant."),
        ({**WORKING, "delivered": "08:00 01/12/2026"}, "asked", "Give this moment too."),
        ({**WORKING, "asked": "08:00 01/11/2026"}, "asked", "before the dossier was handed in"),
        ({**WORKING, "asked": "08:00 01/01/2028"}, "asked", "more than a year later"),
        (
            {**WORKING, "asked": "08:00 23/11/2026", "delivered": "08:00 20/11/2026"},
            "delivered",
            "before the supplement was asked for",
        ),
        ({"procedure": "khong co thu tuc nay"}, "procedure", "No procedure in force"),
        ({"procedure": "a" * 201}, "procedure", "at most 200 characters"),
        ({"procedure": "a\x00b"}, "procedure", "Null characters are not allowed."),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_said_beside_its_field(
    anybody: Client, asked: dict[str, str], field: str, sentence: str
) -> None:
    page = anybody.get("/tinh-han/", asked)
    assert page.status_code == 400
    assert "answer" not in page.context
    assert list(page.context["form"].errors) == [field]
    assert sentence in page.context["form"].errors[field][0]
    assert f'aria-describedby="id_{field}' in text(page)


def test_a_year_without_its_notice_is_marked_provisional(anybody: Client) -> None:
    page = text(anybody.get("/tinh-han/", {**WORKING, "received": "08:00 29/12/2031"}))
    assert "Provisional: the days off of that year have not been announced yet." in page


def test_without_any_calendar_the_page_says_so(db: None) -> None:
    page = Client(headers={"accept-language": "en"}).get("/tinh-han/", WORKING)
    assert page.status_code == 400
    assert "No official calendar has been entered yet." in text(page)


def test_the_page_and_the_rest_door_give_one_answer(anybody: Client) -> None:
    """One function answers both: sixty questions, and not one differs."""
    units = [("working_day", "10"), ("calendar_day", "30"), ("working_hour", "12"), ("month", "2")]
    received = [
        f"2026-{month:02}-{day:02}T{clock}"
        for month, day in ((1, 30), (2, 14), (4, 24), (8, 21), (12, 31))
        for clock in ("07:00", "15:00", "22:10")
    ]
    for (unit, limit), at in product(units, received):
        asked = {"received": at, "limit": limit, "unit": unit}
        page = anybody.get("/tinh-han/", asked).context
        told = anybody.get("/api/v1/due-date/", asked).json()
        assert page["answer"].due_at.isoformat() == told["due_at"], asked
        assert page["reasons"] == told["sentences"], asked
        marks = {
            mark: [day.date.isoformat() for day in page["days"] if day.mark == mark]
            for mark in ("counted", "skipped")
        }
        assert marks["counted"] == told["counted"], asked
        assert marks["skipped"] == [each["date"] for each in told["skipped"]], asked


def test_a_month_and_a_year_of_days_cost_the_same(anybody: Client, office: Office) -> None:
    costs = []
    anybody.get("/tinh-han/", WORKING)
    for limit in (20, 300):
        ChannelLimit.objects.update(value=limit, unit="working_day")
        with CaptureQueriesContext(connection) as queries:
            anybody.get("/tinh-han/", {"procedure": office.procedure.code})
        costs.append(len(queries))
    assert costs == [4, 4]
