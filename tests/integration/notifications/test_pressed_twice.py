"""Every acting button of letters, demands and reminders pressed twice, and by two officers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.domain.roles import Role
from agencies.models import Officer
from notifications.models import ApologyLetter, DelayNotice, ReminderLetter
from tests.factories import Office, make_officer
from tests.integration.notifications.scenes import (
    ANSWERED,
    MONDAY_AFTER,
    REASON,
    answered,
    demanded,
    overdue,
)
from tests.integration.notifications.test_desk import desk_of, page

PARTS = {"reason_code": "workload", "reason": REASON, "new_until": "04/12/2026"}
ANSWER = {"reason_code": "verification", "reason": REASON, "proposed_until": "04/12/2026"}
DONE = "This is done already; nothing more was done now."


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def in_english(officer: Officer) -> Client:
    desk = desk_of(officer)
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return desk


def pressed(desk: Client, address: str, values: dict[str, str]) -> list[str]:
    """What the page says to which the button leads."""
    answer = desk.post(address, values, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def test_a_letter_is_issued_once_and_the_second_press_leads_back_to_it(office: Office, at) -> None:
    overdue(office)
    at(MONDAY_AFTER)
    letter = ApologyLetter.objects.get()
    desk = in_english(office.agency_head)
    issue = page("apologyletter", letter, "issue")
    assert pressed(desk, issue, PARTS) == ["Issued. The one-stop unit tells the applicant."]
    number = ApologyLetter.objects.get().number
    assert pressed(desk, issue, PARTS) == [DONE]
    assert ApologyLetter.objects.get().number == number


def test_a_letter_prepared_twice_is_as_it_was_prepared(office: Office, at) -> None:
    overdue(office)
    at(MONDAY_AFTER)
    letter = ApologyLetter.objects.get()
    desk = in_english(office.specialist)
    for _press in range(2):
        told = pressed(desk, page("apologyletter", letter, "prepare"), PARTS)
        assert told == ["Kept. The letter can be issued once nothing is missing."]
    assert ApologyLetter.objects.get().state == "ready"


def test_numbering_for_a_token_and_giving_up_use_up_one_number(office: Office, at) -> None:
    letter = answered(office)
    at(ANSWERED)
    desk = in_english(office.agency_head)
    token, give_up = (page("apologyletter", letter, view) for view in ("prepare_token", "give_up"))
    pressed(desk, token, {})
    assert pressed(desk, token, {}) == [DONE]
    pressed(desk, give_up, {})
    assert pressed(desk, give_up, {}) == [DONE]
    assert sorted(ApologyLetter.objects.values_list("state", flat=True)) == ["ready", "void"]
    assert ApologyLetter.objects.exclude(number=None).count() == 1


def test_a_demand_is_answered_once_and_a_colleague_hears_who_was_quicker(
    office: Office, at
) -> None:
    notice = demanded(office)
    at(ANSWERED)
    answer = page("delaynotice", notice, "answer")
    desk = in_english(office.specialist)
    pressed(desk, answer, ANSWER)
    assert pressed(desk, answer, {**ANSWER, "reason": "Lý do khác"}) == [DONE]
    colleague = make_officer("chuyenvien2", Role.SPECIALIST, office.unit, full_name="Lê Văn Sau")
    told = pressed(in_english(colleague), answer, ANSWER)
    assert told == ["Trần Văn Thẩm has done this already; nothing more was done now."]
    assert DelayNotice.objects.get().reason == REASON


def test_a_reminder_is_signed_once(office: Office, at) -> None:
    flag = overdue(office)
    reminder = ReminderLetter.objects.create(
        one_stop_unit=office.centre,
        agency=office.department,
        day=MONDAY_AFTER.date(),
        generated_at=MONDAY_AFTER,
    )
    reminder.lines.create(flag=flag)
    at(MONDAY_AFTER)
    desk = in_english(office.centre_head)
    issue = page("reminderletter", reminder, "issue")
    assert pressed(desk, issue, {}) == ["Issued."]
    assert pressed(desk, issue, {}) == [DONE]


def test_who_could_never_do_it_is_refused_as_before(office: Office, at) -> None:
    overdue(office)
    at(MONDAY_AFTER)
    letter = ApologyLetter.objects.get()
    refused = in_english(office.counter).post(page("apologyletter", letter, "issue"), PARTS)
    assert refused.status_code == 403
