"""The desk's lists of what is to be told and what was missed, and the way from one to the act."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone

from agencies.domain.roles import Role
from dossiers.models import Dossier
from dossiers.services import record_missed_limits
from tests.factories import APPLICANT, Office, dossier_in, moment, perform_act
from tests.integration.dossiers.admin.conftest import LIST, Desk, said, text

ANNOUNCEMENTS = "/admin/dossiers/announcement/"
VIOLATIONS = "/admin/dossiers/violation/"
AT = moment("2026-03-10 09:00")
NEXT_DAY = moment("2026-03-11 09:00")


@pytest.fixture(autouse=True)
def _tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NEXT_DAY)


@pytest.fixture
def asked(office: Office) -> Dossier:
    return dossier_in(office, "supplement_requested", at=AT)


def test_one_click_leads_from_the_list_to_what_to_say_and_whom_to_call(
    office: Office, counter: Desk, asked: Dossier
) -> None:
    page = text(counter.get(ANNOUNCEMENTS))
    assert asked.code in page
    assert "late" in page
    (way,) = re.findall(r'href="(/admin/dossiers/dossier/[^"]+/tell_applicant/[^"]+)"', page)
    form = text(counter.get(way))
    for words in (APPLICANT["phone"], APPLICANT["email"], "Bản vẽ hoàn công", "Thiếu bản vẽ"):
        assert words in form
    key = asked.announcements.get().pk
    answer = counter.post(
        way, {"act": "tell_applicant", "announcement": key, "how_told": "phone"}, follow=True
    )
    assert said(answer) == ["Tell the applicant: done. The dossier is now “Supplement requested”."]
    assert asked.announcements.get().told_by == office.counter
    assert asked.code not in text(counter.get(ANNOUNCEMENTS))
    assert "By telephone" in text(counter.get(f"{ANNOUNCEMENTS}?state=told"))


def test_an_agency_sees_what_it_said_but_has_no_button(
    desk: Callable[[Role], Desk], asked: Dossier
) -> None:
    page = text(desk(Role.SPECIALIST).get(ANNOUNCEMENTS))
    assert asked.code in page
    assert "/tell_applicant/" not in page


def test_oversight_reads_no_applicant(desk: Callable[[Role], Desk], asked: Dossier) -> None:
    page = text(desk(Role.OVERSIGHT).get(ANNOUNCEMENTS))
    assert asked.code in page
    assert APPLICANT["name"] not in page
    assert APPLICANT["phone"] not in page


def test_a_long_list_asks_no_more_questions_than_a_short_one(
    office: Office, counter: Desk, asked: Dossier, django_assert_max_num_queries: Callable
) -> None:
    for _ in range(4):
        dossier_in(office, "supplement_requested", at=AT)
    counter.get(ANNOUNCEMENTS)
    with django_assert_max_num_queries(14):
        counter.get(ANNOUNCEMENTS)


def test_what_has_come_before_is_shown_and_needs_no_tick(
    office: Office, counter: Desk, asked: Dossier
) -> None:
    page = f"{LIST}{asked.code}/acts/note_delivery/"
    counter.post(page, {"act": "note_delivery", "items_received": ["Bản vẽ hoàn công"]})
    form = text(counter.get(page))
    assert "Delivered before" in form
    assert 'value="Đơn có chữ ký"' in form
    assert 'value="Bản vẽ hoàn công"' not in form
    refused = counter.post(
        page, {"act": "note_delivery", "items_received": ["Đơn có chữ ký"]}
    ).context["form"]
    assert refused.shown["items_received"].errors == [
        "Everything asked for is there: accept the supplement instead."
    ]


def test_duties_missed_are_shown_to_those_who_answer_for_them(
    office: Office, desk: Callable[[Role], Desk], asked: Dossier
) -> None:
    record_missed_limits(at=NEXT_DAY)
    for role in (Role.UNIT_HEAD, Role.AGENCY_HEAD, Role.CENTRE_HEAD, Role.OVERSIGHT):
        assert "Applicant not told in time" in text(desk(role).get(VIOLATIONS)), role
    head = desk(Role.CENTRE_HEAD)
    assert asked.code not in text(head.get(f"{VIOLATIONS}?kind=transfer_late"))
    assert asked.code in text(head.get(f"{VIOLATIONS}?days=7&agency={office.centre.code}"))
    for role in (Role.COUNTER, Role.SPECIALIST):
        assert desk(role).get(VIOLATIONS).status_code == 403, role


def test_submissions_begin_with_the_one_to_be_answered_first(office: Office, counter: Desk) -> None:
    second = perform_act(office, "submit", at=moment("2026-03-10 15:00"), channel="online")
    first = perform_act(office, "submit", at=moment("2026-03-10 08:00"), channel="post")
    page = text(counter.get(f"{LIST}?work=submissions"))
    assert page.index(str(first.ref)) < page.index(str(second.ref))
    # Due at 08:00 of the eleventh, and now it is nine; the other has until three.
    assert "1 hour late" in page
    assert "4 hours 30 minutes left" in page


def test_the_first_page_counts_what_is_owed(
    office: Office, desk: Callable[[Role], Desk], asked: Dossier
) -> None:
    perform_act(office, "submit", at=moment("2026-03-09 08:00"), channel="post")
    record_missed_limits(at=NEXT_DAY)

    def cards(role: Role) -> dict[str, tuple[str, str]]:
        piles = desk(role).get("/admin/").context["piles"]
        return {pile.label: (pile.number, pile.tone) for pile in piles}

    assert cards(Role.COUNTER)["To tell applicants"] == ("1", "late")
    assert "Duties missed" not in cards(Role.COUNTER)
    watched = cards(Role.CENTRE_HEAD)
    assert watched["Duties missed"] == ("2", "near")
    assert watched["Submissions answered in time"] == ("0/1", "near")
    assert cards(Role.OVERSIGHT)["Submissions answered in time"] == ("0/1", "near")
    assert "To tell applicants" not in cards(Role.SPECIALIST)
