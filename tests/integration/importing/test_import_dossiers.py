"""Before the first day: running dossiers of the old system, row by row."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from dossiers.models import CodeCounter, Dossier, EventText
from dossiers.selectors.clock import due_of
from dossiers.services.importing import Outcome, RowReport, import_dossiers
from dossiers.services.verifying import verify_history
from dossiers.wording import sentence
from notifications.models import Message, OverdueFlag
from notifications.services import sweep
from tests.factories import APPLICANT, Office, moment, perform_act

NOW = moment("2026-11-24 09:00")


def line(office: Office, **changed: Any) -> dict[str, Any]:
    """A dossier of the old system, half way through."""
    return {
        "code": "H41.01.02-261116-0007",
        "procedure": office.procedure.code,
        "state": "processing",
        "channel": "in_person",
        "received_at": "2026-11-16T09:30",
        "promised_at": "2026-11-30T16:30",
        "applicant": dict(APPLICANT),
        "receiving_unit": office.centre.code,
        "agency": office.department.code,
        "unit": office.second_unit.code,
        "step": 2,
        **changed,
    }


def take_over(*rows: Any) -> list[RowReport]:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return list(import_dossiers(lines, now=NOW))


def codes(report: RowReport) -> set[str]:
    return {refusal.code for refusal in report.refusals}


def taken(office: Office, **changed: Any) -> Dossier:
    (report,) = take_over(line(office, **changed))
    assert report.outcome is Outcome.IMPORTED, codes(report)
    return Dossier.objects.get(code=report.code)


def test_code_state_desk_and_the_promised_moment_are_kept(office: Office) -> None:
    dossier = taken(office)
    assert (dossier.code, dossier.state, dossier.step) == ("H41.01.02-261116-0007", "processing", 2)
    assert dossier.unit == office.second_unit
    assert dossier.received_at == moment("2026-11-16 09:30")
    assert dossier.due_at == dossier.original_due_at == moment("2026-11-30 16:30")
    assert dossier.late_from == moment("2026-12-01 00:00")
    assert dossier.warn_on is not None
    assert dossier.may_be_reappointed
    assert dossier.applicant.search_name == "nguyen van vi du"


def test_the_history_begins_with_the_import_and_holds_nothing_personal(office: Office) -> None:
    dossier = taken(office)
    first, promise = dossier.events.order_by("sequence")
    assert (first.act, first.from_state, first.to_state) == ("import", "", "processing")
    assert (first.clock, first.at) == ("start", dossier.received_at)
    assert (promise.clock, promise.clock_until) == ("promise", dossier.due_at)
    assert APPLICANT["name"] not in json.dumps(first.facts, ensure_ascii=False)
    assert EventText.objects.get(event=first).values["applicant"]["name"] == APPLICANT["name"]
    assert not verify_history().broken
    assert not Message.objects.exists()


def test_the_clock_answers_from_the_history_as_from_the_caches(office: Office) -> None:
    dossier = taken(office)
    answer = due_of(dossier, as_of=dossier.received_at)
    assert answer is not None
    assert (answer.due_at, answer.late_from) == (dossier.due_at, dossier.late_from)


def test_a_repeat_changes_nothing(office: Office) -> None:
    before = taken(office)
    (again,) = take_over(line(office, promised_at="2026-12-24T16:30"))
    after = Dossier.objects.get()
    assert again.outcome is Outcome.EXISTING
    assert (after.version, after.head_hash, after.due_at) == (
        before.version,
        before.head_hash,
        before.due_at,
    )


def test_new_codes_of_that_day_go_on_above_the_old_ones(office: Office) -> None:
    taken(office)
    received = perform_act(office, "receive", at=moment("2026-11-16 10:00"))
    assert received.code == "H41.01.02-261116-0008"


def test_a_code_written_otherwise_is_kept_and_moves_no_counter(office: Office) -> None:
    dossier = taken(office, code="000.00.19.H41-261116-0900975")
    assert dossier.code == "000.00.19.H41-261116-0900975"
    assert not CodeCounter.objects.exists()


def test_the_work_goes_on_where_the_old_system_left_it(office: Office) -> None:
    dossier = perform_act(office, "settle", at=NOW, dossier=taken(office))
    dossier = perform_act(office, "return_result", at=NOW, dossier=dossier)
    assert (dossier.state, dossier.late_since) == ("returned", None)


def test_a_used_re_appointment_stays_used(office: Office) -> None:
    dossier = taken(office, reappointed=True)
    assert not dossier.may_be_reappointed
    assert dossier.due_at == moment("2026-11-30 16:30")


def test_a_known_re_appointment_keeps_both_dates(office: Office) -> None:
    dossier = taken(office, reappointed="2026-11-19T15:00", first_promised_at="2026-11-23T17:00")
    assert dossier.original_due_at == moment("2026-11-23 17:00")
    assert dossier.due_at == moment("2026-11-30 16:30")
    assert dossier.reappointed_at == moment("2026-11-19 15:00")
    assert [e.clock for e in dossier.events.order_by("sequence")] == ["start", "promise", "extend"]


def test_an_open_supplement_waits_and_restarts_the_limit_when_it_comes(office: Office) -> None:
    dossier = taken(
        office,
        state="supplement_requested",
        supplement_asked_at="2026-11-18T10:00",
        supplement_items=["Bản vẽ hoàn công"],
    )
    assert (dossier.due_at, dossier.supplement_count) == (None, 1)
    accepted = perform_act(
        office,
        "accept_supplement",
        at=moment("2026-11-23 09:00"),
        dossier=dossier,
        items_received=["Bản vẽ hoàn công"],
    )
    assert (accepted.run, accepted.due_at) == (2, moment("2026-12-01 17:00"))


def test_a_used_supplement_makes_the_next_one_a_second_one(office: Office) -> None:
    assert taken(office, supplement_used=True).supplement_count == 1


def test_a_payment_waited_for_goes_back_to_where_it_came_from(office: Office) -> None:
    dossier = taken(office, state="payment_requested")
    assert perform_act(office, "confirm_payment", at=NOW, dossier=dossier).state == "processing"


def test_a_settled_dossier_waits_for_its_applicant(office: Office) -> None:
    dossier = taken(
        office,
        state="settled",
        settled_at="2026-11-20T10:00",
        outcome="approved",
        result="GP-07",
    )
    assert dossier.closed_at == moment("2026-11-20 10:00")
    assert dossier.late_since is None
    assert perform_act(office, "return_result", at=NOW, dossier=dossier).state == "returned"


def test_a_dossier_settled_late_stays_late(office: Office) -> None:
    dossier = taken(
        office,
        state="settled",
        promised_at="2026-11-18T17:00",
        settled_at="2026-11-20T10:00",
        outcome="approved",
    )
    assert dossier.late_since == moment("2026-11-19 00:00")


def test_an_overdue_dossier_is_flagged_by_the_next_sweep(office: Office) -> None:
    dossier = taken(office, promised_at="2026-11-20T17:00")
    assert dossier.is_overdue(NOW)
    sweep(NOW)
    assert OverdueFlag.objects.get().dossier == dossier


def test_the_old_code_can_be_looked_up_and_no_pin_opens_it(office: Office) -> None:
    dossier = taken(office)
    client = Client()
    assert client.get(f"/api/v1/lookup/{dossier.code}/").json()["stage"] == "in_process"
    for pin in ("", "ABCDEF"):
        body = json.dumps({"pin": pin})
        answer = client.post(
            f"/api/v1/lookup/{dossier.code}/", body, content_type="application/json"
        )
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"code": None}, "missing_code"),
        ({"code": "hồ sơ 1"}, "bad_code"),
        ({"code": "x" * 41}, "bad_code"),
        ({"procedure": "9.999999"}, "unknown_procedure"),
        ({"state": "submitted"}, "bad_state"),
        ({"state": "returned"}, "bad_state"),
        ({"channel": "by_pigeon"}, "bad_channel"),
        ({"received_at": None}, "missing_received_at"),
        ({"received_at": "gestern"}, "bad_received_at"),
        ({"received_at": "2026-02-30T08:00"}, "bad_received_at"),
        ({"received_at": "2026-11-25T08:00"}, "in_future"),
        ({"received_at": "2017-06-01T08:00", "promised_at": "2017-07-01T08:00"}, None),
        ({"promised_at": "2026-11-16T09:30"}, "promise_not_later"),
        ({"promised_at": "9999-12-31T23:59:59Z"}, "bad_promised_at"),
        ({"reappointed": "2026-11-10T08:00"}, "moments_out_of_order"),
        ({"reappointed": [1]}, "bad_reappointed"),
        ({"first_promised_at": "2026-12-01T08:00"}, "promise_not_later"),
        ({"supplement_used": "yes"}, "bad_supplement_used"),
        ({"state": "supplement_requested"}, "missing_supplement_items"),
        ({"state": "settled"}, "missing_settled_at"),
        ({"applicant": {}}, "missing_applicant"),
        ({"applicant": {"name": ""}}, "missing_applicant_name"),
        ({"applicant": {"name": "A", "phone": "abc"}}, "bad_applicant_phone"),
        ({"receiving_unit": "H41.03"}, "unknown_receiving_unit"),
        ({"agency": "H41.77"}, "agency_fixed"),
        ({"unit": "H41.90"}, "unknown_unit"),
        ({"step": "two"}, "bad_step"),
        ({"step": True}, "bad_step"),
        ({"limit": {"value": 3, "unit": "working_day"}}, "limit_fixed"),
        ({"colour": "red"}, "unknown_fact"),
        ({"subject": "a\u0000b"}, "bad_subject"),
    ],
)
def test_a_bad_row_names_its_faults_and_changes_nothing(
    office: Office, changed: dict[str, Any], expected: str | None
) -> None:
    (report,) = take_over(line(office, **changed))
    assert report.outcome is Outcome.REJECTED
    if expected:
        assert expected in codes(report)
    assert all(sentence(refusal) for refusal in report.refusals)
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "bad_json"),
        ("[1, 2]", "not_an_object"),
        ("null", "not_an_object"),
        ("[" * 20_000, "bad_json"),
        (json.dumps({"code": "x" * 70_000}), "line_too_long"),
    ],
)
def test_a_line_that_is_no_object_is_told_so(db: None, text: str, expected: str) -> None:
    (report,) = take_over(text)
    assert codes(report) == {expected}


def test_a_bad_row_is_reported_and_the_rest_is_kept(office: Office) -> None:
    reports = take_over(
        line(office),
        "",
        "{",
        line(office, code="H41.01.02-261116-0009", procedure="9.9"),
        line(office),
        line(office, code="H41.01.02-261116-0010"),
    )
    assert [(r.row, r.outcome.value) for r in reports] == [
        (1, "imported"),
        (3, "rejected"),
        (4, "rejected"),
        (5, "rejected"),
        (6, "imported"),
    ]
    assert codes(reports[3]) == {"code_twice"}
    assert Dossier.objects.count() == 2


def test_the_command_reports_every_line_as_json(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "old.jsonl"
    file.write_text(f"{json.dumps(line(office))}\n{{\n", encoding="utf-8")
    said = StringIO()
    call_command("import_dossiers", file, stdout=said, verbosity=0)
    report = json.loads(said.getvalue())
    assert (report["rows"], report["imported"], report["rejected"]) == (2, 1, 1)
    assert report["report"][1]["reasons"][0]["code"] == "bad_json"
    call_command("import_dossiers", file, summary=True, stdout=(again := StringIO()), verbosity=0)
    repeated = json.loads(again.getvalue())
    assert (repeated["existing"], len(repeated["report"])) == (1, 1)


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(db: None, tmp_path: Path) -> None:
    not_text = tmp_path / "x.jsonl"
    not_text.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "absent", tmp_path, not_text):
        with pytest.raises(CommandError):
            call_command("import_dossiers", path, verbosity=0)
