"""What follows from a reception or a due moment: transfer, supplement notice, delay notice, reminders."""

from dataclasses import replace

import pytest

from procedures.domain.clock import (
    due,
    reception_due,
    supplement_notice_due,
    transfer_due,
    warn_from,
)
from procedures.domain.rulesets import ND61_2018, LeadUnit
from tests.unit.procedures.calendars import day, events, limit, moment, official


@pytest.mark.parametrize(
    ("received", "transferred"),
    [
        ("2026-11-19T09:00", "2026-11-19T17:00"),
        ("2026-11-19T05:00", "2026-11-19T17:00"),
        ("2026-11-19T15:00:00", "2026-11-19T17:00"),
        ("2026-11-19T15:00:01", "2026-11-20T07:30"),
        ("2026-11-19T16:40", "2026-11-20T07:30"),
        ("2026-11-20T16:40", "2026-11-23T07:30"),
        ("2026-11-23T16:40", "2026-11-25T07:30"),
        ("2026-11-21T09:00", "2026-11-23T07:30"),
        ("2026-08-22T09:00", "2026-08-22T17:00"),
        ("2026-10-15T16:00", "2026-10-16T07:30"),
        ("2026-04-15T16:00", "2026-04-16T07:00"),
    ],
)
def test_a_dossier_is_transferred_the_same_day_or_at_the_next_opening(
    received: str, transferred: str
):
    assert transfer_due(moment(received), official()) == moment(transferred)


def test_a_supplement_is_asked_for_within_three_working_days():
    end = supplement_notice_due(moment("2026-11-19T16:40"), official())
    assert end == moment("2026-11-26T00:00"), "24:00 of Wednesday 25 November"


def test_a_submission_is_answered_within_eight_working_hours():
    assert reception_due(moment("2026-11-21T22:00"), official()) == moment("2026-11-23T17:00")


@pytest.mark.parametrize(
    ("received", "told_limit", "warned"),
    [
        ("2026-11-19T16:40", "5 working_day", "2026-11-26"),
        ("2026-11-19T16:40", "6 working_day", "2026-11-27"),  # due Monday the 30th
        ("2026-11-19T16:40", "2 working_day", "2026-11-20"),
        ("2026-11-19T16:40", "1 working_day", None),
        ("2026-11-21T09:00", "1 working_day", None),
        ("2026-11-21T09:00", "2 working_day", "2026-11-23"),
        ("2026-11-19T16:40", "8 working_hour", None),
        ("2026-11-19T09:00", "1 same_day", None),
        ("2026-11-20T16:00", "1 same_day", None),
        ("2026-12-16T09:00", "16 calendar_day", "2026-12-31"),
    ],
)
def test_a_delay_is_announced_on_the_last_working_day_before(
    received: str, told_limit: str, warned: str | None
):
    answer = due(moment(received), limit(told_limit), official())
    assert warn_from(answer, official()) == (day(warned) if warned else None)


def test_a_lead_in_working_days_is_counted_in_working_days():
    rules = replace(ND61_2018, notice_lead=2, notice_lead_unit=LeadUnit.WORKING_DAY)
    answer = due(moment("2026-11-19T16:40"), limit("5 working_day"), official())
    assert warn_from(answer, official(), ruleset=rules) == day("2026-11-25")


def test_a_clock_that_stands_still_warns_of_nothing():
    told = events("stop@2026-11-23T09:00")
    answer = due(moment("2026-11-19T16:40"), limit("5 working_day"), official(), told)
    assert warn_from(answer, official()) is None
