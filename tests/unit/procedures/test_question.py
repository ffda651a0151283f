"""Questions as JSON: what is read, what is refused, and the answer as plain values."""

import json
from typing import Any

import pytest

from procedures.domain.clock import ClockError
from procedures.domain.question import answer_as_json, read_question
from tests.unit.procedures.calendars import official

PLAIN = {"received": "2026-11-19T16:40", "limit": 5, "unit": "working_day"}


def answered(**values: Any) -> dict[str, Any]:
    question = read_question({**PLAIN, **values})
    return answer_as_json(question.answer(question.calendar(official)))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"received": None}, "missing_key"),
        ({"received": "19/11/2026"}, "bad_moment"),
        ({"received": 20261119}, "bad_moment"),
        ({"received": "2026-02-30T10:00"}, "bad_moment"),
        ({"received": "9999-12-31T10:00"}, "out_of_range"),
        ({"limit": None}, "missing_key"),
        ({"limit": True}, "bad_limit"),
        ({"limit": 0}, "bad_limit"),
        ({"limit": -5}, "bad_limit"),
        ({"limit": 5.0}, "bad_limit"),
        ({"limit": float("nan")}, "bad_limit"),
        ({"limit": "5"}, "bad_limit"),
        ({"limit": 10**30}, "bad_limit"),
        ({"unit": None}, "missing_key"),
        ({"unit": "week"}, "unknown_unit"),
        ({"unit": ["month"]}, "unknown_unit"),
        ({"holiday": ["2026-11-24"]}, "unknown_key"),
        ({"holidays": "2026-11-24"}, "bad_list"),
        ({"holidays": ["24/11/2026"]}, "bad_date"),
        ({"worked": [20261128]}, "bad_date"),
        ({"holidays": ["2026-11-28"], "worked": ["2026-11-28"]}, "day_both_ways"),
        ({"hours": "8-5"}, "bad_hours"),
        ({"hours": "13:30-17:00,07:30-12:00"}, "bad_hours"),
        ({"hours": "07:30-25:00"}, "bad_hours"),
        ({"hours": ["07:30-12:00"]}, "bad_hours"),
        ({"events": {"kind": "hold"}}, "bad_list"),
        ({"events": ["hold@2026-11-20T09:00"]}, "bad_event"),
        ({"events": [["hold"]]}, "bad_event"),
        ({"events": [["pause", "2026-11-20T09:00"]]}, "unknown_event"),
        ({"events": [["hold", "soon"]]}, "bad_moment"),
        ({"events": [["extend", "2026-11-20T09:00"]]}, "missing_until"),
        ({"events": [["hold", "2026-11-20T09:00", "2026-11-21T09:00"]]}, "unexpected_until"),
        ({"as_of": "now"}, "bad_moment"),
        ({"ruleset": "ND1"}, "unknown_ruleset"),
        ({"start_rule": "later"}, "unknown_start_rule"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(values: dict[str, Any], code: str):
    with pytest.raises(ClockError) as refused:
        answered(**values)
    assert refused.value.code == code


@pytest.mark.parametrize("values", [None, [], "x", 5])
def test_a_question_is_an_object(values: object):
    with pytest.raises(ClockError, match="not_an_object"):
        read_question(values)


def test_the_answer_is_plain_json_in_vietnams_time():
    answer = json.loads(json.dumps(answered()))
    assert answer["due_at"] == "2026-11-27T17:00:00+07:00"
    assert answer["late_from"] == "2026-11-28T00:00:00+07:00"
    assert answer["counted"] == [
        "2026-11-20",
        "2026-11-23",
        "2026-11-25",
        "2026-11-26",
        "2026-11-27",
    ]
    assert answer["skipped"] == [
        {"date": "2026-11-21", "why": "weekend"},
        {"date": "2026-11-22", "why": "weekend"},
        {"date": "2026-11-24", "why": "holiday", "name": "Ngày Văn hóa Việt Nam"},
    ]
    assert [step["code"] for step in answer["explanation"]] == [
        "received",
        "limit",
        "event_day_not_counted",
        "due",
    ]


def test_a_moment_of_another_zone_is_answered_in_vietnams():
    assert answered(received="2026-11-19T09:40:00Z") == answered()


def test_amounts_are_exact_fractions_as_text():
    answer = answered(as_of="2026-11-20T08:30")
    assert (answer["budget"], answer["used"], answer["remaining"]) == ("5", "1/8", "39/8")


def test_own_days_replace_both_stored_lists_and_cover_every_year():
    assert answered(holidays=[])["due_at"] == "2026-11-26T17:00:00+07:00"
    assert answered(worked=["2026-11-21"])["due_at"] == "2026-11-25T17:00:00+07:00"
    early = answered(received="1999-11-18T16:40", holidays=[])
    assert (early["due_at"], early["provisional"]) == ("1999-11-25T17:00:00+07:00", False)


def test_own_hours_replace_only_the_hours():
    answer = answered(hours="08:00-11:30, 13:00-16:30")
    assert answer["due_at"] == "2026-11-27T16:30:00+07:00"
    assert answer["skipped"] == answered()["skipped"]


def test_a_question_with_its_own_days_and_hours_needs_no_stored_calendar():
    def unavailable() -> None:
        raise AssertionError("not to be asked")

    values = {**PLAIN, "holidays": ["2026-11-24"], "hours": "07:30-12:00,13:30-17:00"}
    question = read_question(values)
    answer = question.answer(question.calendar(unavailable))
    assert answer.due_at.isoformat() == "2026-11-27T17:00:00+07:00"


def test_a_same_day_limit_needs_no_number():
    answer = answered(unit="same_day", limit=None, received="2026-11-19T15:00")
    assert answer["due_at"] == "2026-11-19T17:00:00+07:00"


def test_events_are_read_in_order():
    told = [["extend", "2026-11-26T10:00", "2026-12-02T17:00"], ["end", "2026-12-01T09:00"]]
    answer = answered(events=told)
    assert (answer["due_at"], answer["appointment"]) == ("2026-12-02T17:00:00+07:00", 1)
    assert (answer["running"], answer["ended_at"]) == (False, "2026-12-01T09:00:00+07:00")
