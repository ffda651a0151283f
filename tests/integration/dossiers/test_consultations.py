"""Other agencies are asked: several at once, each until its own deadline, none of them stopping the clock."""

from datetime import datetime
from typing import Any

import pytest

from agencies.domain.roles import Role
from agencies.models import Agency, AgencyKind, Officer
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Consultation, Dossier, Violation
from dossiers.selectors import dossier_for, open_acts
from dossiers.selectors.handovers import coordinating_agencies
from dossiers.services import do_act, record_missed_limits
from tests.factories import Office, act_facts, dossier_in, make_officer, moment, perform_act

AT = moment("2026-03-10 09:00")
DEADLINE = moment("2026-03-12 09:00")


@pytest.fixture
def commune_head(office: Office) -> Officer:
    return make_officer("chutich1", Role.AGENCY_HEAD, office.commune, full_name="Cao Văn Xã")


def asked(office: Office, dossier: Dossier, **facts: Any) -> Consultation:
    """The commune is asked by the department, until the 12th, 09:00."""
    perform_act(office, "consult", at=AT, dossier=dossier, **facts)
    return Consultation.objects.latest("pk")


def answer(
    officer: Officer, consultation: Consultation, *, at: datetime, text: str = "Không tranh chấp"
) -> None:
    do_act(
        "answer_consultation",
        actor=Actor(officer),
        at=at,
        facts={"consultation": consultation.pk, "answer": text},
        dossier_id=consultation.dossier_id,
    )


def lateness() -> list[tuple[str, int, str]]:
    late = Violation.objects.filter(kind=Violation.Kind.CONSULTATION_LATE)
    return list(late.values_list("kind", "agency_id", "occasion"))


def test_a_question_is_answered_in_time_and_the_clock_runs_on(
    office: Office, commune_head: Officer
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    due_at = dossier.due_at
    consultation = asked(office, dossier)
    assert (consultation.asked_by, consultation.agency) == (office.department, office.commune)
    answer(commune_head, consultation, at=DEADLINE)
    consultation.refresh_from_db()
    assert (consultation.answered_by, consultation.answer) == (commune_head, "Không tranh chấp")
    assert lateness() == []
    assert Dossier.objects.get().due_at == due_at


def test_a_late_answer_is_taken_and_written_down_against_the_agency_asked(
    office: Office, commune_head: Officer
) -> None:
    consultation = asked(office, dossier_in(office, "processing", at=AT))
    late = moment("2026-03-12 09:01")
    record_missed_limits(at=late)
    answer(commune_head, consultation, at=late)
    found = ("consultation_late", office.commune.pk, f"consultation:{consultation.pk}")
    assert lateness() == [found], "once, whether the sweep or the answer came first"


def test_several_questions_run_at_once_each_answered_by_its_own_agency(
    office: Office, commune_head: Officer
) -> None:
    other = Agency.objects.create(code="H41.04", kind=AgencyKind.DEPARTMENT, name="Sở Khác")
    other_head = make_officer("giamdoc2", Role.AGENCY_HEAD, other)
    dossier = dossier_in(office, "processing", at=AT)
    first = asked(office, dossier)
    second = asked(office, dossier, asked_agency=other.code, consultation_kind="task")
    assert coordinating_agencies(dossier) == [office.commune, other]
    with pytest.raises(ActRefused, match="wrong_role"):
        answer(commune_head, second, at=AT)
    answer(other_head, second, at=AT)
    answer(commune_head, first, at=AT)
    with pytest.raises(ActRefused, match="wrong_role"):
        answer(commune_head, first, at=AT)  # nothing open is asked of it any more


def test_a_question_answered_cannot_be_answered_again(
    office: Office, commune_head: Officer
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    first = asked(office, dossier)
    asked(office, dossier)
    answer(commune_head, first, at=AT)
    with pytest.raises(ActRefused, match="unknown_consultation"):
        answer(commune_head, first, at=AT)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"asked_agency": "H41.03"}, "asks_itself"),
        ({"asked_agency": "H41.03.01"}, "unknown_asked_agency"),
        ({"asked_agency": "H41.77"}, "unknown_asked_agency"),
        ({"answer_by": "2026-03-10T09:00:00+07:00"}, "answer_by_passed"),
        ({"answer_by": "2026-02-30T09:00"}, "bad_answer_by"),
        ({"question": ""}, "missing_question"),
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(
    office: Office, facts: dict[str, str], code: str
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    with pytest.raises(ActRefused, match=code):
        perform_act(office, "consult", at=AT, dossier=dossier, **facts)


def test_the_one_stop_unit_asks_in_its_own_name(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    facts = act_facts(office, "consult", at=AT)
    do_act("consult", actor=Actor(office.counter), at=AT, facts=facts, dossier_id=dossier.pk)
    assert Consultation.objects.get().asked_by == office.centre


def test_a_question_taken_back_stays_with_its_reason(office: Office) -> None:
    consultation = asked(office, dossier_in(office, "processing", at=AT))
    do_act(
        "cancel_consultation",
        actor=Actor(office.specialist),
        at=AT,
        facts={"consultation": consultation.pk, "reason": "Đã có bản đồ"},
        dossier_id=consultation.dossier_id,
    )
    consultation.refresh_from_db()
    assert (consultation.is_open, consultation.cancelled_why) == (False, "Đã có bản đồ")
    assert not Dossier.objects.get().has_open_consultation


@pytest.mark.parametrize(("act", "state"), [("settle", "settled"), ("withdraw", "withdrawn"), ("stop", "stopped")])  # fmt: skip
def test_nothing_stays_open_on_a_dossier_that_is_over(office: Office, act: str, state: str) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    consultation = asked(office, dossier)
    perform_act(office, act, at=moment("2026-03-12 10:00"), dossier=dossier)
    consultation.refresh_from_db()
    assert consultation.cancelled_why == state
    assert len(lateness()) == 1, "who had not answered an hour after the deadline was late"


def test_the_agency_asked_sees_the_dossier_then_and_afterwards_and_only_answers(
    office: Office, commune_head: Officer
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    assert dossier_for(commune_head, dossier.code, at=AT) is None
    consultation = asked(office, dossier)
    seen = dossier_for(commune_head, dossier.code, at=AT)
    assert seen == dossier
    actor = Actor(commune_head)
    assert [found.act for found in open_acts(seen, actor=actor, at=AT)] == ["answer_consultation"]
    answer(commune_head, consultation, at=AT)
    colleague = make_officer("congchuc1", Role.SPECIALIST, office.commune)
    assert dossier_for(colleague, dossier.code, at=AT) == dossier
    assert open_acts(dossier, actor=Actor(colleague), at=AT) == []
