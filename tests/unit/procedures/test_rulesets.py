"""Every switch of a rule set does something, and a province's variant flips only what the law leaves open."""

from dataclasses import fields, replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from procedures.domain.clock import due, reception_due, supplement_notice_due, transfer_due
from procedures.domain.ruleset_variants import VariantRefused, variant
from procedures.domain.rulesets import (
    ND61_2018,
    ND118_2025,
    RULESETS,
    ClockStart,
    DueMode,
    RuleSet,
    SupplementEffect,
    adopt,
)
from tests.unit.procedures.calendars import events, limit, moment, official

RECEIVED = moment("2026-11-19T16:40")
FIVE_DAYS = limit("5 working_day")


def due_under(ruleset: RuleSet, told: str = "", *, received: str = "2026-11-19T16:40",
              of: str = "5 working_day") -> Any:  # fmt: skip
    return due(moment(received), limit(of), official(), events(told), ruleset=ruleset)


def test_a_supplement_restarts_the_limit_or_pauses_it() -> None:
    told = "stop@2026-11-23T07:30 restart@2026-12-01T07:30"
    anew = due_under(ND61_2018, told)
    assert (anew.due_at, anew.run) == (moment("2026-12-08T17:00"), 2)
    paused = due_under(replace(ND61_2018, supplement_effect=SupplementEffect.PAUSE), told)
    assert (paused.due_at, paused.run) == (moment("2026-12-04T17:00"), 1)


def test_the_limit_counts_from_the_competent_authority_or_from_the_receipt() -> None:
    answer = due_under(ND118_2025, "arrive@2026-11-23T10:00")
    assert answer.due_at == answer.original_due_at == moment("2026-12-01T17:00")
    assert (answer.run, answer.run_started_at) == (1, moment("2026-11-23T10:00"))
    with pytest.raises(ValueError, match="arrival_not_counted"):
        due_under(ND61_2018, "arrive@2026-11-23T10:00")


def test_the_return_date_moves_once_or_never() -> None:
    told = "extend@2026-11-26T10:00>2026-12-02T17:00"
    assert due_under(ND61_2018, told).due_at == moment("2026-12-02T17:00")
    with pytest.raises(ValueError, match="already_extended"):
        due_under(replace(ND61_2018, extension_max=0), told)


def test_a_transfer_waits_for_the_next_day_after_the_cut_off() -> None:
    earlier = replace(ND61_2018, cutoff=moment("2026-11-19T11:00").time())
    received = moment("2026-11-19T14:00")
    assert transfer_due(received, official()) == moment("2026-11-19T17:00")
    assert transfer_due(received, official(), ruleset=earlier) == moment("2026-11-20T07:30")
    answer = due_under(earlier, received="2026-11-19T14:00", of="1 same_day")
    assert answer.due_at == moment("2026-11-20T17:00")


def test_a_supplement_may_be_asked_for_in_so_many_working_days() -> None:
    longer = replace(ND61_2018, supplement_notice_days=5)
    assert supplement_notice_due(RECEIVED, official(), ruleset=longer) == moment("2026-11-28T00:00")


def test_a_channel_may_have_its_own_hours_for_reception() -> None:
    rules = replace(ND61_2018, channel_reception_hours={"post": 16})
    submitted = moment("2026-11-19T07:30")
    for channel, answered in (("online", "2026-11-19T17:00"), ("post", "2026-11-20T17:00")):
        found = reception_due(submitted, official(), ruleset=rules, channel=channel)
        assert found == moment(answered)


@pytest.mark.parametrize(
    ("received", "of", "told", "due_at"),
    [
        ("2026-11-19T16:40", "5 working_day", "", "2026-11-27T16:40"),
        ("2026-11-19T20:00", "5 working_day", "", "2026-11-27T17:00"),
        ("2026-11-19T05:00", "5 working_day", "", "2026-11-27T07:30"),
        ("2026-11-21T09:00", "1 working_day", "", "2026-11-23T17:00"),  # received on a Saturday
        ("2026-12-16T09:00", "15 calendar_day", "", "2026-12-31T09:00"),
        ("2026-12-16T09:00", "16 calendar_day", "", "2027-01-04T17:00"),  # rolled: the whole day
        ("2026-11-19T09:00", "8 working_hour", "", "2026-11-20T09:00"),  # hours end by the minute anyway
        ("2026-11-19T10:00", "5 working_day",
         "hold@2026-11-20T07:30 resume@2026-11-23T07:30", "2026-11-30T10:00"),
    ],
)  # fmt: skip
def test_people_may_be_told_the_hour_of_reception(received, of, told, due_at) -> None:
    rules = replace(ND61_2018, due_mode=DueMode.SAME_CLOCK_TIME)
    answer = due_under(rules, told, received=received, of=of)
    assert answer.due_at == moment(due_at)
    at_closing = due_under(ND61_2018, told, received=received, of=of)
    assert answer.late_from == at_closing.late_from, "the law gives the day until 24:00"
    assert answer.budget == at_closing.budget


def test_both_decrees_answer_every_switch_and_say_what_is_open() -> None:
    switches = {field.name for field in fields(RuleSet)}
    for ruleset in (ND61_2018, ND118_2025):
        assert ruleset.unconfirmed.keys() <= switches
        assert RULESETS[ruleset.code] is ruleset
    assert ND118_2025.clock_start is ClockStart.COMPETENT_AUTHORITY


def test_a_variant_answers_otherwise_what_the_decree_leaves_open() -> None:
    made = variant(
        "ND118_TEST",
        {
            "of": "ND118_2025",
            "supplement_effect": "pause",
            "notice_lead_unit": "working_day",
            "channel_reception_hours": {"post": 16},
            "code_pattern": "{unit}-{day:%y%m%d}-{number:07d}",
        },
    )
    assert made == replace(
        ND118_2025,
        code="ND118_TEST",
        supplement_effect=SupplementEffect.PAUSE,
        notice_lead_unit=made.notice_lead_unit,
        channel_reception_hours={"post": 16},
        code_pattern="{unit}-{day:%y%m%d}-{number:07d}",
    )
    assert (made.base, made.decree) == ("ND118_2025", ND118_2025.decree)


@pytest.mark.parametrize(
    ("code", "described", "fault"),
    [
        ("ND118_TEST", [], "not_an_object"),
        ("ND118_TEST", {}, "unknown_base"),
        ("ND118_TEST", {"of": "ND99"}, "unknown_base"),
        ("nd118", {"of": "ND118_2025"}, "bad_code"),
        ("ND118_OF_NGHE_AN_2", {"of": "ND118_2025"}, "bad_code"),
        ("ND61_2018", {"of": "ND118_2025"}, "code_taken"),
        ("ND61_TEST", {"of": "ND61_2018", "supplement_effect": "pause"}, "fixed_by_law"),
        ("ND61_TEST", {"of": "ND61_2018", "cutoff": "16:00"}, "unknown_switch"),
        ("ND61_TEST", {"of": "ND61_2018", "due_mode": "noon"}, "bad_value"),
        ("ND61_TEST", {"of": "ND61_2018", "reception_hours": 0}, "bad_value"),
        ("ND61_TEST", {"of": "ND61_2018", "payment_holds": 1}, "bad_value"),
        ("ND61_TEST", {"of": "ND61_2018", "code_pattern": "{unit}-{number:04d}"}, "bad_value"),
        ("ND61_TEST", {"of": "ND61_2018", "code_pattern": "{day}-{number"}, "bad_value"),
        ("ND118_TEST", {"of": "ND118_2025", "extension_max": 2}, "bad_value"),
        ("ND61_TEST", {"of": "ND61_2018", "channel_reception_hours": {"fax": 8}}, "bad_value"),
    ],
)
def test_a_variant_that_cannot_be_is_refused(code: str, described: Any, fault: str) -> None:
    with pytest.raises(VariantRefused) as refused:
        variant(code, described)
    assert [found.code for found in refused.value.faults] == [fault]


def test_a_shipped_rule_set_is_never_replaced() -> None:
    with pytest.raises(ValueError, match="stays as it is"):
        adopt(replace(ND61_2018, cutoff=moment("2026-11-19T16:00").time()))


DOCUMENT = Path(__file__).parents[3] / "docs" / "rulesets.md"
NOT_SWITCHES = {"code", "base", "decree", "guidance", "in_force_from", "unconfirmed"}


def documented() -> dict[str, list[str]]:
    """Each switch of the document with what it says of the two rule sets."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].strip("`"): row[1:3] for row in rows if len(row) == 4 and row[0][:1] == "`"}


def told(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if not value:
        return "–"
    return f"`{value}`" if "{" in str(value) else str(value)


def test_the_document_says_of_every_switch_what_holds_and_what_is_open() -> None:
    switches = {field.name for field in fields(RuleSet)} - NOT_SWITCHES
    assert documented().keys() == switches
    for name, cells in documented().items():
        for ruleset, cell in zip((ND61_2018, ND118_2025), cells, strict=True):
            mark = " (open)" if name in ruleset.unconfirmed else ""
            assert cell == f"{told(getattr(ruleset, name))}{mark}", (ruleset.code, name)
