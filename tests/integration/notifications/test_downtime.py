"""Planned downtime: announced by those who answer for the system, told on every page, called off, never deleted."""

from datetime import datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from notifications.domain.downtime import is_short_notice
from notifications.models import Downtime
from notifications.services.downtime import announce_downtime, call_off_downtime
from procedures.selectors import work_calendar
from tests.factories import Office, dossier_in, moment

#: A Thursday; the seventh working day after it is Monday the week after next.
AT = moment("2026-03-12 09:00")
STARTS, ENDS = moment("2026-03-23 22:00"), moment("2026-03-24 02:00")
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture(autouse=True)
def nothing_known(no_downtime_known: None) -> None:
    """Here the pages ask the database."""
    caches["pages"].clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    def set_to(now: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)

    set_to(AT)
    return set_to


def announced(office: Office, role: str = "administrator", **changes) -> Downtime:
    given = {"starts_at": STARTS, "ends_at": ENDS, "reason": "Nâng cấp", "reason_en": "Upgrade"}
    actor = Actor(getattr(office, role))
    return announce_downtime(actor=actor, at=AT, **{**given, **changes})


def test_seven_working_days_are_counted_as_the_office_works(office: Office) -> None:
    calendar = work_calendar()
    assert not is_short_notice(AT.date(), moment("2026-03-23 00:00").date(), calendar)
    assert is_short_notice(AT.date(), moment("2026-03-22 00:00").date(), calendar)


@pytest.mark.parametrize("role", ["administrator", "centre_head"])
def test_who_and_when_is_kept(office: Office, role: str) -> None:
    downtime = announced(office, role)
    assert (downtime.announced_by, downtime.announced_at) == (getattr(office, role), AT)


@pytest.mark.parametrize("role", ["counter", "agency_head", "oversight", "partner", "stranger"])
def test_nobody_else_announces_or_calls_off(office: Office, role: str) -> None:
    with pytest.raises(ActRefused) as refused:
        announced(office, role)
    assert refused.value.code == "not_announcer"
    with pytest.raises(ActRefused):
        call_off_downtime(announced(office).pk, actor=Actor(getattr(office, role)), at=AT)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, "missing_reason"),
        ({"reason": "x" * 301}, "reason_too_long"),
        ({"ends_at": STARTS}, "downtime_out_of_order"),
        ({"starts_at": moment("2026-03-01 08:00"), "ends_at": AT}, "downtime_past"),
    ],
)
def test_what_is_no_downtime_is_refused(office: Office, changes: dict, code: str) -> None:
    with pytest.raises(ActRefused) as refused:
        announced(office, **changes)
    assert refused.value.code == code


def test_announced_twice_it_is_kept_once(office: Office) -> None:
    assert announced(office) == announced(office, "centre_head")


@pytest.mark.parametrize(
    ("now", "told", "is_near"),
    [
        ("2026-03-12 09:01", "will be down from 22:00, 23/03/2026 to 02:00, 24/03/2026", False),
        ("2026-03-22 21:59", "will be down from", False),
        ("2026-03-22 22:00", "will be down from", True),
        ("2026-03-23 23:00", "is down for work until 02:00, 24/03/2026", True),
    ],
)
def test_every_public_page_tells_it_stronger_when_it_is_near(
    client: Client, office: Office, clock, now: str, told: str, is_near: bool
) -> None:
    announced(office)
    clock(moment(now))
    for address in ("/", "/danh-gia/", "/tra-cuu/?ma=sai"):
        page = client.get(address, **ENGLISH).content.decode()
        assert told in page, address
        assert "Upgrade" in page
        assert ("downtime waiting" in page) is is_near


def test_it_vanishes_by_itself_without_a_new_look(client: Client, office: Office, clock) -> None:
    announced(office)
    assert "downtime" in client.get("/", **ENGLISH).content.decode()
    clock(ENDS)
    assert "downtime" not in client.get("/", **ENGLISH).content.decode()


def test_vietnamese_pages_give_the_vietnamese_reason(client: Client, office: Office, clock) -> None:
    announced(office)
    page = client.get("/", HTTP_ACCEPT_LANGUAGE="vi").content.decode()
    assert "Nâng cấp" in page
    assert "Upgrade" not in page


def test_the_desk_tells_it_too(client: Client, office: Office, clock) -> None:
    announced(office)
    client.force_login(office.specialist)
    for address in ("/admin/", "/admin/dossiers/dossier/", "/admin/dossiers/feedback/"):
        assert "desk-downtime" in client.get(address).content.decode(), address


def test_pages_ask_for_it_once_a_minute_and_the_json_look_up_never(
    client: Client, office: Office, clock
) -> None:
    announced(office)
    dossier = dossier_in(office, "received", at=AT)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/api/v1/lookup/{dossier.code}/")
    assert not [q for q in asked.captured_queries if "downtime" in q["sql"]]
    with CaptureQueriesContext(connection) as asked:
        for _each in range(3):
            client.get("/")
    assert len(asked) == 1


def test_called_off_it_stays_on_record_and_is_told_no_more(
    client: Client, office: Office, clock, django_capture_on_commit_callbacks
) -> None:
    downtime = announced(office)
    assert "downtime" in client.get("/", **ENGLISH).content.decode()
    client.force_login(office.centre_head)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/notifications/downtime/{downtime.pk}/call-off/")
    assert "downtime" not in client.get("/", **ENGLISH).content.decode()
    downtime.refresh_from_db()
    assert (downtime.cancelled_by, downtime.cancelled_at) == (office.centre_head, AT)
    again = call_off_downtime(downtime.pk, actor=Actor(office.administrator), at=ENDS)
    assert again.cancelled_by == office.centre_head, "a double click"
    assert client.post(f"/admin/notifications/downtime/{downtime.pk}/delete/").status_code == 403


FORM = {
    "first_day": "23/03/2026",
    "first_hour": "22:00",
    "last_day": "24/03/2026",
    "last_hour": "02:00",
    "reason": "Nâng cấp cơ sở dữ liệu",
}


def test_the_administrator_announces_it_in_the_vietnamese_way(
    client: Client, office: Office, clock
) -> None:
    client.force_login(office.administrator)
    answer = client.post("/admin/notifications/downtime/add/", FORM, follow=True, **ENGLISH)
    downtime = Downtime.objects.get()
    assert (downtime.starts_at, downtime.ends_at) == (STARTS, ENDS)
    assert "less than 7 working days" not in answer.content.decode()


def test_announced_too_late_it_is_kept_with_a_warning(
    client: Client, office: Office, clock
) -> None:
    client.force_login(office.administrator)
    short = {**FORM, "first_day": "20/03/2026"}
    page = client.post("/admin/notifications/downtime/add/", short, follow=True, **ENGLISH)
    assert "less than 7 working days" in page.content.decode()
    assert "Shorter than 7 working days" in page.content.decode()
    assert Downtime.objects.count() == 1


def test_a_refused_form_says_why_at_the_day_and_keeps_what_was_typed(
    client: Client, office: Office, clock
) -> None:
    client.force_login(office.administrator)
    wrong = {**FORM, "last_day": "23/03/2026", "last_hour": "21:00"}
    page = client.post("/admin/notifications/downtime/add/", wrong, **ENGLISH).content.decode()
    assert "The end must lie after the beginning." in page
    assert "Nâng cấp cơ sở dữ liệu" in page
    assert not Downtime.objects.exists()
