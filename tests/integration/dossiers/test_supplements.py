"""Supplements: parts, late deliveries, requests taken back, silence; each violation one row."""

from typing import Any

import pytest

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Announcement, Dossier, Violation
from dossiers.services import do_act
from procedures.domain import rulesets
from procedures.domain.ruleset_variants import variant
from tests.factories import Office, dossier_in, moment, perform_act

RECEIVED = moment("2026-11-19 16:40")
MONDAY = moment("2026-11-23 10:00")
THURSDAY = moment("2026-11-26 09:00")
DRAWING, FORM = "Bản vẽ hoàn công", "Đơn có chữ ký"


def asked(office: Office, **facts: Any) -> Dossier:
    """A dossier in process of which a drawing and a signed form are asked on the Monday."""
    dossier = perform_act(office, "receive", at=RECEIVED)
    dossier = perform_act(office, "transfer", at=moment("2026-11-20 07:35"), dossier=dossier)
    return perform_act(office, "request_supplement", at=MONDAY, dossier=dossier, **facts)


def refusal(office: Office, act: str, dossier: Dossier, *, by: str, **facts: Any) -> str:
    at = facts.pop("at", MONDAY)
    with pytest.raises(ActRefused) as caught:
        do_act(act, actor=Actor(getattr(office, by)), at=at, facts=facts, dossier_id=dossier.pk)
    assert caught.value.code
    return caught.value.code


def kinds(dossier: Dossier) -> list[str]:
    return sorted(dossier.violations.values_list("kind", flat=True))


def test_the_deadline_to_ask_is_set_once_at_first_reception(office: Office) -> None:
    dossier = asked(office)
    assert dossier.supplement_until == moment("2026-11-26 00:00"), "24:00 of the third working day"
    dossier = perform_act(office, "accept_supplement", at=THURSDAY, dossier=dossier)
    assert dossier.run == 2
    assert dossier.supplement_until == moment("2026-11-26 00:00")


def test_a_restarted_dossier_is_transferred_again_in_the_times_of_article_18(
    office: Office,
) -> None:
    dossier = perform_act(office, "accept_supplement", at=THURSDAY, dossier=asked(office))
    assert dossier.transfer_due_at == moment("2026-11-26 17:00")


def test_parts_are_noted_without_touching_state_or_clock(office: Office) -> None:
    dossier = asked(office)
    dossier = perform_act(
        office, "note_delivery", at=THURSDAY, dossier=dossier, items_received=[FORM]
    )
    assert (dossier.state, dossier.due_at, dossier.run) == ("supplement_requested", None, 1)
    request = dossier.supplements.get()
    assert (request.delivered, request.awaited) == ([FORM], [DRAWING])
    # The rest completes it: what came before need not be named again.
    later = moment("2026-11-27 09:00")
    dossier = perform_act(
        office, "accept_supplement", at=later, dossier=dossier, items_received=[DRAWING]
    )
    assert (dossier.state, dossier.run) == ("received", 2)
    assert dossier.supplements.get().delivered == [DRAWING, FORM]


@pytest.mark.parametrize(
    ("items", "code"),
    [
        (["Sổ đỏ"], "item_not_asked"),
        ([FORM], "nothing_new"),
        ([DRAWING], "all_delivered"),
    ],
)
def test_a_part_has_to_be_asked_for_new_and_not_the_last(
    office: Office, items: list[str], code: str
) -> None:
    dossier = perform_act(
        office, "note_delivery", at=MONDAY, dossier=asked(office), items_received=[FORM]
    )
    found = refusal(office, "note_delivery", dossier, by="counter", items_received=items)
    assert found == code
    assert dossier.supplements.get().delivered == [FORM]


def test_what_is_missing_is_named(office: Office) -> None:
    dossier = asked(office)
    with pytest.raises(ActRefused, match="items_missing") as caught:
        perform_act(
            office, "accept_supplement", at=THURSDAY, dossier=dossier, items_received=[FORM]
        )
    assert caught.value.params["names"] == DRAWING


def test_a_late_request_is_done_with_ground_and_approval_and_written_down_once(
    office: Office,
) -> None:
    dossier = perform_act(office, "receive", at=RECEIVED)
    dossier = perform_act(office, "transfer", at=moment("2026-11-20 07:35"), dossier=dossier)
    bare = {"items": [DRAWING], "reason": "Thiếu bản vẽ"}
    by = {"by": "specialist", "at": THURSDAY}
    assert refusal(office, "request_supplement", dossier, **by, **bare) == "missing_legal_ground"
    bare["legal_ground"] = "Điều 19.4"
    assert refusal(office, "request_supplement", dossier, **by, **bare) == "missing_approved_by"
    bare["approved_by"] = office.unit_head.username
    assert refusal(office, "request_supplement", dossier, **by, **bare) == "not_approved"
    assert kinds(dossier) == []

    dossier = perform_act(office, "request_supplement", at=THURSDAY, dossier=dossier)
    violation = dossier.violations.get()
    assert violation.kind == Violation.Kind.SUPPLEMENT_LATE
    assert (violation.agency, violation.due_at) == (office.department, moment("2026-11-26 00:00"))


def test_a_second_request_is_written_down_as_asked_again(office: Office) -> None:
    dossier = perform_act(
        office, "accept_supplement", at=moment("2026-11-23 14:00"), dossier=asked(office)
    )
    dossier = perform_act(
        office, "request_supplement", at=moment("2026-11-25 09:00"), dossier=dossier
    )
    assert dossier.supplement_count == 2
    assert Violation.Kind.SUPPLEMENT_REPEATED in kinds(dossier)
    assert Violation.Kind.SUPPLEMENT_LATE not in kinds(dossier)


def test_a_request_taken_back_was_no_request(office: Office) -> None:
    dossier = asked(office)
    desk = (dossier.unit_id, dossier.officer_id, dossier.step)
    due_before = perform_act(office, "receive", at=RECEIVED).due_at
    dossier = perform_act(office, "cancel_supplement", at=THURSDAY, dossier=dossier)
    assert (dossier.state, dossier.run, dossier.supplement_count) == ("processing", 1, 0)
    assert (dossier.unit_id, dossier.officer_id, dossier.step) == desk
    assert dossier.due_at == due_before, "as if the clock had never stopped"
    request = dossier.supplements.get()
    assert request.items == [DRAWING, FORM]
    assert request.cancelled_why == "Bản vẽ đã có trong hồ sơ"
    assert not request.is_open


def test_a_new_request_after_one_taken_back_is_not_the_second(office: Office) -> None:
    back = moment("2026-11-23 14:00")
    dossier = perform_act(office, "cancel_supplement", at=back, dossier=asked(office))
    dossier = perform_act(
        office, "request_supplement", at=moment("2026-11-25 09:00"), dossier=dossier
    )
    assert dossier.supplement_count == 1
    assert Violation.Kind.SUPPLEMENT_REPEATED not in kinds(dossier)


def test_a_completion_taken_back_leads_to_the_counter_with_the_old_limit(office: Office) -> None:
    dossier = perform_act(office, "submit", at=MONDAY, channel="online")
    due = dossier.reception_due_at
    dossier = perform_act(office, "request_completion", at=MONDAY, dossier=dossier)
    dossier = perform_act(
        office, "cancel_supplement", at=moment("2026-11-23 11:00"), dossier=dossier
    )
    assert (dossier.state, dossier.completion_count) == ("submitted", 0)
    assert dossier.reception_due_at == due
    # It may be asked again, being once only in the eyes of the law.
    dossier = perform_act(
        office, "request_completion", at=moment("2026-11-23 14:00"), dossier=dossier
    )
    assert dossier.completion_count == 1


def test_a_dossier_opened_incomplete_at_the_counter_has_a_limit_once_it_is_taken_back(
    office: Office,
) -> None:
    dossier = perform_act(office, "request_completion", at=MONDAY)
    assert dossier.reception_due_at is None
    dossier = perform_act(
        office, "cancel_supplement", at=moment("2026-11-23 14:00"), dossier=dossier
    )
    assert (dossier.state, dossier.submitted_at) == ("submitted", moment("2026-11-23 14:00"))
    # Three hours on Monday, the 24th is a holiday, five on Wednesday.
    assert dossier.reception_due_at == moment("2026-11-25 14:00")


def test_the_applicant_has_time_before_silence_is_a_ground(office: Office) -> None:
    dossier = asked(office)
    answer_by = dossier.supplements.get().answer_by
    assert answer_by == moment("2027-01-06 17:00"), "thirty working days"
    silent = {"ground": "applicant_silent", "document": "TB-01"}
    early = refusal(
        office, "stop", dossier, by="agency_head", at=moment("2026-12-30 09:00"), **silent
    )
    assert early == "still_time_to_answer"
    done = do_act(
        "stop",
        actor=Actor(office.agency_head),
        at=moment("2027-01-07 08:00"),
        facts=silent,
        dossier_id=dossier.pk,
    )
    assert done.dossier.state == "stopped"


def test_another_ground_needs_no_waiting(office: Office) -> None:
    dossier = perform_act(
        office, "stop", at=THURSDAY, dossier=asked(office), ground="entered_in_error"
    )
    assert dossier.state == "stopped"


def test_a_late_delivery_is_accepted_while_the_state_lasts(office: Office) -> None:
    late = moment("2027-02-24 09:00")
    dossier = perform_act(office, "accept_supplement", at=late, dossier=asked(office))
    assert (dossier.state, dossier.run) == ("received", 2)


def test_the_office_decides_how_long_the_applicant_has(office: Office, settings: Any) -> None:
    settings.SUPPLEMENT_ANSWER_WORKING_DAYS = 2
    assert asked(office).supplements.get().answer_by == moment("2026-11-26 17:00")


def test_a_rule_set_may_let_an_agency_ask_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = variant("TWICE", {"of": "ND118_2025", "supplement_max": 2})
    monkeypatch.setitem(rulesets._KNOWN, twice.code, twice)
    dossier = asked(office)
    Dossier.objects.filter(pk=dossier.pk).update(ruleset=twice.code)
    dossier = perform_act(
        office, "accept_supplement", at=moment("2026-11-23 14:00"), dossier=dossier
    )
    perform_act(office, "request_supplement", at=moment("2026-11-25 09:00"), dossier=dossier)
    assert Violation.Kind.SUPPLEMENT_REPEATED not in kinds(dossier)


def test_only_what_was_open_is_taken_off_the_list(office: Office) -> None:
    dossier = dossier_in(office, "supplement_requested", at=MONDAY)
    announcement = dossier.announcements.get()
    perform_act(office, "tell_applicant", at=MONDAY, dossier=dossier, announcement=announcement.pk)
    dossier = perform_act(office, "cancel_supplement", at=MONDAY, dossier=dossier)
    first, second = dossier.announcements.order_by("pk")
    assert (first.how, first.dropped_at) == ("phone", None)
    assert second.kind == Announcement.Kind.SUPPLEMENT_CANCELLED
    assert second.is_open
