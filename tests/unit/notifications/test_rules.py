"""The rule book of warnings and apologies, without a database."""

from datetime import date, datetime, timedelta

import pytest

from agencies.domain.roles import Role
from notifications.domain.ladder import rung_days
from notifications.domain.letters import LetterDraft, Part, missing_parts
from notifications.domain.messages import MAX_ATTEMPTS, wait_after
from notifications.domain.office import next_office_moment
from procedures.domain.calendar import WorkCalendar
from procedures.domain.zone import OFFICE_ZONE


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


CULTURE_DAY = WorkCalendar(closed={date(2026, 11, 24): "Ngày Văn hóa Việt Nam"})
DUE = moment("2026-11-27T17:00")
BEFORE = moment("2026-11-26T09:00")
WHOLE = LetterDraft(
    says_ready=False,
    reason="Cần xác minh thực địa",
    due_at=DUE,
    new_until=moment("2026-12-04T17:00"),
    has_signer=True,
    is_settled=False,
    clock_runs=True,
)


def changed(**values: object) -> LetterDraft:
    fields = {name: getattr(WHOLE, name) for name in LetterDraft.__slots__}
    return LetterDraft(**{**fields, **values})


def test_a_letter_with_reason_new_date_and_signer_lacks_nothing():
    assert missing_parts(WHOLE, at=BEFORE) == ()


@pytest.mark.parametrize(
    ("lacking", "part"),
    [
        ({"reason": "  "}, Part.REASON),
        ({"new_until": None}, Part.NEW_UNTIL),
        ({"new_until": DUE}, Part.NEW_UNTIL),
        ({"has_signer": False}, Part.SIGNER),
        ({"clock_runs": False}, Part.RUNNING_CLOCK),
    ],
)
def test_a_letter_says_what_it_lacks(lacking: dict[str, object], part: Part):
    assert missing_parts(changed(**lacking), at=BEFORE) == (part,)


def test_a_new_date_that_has_passed_is_missing():
    assert missing_parts(WHOLE, at=moment("2026-12-05T09:00")) == (Part.NEW_UNTIL,)


def test_a_letter_that_the_result_is_ready_needs_no_date_but_a_result():
    ready = {"says_ready": True, "new_until": None, "clock_runs": False}
    assert missing_parts(changed(**ready, is_settled=True), at=BEFORE) == ()
    assert missing_parts(changed(**ready), at=BEFORE) == (Part.SETTLEMENT,)


def test_each_rung_is_told_no_earlier_than_the_one_below():
    assert list(rung_days([0, 1, 2, 5])) == [
        Role.UNIT_HEAD,
        Role.AGENCY_HEAD,
        Role.CENTRE_HEAD,
        Role.OVERSIGHT,
    ]
    for wrong in ([0, 1, 2], [0, 2, 1, 5]):
        with pytest.raises(ValueError, match="never falling"):
            rung_days(wrong)


def test_waits_between_attempts_grow_and_end():
    waits = [wait_after(attempts) for attempts in range(1, MAX_ATTEMPTS)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert wait_after(MAX_ATTEMPTS) is None


@pytest.mark.parametrize(
    ("at", "written"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00"),
        ("2026-11-23T06:00", "2026-11-23T07:30"),
        ("2026-11-23T18:00", "2026-11-25T07:30"),  # the 24th is a holiday
        ("2026-11-28T10:00", "2026-11-30T07:30"),
    ],
)
def test_officers_are_written_to_in_office_hours(at: str, written: str):
    assert next_office_moment(moment(at), CULTURE_DAY) == moment(written)
