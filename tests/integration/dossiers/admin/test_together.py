"""At the desks of several agencies: the control slip, questions, verifications, linked dossiers, forwarding."""

import pytest

from agencies.domain.roles import Role
from agencies.selectors import Actor
from dossiers.models import Consultation, Dossier, Verification
from dossiers.services import do_act
from tests.factories import Office, dossier_in, make_officer, moment, opening_facts, perform_act
from tests.integration.dossiers.admin.conftest import LIST, Desk, text

AT = moment("2026-03-10 09:00")


def page_of(dossier: Dossier, act: str = "") -> str:
    return f"{LIST}{dossier.key}/" + (f"acts/{act}/" if act else "")


def test_the_control_slip_marks_the_late_and_names_why_something_came_back(
    office: Office, desk
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    dossier = perform_act(office, "transfer", at=moment("2026-03-11 10:00"), dossier=dossier)
    dossier = perform_act(
        office, "refuse_hand_over", at=moment("2026-03-11 11:00"), dossier=dossier
    )
    page = text(desk(Role.COUNTER).get(page_of(dossier)))
    assert page.count('class="desk-slip-late"') == 1
    assert "Sent back: Not in order" in page
    assert "Thiếu tờ trình" in page
    assert "Not transferred in time" in page, "the violation of the counter"
    unread = text(desk(Role.OVERSIGHT).get(page_of(dossier)))
    assert "Sent back: Not in order" in unread
    assert "Thiếu tờ trình" not in unread


def test_the_desk_that_is_past_its_time_is_told_so(office: Office, desk) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    page = text(desk(Role.SPECIALIST).get(page_of(dossier)))
    assert "The desk that has it is past its time." in page


def test_another_agency_is_asked_with_a_deadline_and_answers_from_its_own_desk(
    office: Office, desk
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    question = {
        "act": "consult",
        "asked_agency": office.commune.code,
        "consultation_kind": "opinion",
        "question": "Thửa đất có tranh chấp không?",
        "answer_by_day": "30/06/2099",
        "answer_by_time": "17:00",
    }
    specialist = desk(Role.SPECIALIST)
    offered = specialist.get(page_of(dossier, "consult")).context["form"].fields["asked_agency"]
    assert office.department.code not in dict(offered.choices)
    assert specialist.post(page_of(dossier, "consult"), question).status_code == 302
    consultation = Consultation.objects.get()
    assert consultation.answer_by == moment("2099-06-30 17:00"), "the office's own time"
    chairman = Desk(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    assert "Thửa đất có tranh chấp không?" in text(chairman.get(page_of(dossier)))
    form = chairman.get(page_of(dossier, "answer_consultation")).context["form"]
    assert [key for key, _label in form.fields["consultation"].choices] == [str(consultation.pk)]
    answer = {
        "act": "answer_consultation",
        "consultation": consultation.pk,
        "answer": "Không có tranh chấp",
    }
    done = chairman.post(page_of(dossier, "answer_consultation"), answer, follow=True)
    assert "Answer the question: done." in text(done)
    assert "Không có tranh chấp" in text(specialist.get(page_of(dossier)))


def test_an_agency_answers_only_what_it_is_asked_itself(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    perform_act(office, "consult", at=AT, dossier=dossier)
    perform_act(office, "consult", at=AT, dossier=dossier, asked_agency=office.centre.code)
    chairman = Desk(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    form = chairman.get(page_of(dossier, "answer_consultation")).context["form"]
    assert len(form.fields["consultation"].choices) == 1


@pytest.mark.parametrize(("day", "time"), [("mai", "17:00"), ("30/06/2099", ""), ("", "17:00")])
def test_a_moment_without_its_day_or_time_is_refused_at_its_field(
    office: Office, desk, day: str, time: str
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    given = {"act": "consult", "answer_by_day": day, "answer_by_time": time}
    shown = desk(Role.SPECIALIST).post(page_of(dossier, "consult"), given).context["form"].shown
    assert shown["answer_by"].errors


def test_a_verification_is_written_down_line_by_line_and_hidden_from_oversight(
    office: Office, desk
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    given = {
        "act": "record_verification",
        "held_at_day": "10/03/2026",
        "held_at_time": "09:30",
        "place": "Thửa đất số 1",
        "participants": "Trần Văn Thẩm\nNguyễn Văn Ví Dụ",
        "content": "Ranh giới đúng",
        "applicant_attended": "on",
    }
    desk(Role.SPECIALIST).post(page_of(dossier, "record_verification"), given)
    assert Verification.objects.get().participants == ["Trần Văn Thẩm", "Nguyễn Văn Ví Dụ"]
    assert "Thửa đất số 1" in text(desk(Role.COUNTER).get(page_of(dossier)))
    assert "Thửa đất số 1" not in text(desk(Role.OVERSIGHT).get(page_of(dossier)))


@pytest.mark.parametrize("role", [Role.COUNTER, Role.SPECIALIST])
def test_linked_dossiers_show_each_other_with_state_and_due_date(
    office: Office, desk, role: Role
) -> None:
    leading = dossier_in(office, "received", at=AT)
    facts = opening_facts(office, linked_to=leading.code)
    led = do_act("receive", actor=Actor(office.counter), at=AT, facts=facts).dossier
    for one, other in ((leading, led), (led, leading)):
        page = text(desk(role).get(page_of(one)))
        assert page_of(other) in page
        assert "due 17:00 17/03/2026" in page
    assert "<strong>leads</strong>" in text(desk(role).get(page_of(led)))


def test_a_dossier_is_forwarded_and_its_arrival_confirmed(office: Office, counter) -> None:
    dossier = dossier_in(office, "received", at=AT)
    counter.post(
        page_of(dossier, "forward"), {"act": "forward", "to_one_stop": office.commune.code}
    )
    assert "on its way" in text(counter.get(page_of(dossier)))
    other = Desk(make_officer("quayxa", Role.COUNTER, office.commune))
    assert "its arrival has to be confirmed first" in text(other.get(page_of(dossier)))
    other.post(page_of(dossier, "confirm_arrival"), {"act": "confirm_arrival"})
    assert "arrived" in text(counter.get(page_of(dossier)))
    assert Dossier.objects.get().arrived_at is not None
