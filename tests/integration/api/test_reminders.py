"""Reminders over REST, and the report that comes before them."""

from collections.abc import Callable
from datetime import datetime

from notifications.models import ReminderLetter
from notifications.services import sweep
from tests.factories import Office, moment
from tests.integration.api.caller import Caller
from tests.integration.notifications.scenes import LATE, overdue

Call = Callable[..., Caller]
At = Callable[[datetime], None]
TOLD = moment("2026-12-01 08:00")


def drafted(office: Office) -> ReminderLetter:
    overdue(office)
    sweep(LATE)
    sweep(TOLD)
    return ReminderLetter.objects.get()


def test_the_head_of_the_centre_finds_the_draft_and_signs_it(
    office: Office, call: Call, at: At
) -> None:
    reminder = drafted(office)
    at(TOLD)
    head = call("centre_head")
    (listed,) = head.get("reminders/", {"state": "draft"})["results"]
    assert (listed["id"], listed["agency"], listed["number"]) == (
        str(reminder.ref),
        office.department.code,
        None,
    )
    told = head.post(f"reminders/{reminder.ref}/issue/", {})
    assert (head.status, told["state"], told["number"]) == (200, "issued", 1)
    assert told["signer"]["username"] == office.centre_head.username
    assert told["dossiers"] == [reminder.flags.get().dossier.code]
    assert head.get(f"reminders/{reminder.ref}/reminder.pdf").startswith(b"%PDF-")
    again = head.post(f"reminders/{reminder.ref}/issue/", {})
    assert (head.status, again["code"]) == (409, "reminder_issued")
    assert call("agency_head").get(f"reminders/{reminder.ref}/")["number"] == 1


def test_nobody_else_signs_and_drafts_are_not_the_agencys(
    office: Office, call: Call, at: At
) -> None:
    reminder = drafted(office)
    at(TOLD)
    counter, agency = call("counter"), call("agency_head")
    assert counter.post(f"reminders/{reminder.ref}/issue/", {})["code"] == "wrong_role_for_reminder"
    assert counter.status == 403
    for path in ("", "reminder.pdf"):
        assert agency.get(f"reminders/{reminder.ref}/{path}")["code"] == "unknown_reminder"
        assert agency.status == 404
    assert agency.get("reminders/")["results"] == []
    assert agency.get("reminders/", {"colour": "red"})["code"] == "unknown_filter"


def test_the_report_tells_each_agency_what_it_owes(office: Office, call: Call, at: At) -> None:
    overdue(office)
    at(LATE)
    told = call("centre_head").get("reports/overdue-without-apology/")
    (row,) = told["agencies"]
    assert (row["agency"], row["overdue"], row["draft"]) == (office.department.code, 1, 1)
    assert told["total"]["without_apology"] == 1
    assert call("stranger").get("reports/overdue-without-apology/")["agencies"] == []
    refused = call("counter").get("reports/overdue-without-apology/", {"colour": "red"})
    assert refused["code"] == "unknown_filter"
