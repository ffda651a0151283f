"""The rule book of warnings and apologies, without a database."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from agencies.domain.roles import Role
from notifications.domain.ladder import rung_days
from notifications.domain.letters import LetterDraft, Part, Purpose, missing_parts
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
    purpose=Purpose.NEW_DATE,
    addressee="Nguyễn Văn Ví Dụ",
    procedure="Cấp giấy phép thử nghiệm",
    code="H41.01.02-261119-0001",
    received_at=moment("2026-11-19T16:40"),
    due_at=DUE,
    not_before=DUE,
    legal_basis="khoản 9 Điều 19 Nghị định số 61/2018/NĐ-CP",
    reason_code="verification",
    reason="Cần xác minh thực địa",
    new_until=moment("2026-12-04T17:00"),
    lost_items=(),
    has_signer=True,
    is_settled=False,
    clock_runs=True,
)
READY = replace(WHOLE, purpose=Purpose.READY, new_until=None, clock_runs=False, is_settled=True)
LOSS = replace(
    WHOLE,
    purpose=Purpose.LOSS,
    lost_items=("Bản vẽ",),
    received_at=None,
    due_at=None,
    reason_code="",
    new_until=None,
    clock_runs=False,
)


@pytest.mark.parametrize("draft", [WHOLE, READY, LOSS])
def test_a_letter_with_everything_its_purpose_demands_lacks_nothing(draft: LetterDraft):
    assert missing_parts(draft, at=BEFORE) == ()


ALWAYS = [
    ({"addressee": " "}, Part.ADDRESSEE),
    ({"procedure": ""}, Part.PROCEDURE),
    ({"code": ""}, Part.CODE),
    ({"legal_basis": ""}, Part.LEGAL_BASIS),
    ({"reason": "  "}, Part.REASON),
    ({"has_signer": False}, Part.SIGNER),
]
OF_DELAY = [
    ({"received_at": None}, Part.RECEIVED_AT),
    ({"due_at": None}, Part.DUE_AT),
    ({"reason_code": ""}, Part.REASON_CODE),
]
CASES = [
    *((WHOLE, *case) for case in [*ALWAYS, *OF_DELAY]),
    (WHOLE, {"new_until": None}, Part.NEW_UNTIL),
    (WHOLE, {"new_until": DUE}, Part.NEW_UNTIL),
    (WHOLE, {"not_before": moment("2026-12-07T17:00")}, Part.NEW_UNTIL),
    (WHOLE, {"clock_runs": False}, Part.RUNNING_CLOCK),
    *((READY, *case) for case in [*ALWAYS, *OF_DELAY]),
    (READY, {"is_settled": False}, Part.SETTLEMENT),
    *((LOSS, *case) for case in ALWAYS),
    (LOSS, {"lost_items": ()}, Part.LOST_ITEMS),
]


@pytest.mark.parametrize(("draft", "lacking", "part"), CASES)
def test_a_letter_says_what_it_lacks(draft: LetterDraft, lacking: dict[str, Any], part: Part):
    assert missing_parts(replace(draft, **lacking), at=BEFORE) == (part,)


def test_a_new_date_that_has_passed_is_missing():
    assert missing_parts(WHOLE, at=moment("2026-12-05T09:00")) == (Part.NEW_UNTIL,)


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
