"""Every worked example of docs/deadlines.md is computed anew."""

from pathlib import Path

import pytest

from procedures.domain.clock import StartRule, due
from procedures.domain.rulesets import ND61_2018, RULESETS
from tests.unit.procedures.calendars import events, limit, moment, official

DOCUMENT = Path(__file__).parents[3] / "docs" / "deadlines.md"


def examples() -> list[tuple[str, ...]]:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    return [row for row in rows if len(row) == 6 and row[0][:2] == "20"]


@pytest.mark.parametrize("example", examples(), ids=lambda row: " ".join(row[:5]))
def test_a_documented_example_is_what_the_clock_answers(example: tuple[str, ...]):
    received, told_limit, told_events, as_of, expected, _why = example
    value, unit, *rules = told_limit.split()
    chosen = [RULESETS[word] for word in rules if word in RULESETS]
    starts = [StartRule(word) for word in rules if word not in RULESETS]
    answer = due(
        moment(received),
        limit(f"{value} {unit}"),
        official(),
        events(told_events.replace("<br>", " ")),
        moment(as_of) if as_of else None,
        ruleset=chosen[0] if chosen else ND61_2018,
        start_rule=starts[0] if starts else StartRule.ORDINARY,
    )
    assert answer.due_at == (None if expected == "–" else moment(expected))


def test_the_document_works_at_least_forty_examples():
    assert len(examples()) >= 40
