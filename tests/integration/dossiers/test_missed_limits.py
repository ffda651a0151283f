"""Limits that pass while nothing is done: found by the sweep, late or twice or at once, and each once."""

from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from agencies.selectors import Actor
from dossiers.models import Dossier, Violation
from dossiers.selectors.receptions import reception_figures, reception_left
from dossiers.selectors.violations import count_violations, violations_for
from dossiers.services import do_act, missed_limits, record_missed_limits
from procedures.domain import rulesets
from procedures.domain.clock import TimeLeft
from procedures.domain.ruleset_variants import variant
from procedures.selectors import work_calendar
from tests.factories import Office, make_office, moment, opening_facts, perform_act

Kind = Violation.Kind
#: Thursday; eight working hours later it is Friday, the same time.
SUBMITTED = moment("2026-03-12 09:00")
DUE = moment("2026-03-13 09:00")
LATER = moment("2026-03-16 09:00")


def submitted(office: Office, **facts: Any) -> Dossier:
    return perform_act(office, "submit", at=SUBMITTED, channel="online", **facts)


def violations() -> list[tuple[str, str, datetime | None]]:
    found = Violation.objects.order_by("pk").select_related("agency")
    return [(each.kind, each.agency.code, each.due_at) for each in found]


def test_a_submission_has_eight_working_hours_from_its_arrival(office: Office) -> None:
    assert submitted(office).reception_due_at == DUE


def test_a_channel_may_have_hours_of_its_own(
    office: Office, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    quick = variant("QUICK", {"of": "ND61_2018", "channel_reception_hours": {"online": 2}})
    monkeypatch.setitem(rulesets._KNOWN, quick.code, quick)
    settings.RULESET = quick.code
    assert submitted(office).reception_due_at == moment("2026-03-12 11:00")
    by_post = perform_act(office, "submit", at=SUBMITTED, channel="post")
    assert by_post.reception_due_at == DUE


@pytest.mark.parametrize("act", ["receive", "request_completion", "decline", "withdraw"])
def test_an_answer_after_the_limit_is_written_down_by_the_act(office: Office, act: str) -> None:
    perform_act(office, act, at=LATER, dossier=submitted(office))
    assert violations() == [(Kind.RECEPTION_LATE, office.centre.code, DUE)]


@pytest.mark.parametrize("act", ["receive", "request_completion", "decline"])
def test_an_answer_in_the_last_minute_is_in_time(office: Office, act: str) -> None:
    dossier = perform_act(office, act, at=DUE, dossier=submitted(office))
    assert violations() == []
    assert dossier.reception_due_at == DUE, "kept as evidence"


def test_the_sweep_finds_it_while_nobody_answers_and_the_late_answer_adds_nothing(
    office: Office,
) -> None:
    dossier = submitted(office)
    assert record_missed_limits(at=DUE).total() == 0
    assert record_missed_limits(at=LATER) == {**dict.fromkeys(_swept(), 0), Kind.RECEPTION_LATE: 1}
    assert record_missed_limits(at=LATER).total() == 0
    perform_act(office, "receive", at=LATER, dossier=dossier)
    assert violations() == [(Kind.RECEPTION_LATE, office.centre.code, DUE)]


def _swept() -> list[Kind]:
    return [
        Kind.RECEPTION_LATE,
        Kind.TRANSFER_LATE,
        Kind.CONSULTATION_LATE,
        Kind.TELLING_LATE,
        Kind.FEEDBACK_LATE,
    ]


def test_a_submission_come_back_complete_has_a_new_limit_and_may_miss_it_too(
    office: Office,
) -> None:
    dossier = perform_act(office, "request_completion", at=LATER, dossier=submitted(office))
    back = moment("2026-03-17 09:00")
    dossier = perform_act(office, "accept_supplement", at=back, dossier=dossier)
    assert (dossier.state, dossier.reception_due_at) == ("submitted", moment("2026-03-18 09:00"))
    assert dossier.submitted_at == SUBMITTED
    record_missed_limits(at=moment("2026-03-18 09:01"))
    late = Violation.objects.filter(kind=Kind.RECEPTION_LATE)
    assert list(late.order_by("due_at").values_list("due_at", flat=True)) == [
        DUE,
        moment("2026-03-18 09:00"),
    ]


def test_a_dossier_not_transferred_is_found_after_the_opening_has_passed(office: Office) -> None:
    dossier = perform_act(office, "receive", at=moment("2026-03-12 15:01"))
    assert dossier.transfer_due_at == moment("2026-03-13 07:30")
    assert record_missed_limits(at=moment("2026-03-13 08:00")).total() == 0
    record_missed_limits(at=moment("2026-03-13 08:01"))
    perform_act(office, "transfer", at=moment("2026-03-13 09:00"), dossier=dossier)
    assert violations() == [(Kind.TRANSFER_LATE, office.centre.code, moment("2026-03-13 07:30"))]


@pytest.mark.parametrize("act", ["transfer", "withdraw", "request_payment"])
def test_whatever_leads_on_late_is_written_down(office: Office, act: str) -> None:
    dossier = perform_act(office, "receive", at=SUBMITTED)
    perform_act(office, act, at=LATER, dossier=dossier)
    assert violations() == [(Kind.TRANSFER_LATE, office.centre.code, moment("2026-03-12 17:00"))]


def test_what_is_settled_at_the_counter_need_not_be_transferred(office: Office) -> None:
    dossier = perform_act(
        office, "receive", at=SUBMITTED, procedure=office.at_counter.code, documents=[]
    )
    record_missed_limits(at=LATER)
    perform_act(office, "withdraw", at=LATER, dossier=dossier)
    assert violations() == []


def test_a_consulted_agency_that_does_not_answer_is_at_fault_itself(office: Office) -> None:
    dossier = perform_act(office, "receive", at=SUBMITTED)
    dossier = perform_act(office, "transfer", at=SUBMITTED, dossier=dossier)
    perform_act(office, "consult", at=SUBMITTED, dossier=dossier)
    asked = dossier.consultations.get()
    record_missed_limits(at=LATER)
    assert violations() == [(Kind.CONSULTATION_LATE, office.commune.code, asked.answer_by)]


def test_an_applicant_not_told_is_found(office: Office) -> None:
    dossier = perform_act(office, "receive", at=SUBMITTED)
    dossier = perform_act(office, "transfer", at=SUBMITTED, dossier=dossier)
    perform_act(office, "request_supplement", at=SUBMITTED, dossier=dossier)
    record_missed_limits(at=LATER)
    record_missed_limits(at=LATER)
    assert violations() == [(Kind.TELLING_LATE, office.centre.code, moment("2026-03-12 17:00"))]


def test_chunks_lose_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed_limits, "CHUNK", 2)
    for _ in range(5):
        submitted(office)
    assert record_missed_limits(at=LATER)[Kind.RECEPTION_LATE] == 5
    assert Violation.objects.count() == 5


def test_a_sweep_that_slept_three_days_finds_the_same_as_one_every_hour(office: Office) -> None:
    dossier = submitted(office)
    for hour in range(9, 17):
        record_missed_limits(at=moment(f"2026-03-13 {hour:02}:30"))
    by_hour = violations()
    Violation.objects.all().delete()
    record_missed_limits(at=moment("2026-03-16 16:30"))
    assert violations() == by_hour == [(Kind.RECEPTION_LATE, office.centre.code, DUE)]
    assert dossier.pk


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_count_each_violation_once() -> None:
    office = make_office()
    for _ in range(3):
        submitted(office)
    counted: list[int] = []

    def run() -> None:
        counted.append(record_missed_limits(at=LATER).total())
        connection.close()

    sweeps = [Thread(target=run) for _ in range(2)]
    for each in sweeps:
        each.start()
    for each in sweeps:
        each.join()
    assert sum(counted) == Violation.objects.count() == 3


def test_time_left_to_answer_is_told_in_hours(office: Office) -> None:
    dossier, calendar = submitted(office), work_calendar()
    assert reception_left(dossier, calendar, at=moment("2026-03-12 15:00")) == TimeLeft(
        late=False, hours=3, minutes=30
    )
    assert reception_left(dossier, calendar, at=moment("2026-03-13 10:00")) == TimeLeft(
        late=True, hours=1
    )
    received = perform_act(office, "receive", at=DUE, dossier=dossier)
    assert reception_left(received, calendar, at=DUE) is None


def test_the_figure_of_submissions_tells_in_time_and_late(office: Office) -> None:
    perform_act(office, "receive", at=DUE, dossier=submitted(office))
    perform_act(office, "receive", at=LATER, dossier=submitted(office))
    submitted(office)
    record_missed_limits(at=LATER)
    do_act(
        "submit",
        actor=Actor(office.partner),
        at=SUBMITTED,
        facts=opening_facts(office, receiving_unit=office.commune.code, channel="online"),
    )
    period = {"since": moment("2026-03-01 00:00"), "until": moment("2026-04-01 00:00")}
    centre, commune = sorted(reception_figures(**period), key=lambda figure: figure.unit_code)
    assert (centre.unit_code, centre.in_time, centre.late, centre.all) == (
        office.centre.code, 1, 2, 3,
    )  # fmt: skip
    assert (commune.in_time, commune.late) == (0, 0), "still waiting, not yet swept"
    assert [f.unit_code for f in reception_figures(**period, units=[office.centre.pk])] == [
        office.centre.code
    ]


def test_violations_are_counted_by_agency_and_kind_in_a_period(office: Office) -> None:
    submitted(office)
    perform_act(office, "transfer", at=LATER, dossier=perform_act(office, "receive", at=SUBMITTED))
    record_missed_limits(at=LATER)
    seen = violations_for(office.centre_head, at=LATER)
    found = count_violations(
        seen, since=moment("2026-03-16 00:00"), until=moment("2026-03-17 00:00")
    )
    assert [(each.agency_code, each.kind, each.count) for each in found] == [
        (office.centre.code, Kind.RECEPTION_LATE, 1),
        (office.centre.code, Kind.TRANSFER_LATE, 1),
    ]
    assert count_violations(seen, since=moment("2026-03-17 00:00"), until=LATER) == []
