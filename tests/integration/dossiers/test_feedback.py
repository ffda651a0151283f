"""Feedback: given behind a key, sent to the agency in charge with a limit, answered once, read by few."""

import uuid
from datetime import datetime
from threading import Thread

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from agencies.domain.roles import Role
from agencies.models import Officer
from agencies.selectors import Actor
from dossiers.admin.feedback import feedback_pile
from dossiers.admin.tiles import Pile
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent, Feedback, Violation
from dossiers.selectors.feedback import feedback_for
from dossiers.services import record_missed_limits
from dossiers.services.feedback import MAX_TEXT, MOST_OPEN, answer_feedback, give_feedback
from dossiers.services.lookup_keys import rating_token
from tests.factories import Office, dossier_in, make_office, make_officer, moment, perform_act

#: Thursday; five working days later it is Thursday again.
AT = moment("2026-03-12 09:00")
DUE = moment("2026-03-19 17:00")
LATER = moment("2026-03-20 09:00")
SAID = "Cán bộ hẹn ba lần mà không tiếp."


def said(dossier: Dossier, text: str = SAID, *, at: datetime = AT) -> Feedback:
    return give_feedback(str(dossier.ref), kind="complaint", text=text, at=at)


def answered(
    feedback: Feedback, officer: Officer, *, at: datetime = LATER, answer: str = "Xin lỗi."
):
    return answer_feedback(feedback.pk, actor=Actor(officer), answer=answer, at=at)


def test_before_the_transfer_it_goes_to_the_one_stop_unit_then_to_the_settling_agency(
    office: Office,
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    assert said(dossier, "Một").agency == office.centre
    perform_act(office, "transfer", at=AT, dossier=dossier)
    assert said(dossier, "Hai").agency == office.department


def test_the_answer_is_due_at_the_close_of_the_fifth_working_day(
    office: Office, settings: Settings
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    assert said(dossier).answer_by == DUE
    on_sunday = moment("2026-03-15 22:00")
    settings.FEEDBACK_ANSWER_WORKING_DAYS = 1
    assert said(dossier, "Nữa", at=on_sunday).answer_by == moment("2026-03-16 17:00")


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("", SAID, "bad_kind"),
        ("threat", SAID, "bad_kind"),
        ("complaint", " \n ", "missing_text"),
        ("complaint", "\x00", "missing_text"),
        ("complaint", "đ" * (MAX_TEXT + 1), "text_too_long"),
    ],
)
def test_what_is_no_feedback_is_refused(office: Office, kind: str, text: str, code: str) -> None:
    dossier = dossier_in(office, "received", at=AT)
    with pytest.raises(ActRefused) as refused:
        give_feedback(str(dossier.ref), kind=kind, text=text, at=AT)
    assert refused.value.code == code
    assert not Feedback.objects.exists()


def test_sent_twice_it_is_kept_once(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    assert said(dossier) == said(dossier)
    assert Feedback.objects.count() == 1


def test_a_dossier_has_no_more_than_five_waiting_and_one_more_after_an_answer(
    office: Office,
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    first, *_rest = [said(dossier, f"Lần {number}") for number in range(MOST_OPEN)]
    with pytest.raises(ActRefused) as refused:
        said(dossier, "Lần nữa")
    assert refused.value.code == "too_much_feedback"
    answered(first, office.specialist, at=AT)
    assert said(dossier, "Lần nữa").pk


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_no_more_than_five() -> None:
    dossier = dossier_in(make_office(), "received", at=AT)
    refused: list[str] = []

    def send(number: int) -> None:
        try:
            said(dossier, f"Lần {number}")
        except ActRefused as refusal:
            refused.append(refusal.code)
        connection.close()

    senders = [Thread(target=send, args=(number,)) for number in range(MOST_OPEN + 3)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert Feedback.objects.count() == MOST_OPEN
    assert refused == ["too_much_feedback"] * 3


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("specialist", True),
        ("unit_head", True),
        ("agency_head", True),
        ("counter", False),
        ("centre_head", False),
        ("oversight", False),
        ("administrator", False),
        ("partner", False),
        ("stranger", False),
    ],
)
def test_only_the_agency_in_charge_answers(office: Office, role: str, may: bool) -> None:
    feedback = said(dossier_in(office, "processing", at=AT))
    officer = getattr(office, role)
    if may:
        assert answered(feedback, officer, at=AT).answered_by == officer
        return
    with pytest.raises(ActRefused) as refused:
        answered(feedback, officer, at=AT)
    assert refused.value.code == "not_answering_agency"


def test_at_the_one_stop_unit_its_head_answers_and_not_the_counter(office: Office) -> None:
    feedback = said(dossier_in(office, "received", at=AT))
    with pytest.raises(ActRefused):
        answered(feedback, office.counter)
    assert answered(feedback, office.centre_head, at=AT).answer == "Xin lỗi."


def test_it_is_answered_once_and_the_second_is_told_who_was_first(office: Office) -> None:
    feedback = said(dossier_in(office, "processing", at=AT))
    answered(feedback, office.specialist, at=AT)
    assert answered(feedback, office.specialist, at=LATER).answered_at == AT, "a double click"
    with pytest.raises(ActRefused) as refused:
        answered(feedback, office.unit_head, answer="Không đúng.")
    assert refused.value.code == "feedback_answered"
    assert refused.value.params["officer"] == str(office.specialist)
    assert not Violation.objects.exists()


def test_late_it_is_a_violation_once_whether_the_sweep_or_the_answer_finds_it(
    office: Office,
) -> None:
    swept = said(dossier_in(office, "processing", at=AT))
    late = said(dossier_in(office, "processing", at=AT))
    answered(late, office.specialist)
    assert record_missed_limits(at=DUE)[Violation.Kind.FEEDBACK_LATE] == 0
    assert record_missed_limits(at=LATER)[Violation.Kind.FEEDBACK_LATE] == 1
    assert record_missed_limits(at=LATER)[Violation.Kind.FEEDBACK_LATE] == 0
    answered(swept, office.specialist)
    found = Violation.objects.filter(kind=Violation.Kind.FEEDBACK_LATE)
    assert {(each.dossier, each.agency, each.due_at) for each in found} == {
        (swept.dossier, office.department, DUE),
        (late.dossier, office.department, DUE),
    }
    assert found.count() == 2


def test_praise_is_passed_on_and_need_not_be_answered(client: Client, office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    praise = give_feedback(str(dossier.ref), kind="praise", text="Rất tận tình.", at=AT)
    pile = _pile(office.specialist)
    assert pile is not None
    assert pile.number == "0"
    assert record_missed_limits(at=LATER)[Violation.Kind.FEEDBACK_LATE] == 0
    assert "17:00" not in client.get(f"/gop-y/{praise.ref}/").content.decode()
    answered(praise, office.specialist, answer="Cảm ơn.")
    assert not Violation.objects.exists()


def test_it_stays_out_of_the_history_and_can_be_erased(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    before = DossierEvent.objects.count()
    feedback = said(dossier)
    answered(feedback, office.specialist)
    assert DossierEvent.objects.count() == before
    feedback.delete()
    assert not dossier.feedback.exists()


def test_it_is_read_by_the_agency_the_one_stop_unit_and_oversight_alone(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    perform_act(office, "consult", at=AT, dossier=dossier)
    asked = make_officer("duoc.hoi", Role.SPECIALIST, office.commune)
    feedback = said(dossier)
    readers = [*office.__dict__.values(), asked]
    found = {
        officer.username
        for officer in readers
        if isinstance(officer, Officer) and feedback in feedback_for(officer, at=AT)
    }
    expected = (
        office.counter, office.centre_head, office.specialist, office.unit_head,
        office.agency_head, office.oversight,
    )  # fmt: skip
    assert found == {officer.username for officer in expected}


def test_the_desk_answers_and_the_applicant_reads_it_with_the_key(
    client: Client, office: Office
) -> None:
    feedback = said(dossier_in(office, "processing", at=AT))
    page = f"/admin/dossiers/feedback/{feedback.ref}/"
    client.force_login(office.specialist)
    listed = client.get("/admin/dossiers/feedback/").content.decode()
    assert SAID in listed
    assert "Nguyễn Văn Ví Dụ" not in listed, "who complains is not on the list"
    long = "x" * (MAX_TEXT + 1)
    refused = client.post(page, {"answer": long}).content.decode()
    assert long in refused
    client.post(page, {"answer": "Sở xin lỗi và đã nhắc cán bộ."})
    client.logout()
    client.get(f"/tra-cuu/q/{feedback.dossier.lookup_token}/")
    shown = client.get(f"/tra-cuu/{feedback.dossier.code}/").content.decode()
    assert "Sở xin lỗi và đã nhắc cán bộ." in shown
    assert SAID not in shown


def test_a_colleague_who_was_slower_keeps_what_they_wrote(client: Client, office: Office) -> None:
    feedback = said(dossier_in(office, "processing", at=AT))
    answered(feedback, office.specialist, at=AT)
    client.force_login(office.unit_head)
    shown = client.post(
        f"/admin/dossiers/feedback/{feedback.ref}/", {"answer": "Một câu trả lời khác"}
    ).content.decode()
    assert "Một câu trả lời khác" in shown
    assert str(office.specialist) in shown
    feedback.refresh_from_db()
    assert feedback.answer == "Xin lỗi."


def test_oversight_sees_that_it_was_given_and_not_what_was_said(
    client: Client, office: Office
) -> None:
    feedback = said(dossier_in(office, "processing", at=AT))
    client.force_login(office.oversight)
    listed = client.get("/admin/dossiers/feedback/").content.decode()
    assert feedback.dossier.code in listed
    assert SAID not in listed
    assert client.get(f"/admin/dossiers/feedback/{feedback.ref}/").status_code == 404


@pytest.mark.parametrize(("role", "reads"), [("specialist", True), ("oversight", False)])
def test_an_export_holds_the_words_only_for_who_reads_them(
    client: Client, office: Office, role: str, reads: bool
) -> None:
    said(dossier_in(office, "processing", at=AT))
    client.force_login(getattr(office, role))
    sent = client.post("/admin/dossiers/feedback/export/?state=all", {"format": "csv"})
    file = b"".join(sent.streaming_content).decode("utf-8-sig")
    assert office.department.name in file
    assert (SAID in file) is reads


def test_foreign_feedback_does_not_exist(client: Client, office: Office) -> None:
    feedback = said(dossier_in(office, "processing", at=AT))
    client.force_login(make_officer("xa", Role.SPECIALIST, office.commune))
    assert client.get(f"/admin/dossiers/feedback/{feedback.ref}/").status_code == 404
    assert client.get(f"/admin/dossiers/feedback/{uuid.uuid4()}/").status_code == 404


def test_the_list_asks_no_more_for_more_rows(client: Client, office: Office) -> None:
    client.force_login(office.specialist)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/dossiers/feedback/").status_code == 200
        return len(asked)

    said(dossier_in(office, "processing", at=AT))
    few = queries()
    for _each in range(6):
        dossier = dossier_in(office, "processing", at=AT)
        for number in range(MOST_OPEN):
            said(dossier, f"Lần {number}")
    assert queries() == few


def test_the_card_of_the_first_page_counts_what_is_to_be_answered(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    said(dossier)
    answered(said(dossier, "Khác"), office.specialist, at=AT)
    pile = _pile(office.specialist)
    assert pile is not None
    assert (pile.number, pile.tone) == ("1", "late")
    answered(Feedback.objects.open().get(), office.unit_head, at=AT)
    assert _pile(office.specialist).number == "0"
    assert _pile(office.counter) is None, "a counter answers none"


def _pile(officer: Officer) -> Pile | None:
    request = RequestFactory().get("/admin/")
    request.user = officer
    return feedback_pile(request)


def test_the_form_opens_to_whoever_has_just_shown_the_key(client: Client, office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    form = f"/tra-cuu/{dossier.code}/gop-y/"
    closed = client.get(form)
    assert (closed.status_code, closed["Location"]) == (302, f"/tra-cuu/{dossier.code}/")
    client.post(form, {"kind": "complaint", "text": SAID})
    assert not Feedback.objects.exists()
    client.get(f"/tra-cuu/q/{dossier.lookup_token}/")
    sent = client.post(form, {"kind": "complaint", "text": SAID}, follow=True)
    shown = sent.content.decode()
    assert office.department.name in shown
    assert SAID not in shown
    other = dossier_in(office, "processing", at=AT)
    client.post(f"/tra-cuu/{other.code}/gop-y/", {"kind": "praise", "text": "Tốt"})
    assert [each.dossier for each in Feedback.objects.all()] == [dossier]


def test_the_code_on_a_refusal_slip_takes_feedback_before_there_is_a_dossier_code(
    client: Client, office: Office
) -> None:
    dossier = dossier_in(office, "declined", at=AT)
    form = f"/danh-gia/{rating_token(dossier.ref)}/gop-y/"
    assert client.get(form).status_code == 200
    sent = client.post(form, {"kind": "complaint", "text": SAID})
    feedback = Feedback.objects.get()
    assert sent["Location"] == f"/gop-y/{feedback.ref}/"
    answered(feedback, office.centre_head)
    assert "Xin lỗi." in client.get(sent["Location"]).content.decode()


def test_a_refused_form_keeps_what_was_typed(client: Client, office: Office) -> None:
    dossier = dossier_in(office, "declined", at=AT)
    form = f"/danh-gia/{rating_token(dossier.ref)}/gop-y/"
    refused = client.post(form, {"kind": "", "text": SAID})
    assert refused.status_code == 400
    assert SAID in refused.content.decode()
    assert 'role="alert"' in refused.content.decode()


def test_an_address_nobody_was_given_shows_nothing(client: Client, db: None) -> None:
    assert client.get(f"/gop-y/{uuid.uuid4()}/").status_code == 404
    assert client.get(f"/danh-gia/{'x' * 43}/gop-y/").status_code == 404


def test_feedback_is_counted_with_the_look_ups(
    client: Client, office: Office, settings: Settings
) -> None:
    settings.LOOKUP_RATE_PER_MINUTE = 3
    form = f"/danh-gia/{rating_token(dossier_in(office, 'received', at=AT).ref)}/gop-y/"
    answers = [
        client.post(form, {"kind": "praise", "text": f"Lần {number}"}).status_code
        for number in range(5)
    ]
    assert answers[0] == 302
    assert answers[-1] == 429
