"""Every reason and every refusal of the clock has its sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from procedures.domain.clock import ClockError, Skipped, TimeLeft, due
from procedures.domain.limits import LimitUnit
from procedures.wording import (
    ERROR_SENTENCES,
    STEP_SENTENCES,
    error_sentence,
    explain,
    limit_label,
    skipped_sentence,
    time_left_label,
)
from tests.unit.procedures.calendars import day, events, limit, moment, official

PROCEDURES = Path(__file__).parents[3] / "procedures"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def first_words(name: str) -> set[str]:
    """The codes with which a class is called anywhere in the app."""
    found = set()
    for file in PROCEDURES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and node.args:
                found |= {n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)}
    return found


def test_every_refusal_has_a_sentence():
    assert first_words("ClockError") <= ERROR_SENTENCES.keys()


def test_every_reason_has_a_sentence():
    assert first_words("Step") <= STEP_SENTENCES.keys() | {"limit"}


def test_a_date_is_explained_from_reception_to_the_days_passed_over():
    told = events("stop@2026-11-23T09:00 restart@2026-12-02T10:00")
    answer = due(moment("2026-11-19T16:40"), limit("5 working_day"), official(), told)
    assert explain(answer) == [
        "Received at 16:40 19/11/2026.",
        "Time limit: 5 working days.",
        "The day itself, 19/11/2026, does not count. (Civil Code 2015, art. 147.2)",
        "Due at 17:00 27/11/2026.",
        "Supplement requested at 09:00 23/11/2026: the time limit stops. "
        "(Decree 61/2018/NĐ-CP, art. 19.4)",
        "Complete again at 10:00 02/12/2026: the time limit is counted from the beginning. "
        "(Decree 61/2018/NĐ-CP, art. 19.4)",
        "Time limit: 5 working days.",
        "The day itself, 02/12/2026, does not count. (Civil Code 2015, art. 147.2)",
        "Due at 17:00 09/12/2026.",
        "Not counted: 2 weekend days.",
    ]


def test_days_off_are_named_and_joined():
    skipped = [
        Skipped(day("2026-02-14"), "weekend"),
        Skipped(day("2026-02-16"), "holiday", "Tết Nguyên đán"),
        Skipped(day("2026-02-17"), "holiday", "Tết Nguyên đán"),
        Skipped(day("2026-02-18"), "held"),
    ]
    assert skipped_sentence(skipped) == (
        "Not counted: 1 weekend day; 16/02/2026–17/02/2026 (Tết Nguyên đán); 18/02/2026 (held)."
    )


@pytest.mark.parametrize(
    ("left", "label"),
    [
        (TimeLeft(False, days=2, hours=3), "2 days 3 hours left"),
        (TimeLeft(True, days=1), "1 day late"),
        (TimeLeft(False), "due now"),
        (TimeLeft(True), "just late"),
    ],
)
def test_time_left_is_told_in_words(left: TimeLeft, label: str):
    assert time_left_label(left) == label


def test_every_unit_has_its_words():
    assert [limit_label(1, unit) for unit in LimitUnit] == [
        "1 working day",
        "1 day",
        "1 working hour",
        "1 hour",
        "1 month",
        "the same day",
    ]


def test_a_refusal_says_what_was_wrong():
    error = ClockError("before_calendar", year=2017, first_year=2018)
    assert error_sentence(error) == "The calendar begins in 2018; 2017 lies before it."
