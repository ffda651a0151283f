"""`/feedback/`: who reads what applicants say, and the agency's one answer."""

from collections.abc import Callable
from datetime import datetime

from pytest_django import DjangoAssertNumQueries

from agencies.domain.roles import Role
from dossiers.models import AccessRecord, Dossier, Feedback, Violation
from dossiers.services.feedback import give_feedback
from tests.factories import Office, dossier_in, make_officer, moment
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
At = Callable[[datetime], None]
GIVEN = moment("2026-03-12 09:00")
SAID = "Cán bộ hẹn ba lần mà không tiếp."


def said(dossier: Dossier, text: str = SAID, kind: str = "complaint") -> Feedback:
    return give_feedback(str(dossier.ref), kind=kind, text=text, at=GIVEN)


def test_the_agency_in_charge_reads_it_and_answers_once(office: Office, call: Call, at: At) -> None:
    feedback = said(dossier_in(office, "processing", at=GIVEN))
    at(moment("2026-03-13 09:00"))
    head = call("agency_head")
    (row,) = head.get("feedback/", {"state": "open"})["results"]
    assert (row["id"], row["text"], row["owed"], row["late"]) == (
        str(feedback.ref),
        SAID,
        True,
        False,
    )
    told = head.post(f"feedback/{feedback.ref}/answer/", {"answer": "Xin lỗi."})
    assert (head.status, told["owed"], told["answered_by"]["username"]) == (
        200,
        False,
        office.agency_head.username,
    )
    assert head.get(f"feedback/{feedback.ref}/")["answer"] == "Xin lỗi."
    assert head.post(f"feedback/{feedback.ref}/answer/", {"answer": "Khác"})["code"] == (
        "feedback_answered"
    )
    assert head.status == 409
    assert not Violation.objects.exists()


def test_what_was_said_does_not_come_back_with_the_answer(
    office: Office, call: Call, at: At
) -> None:
    """An answer under an Idempotency-Key is kept for a day; words of applicants are not."""
    feedback = said(dossier_in(office, "processing", at=GIVEN))
    at(GIVEN)
    told = call("agency_head").post(f"feedback/{feedback.ref}/answer/", {"answer": "Xin lỗi."})
    assert (told["text"], told["answer"]) == (None, None)


def test_late_is_what_is_owed_past_its_moment(office: Office, call: Call, at: At) -> None:
    dossier = dossier_in(office, "processing", at=GIVEN)
    complaint, praise = said(dossier), said(dossier, "Rất tốt", "praise")
    at(moment("2026-03-20 09:00"))
    head = call("agency_head")
    assert [row["id"] for row in head.get("feedback/", {"state": "late"})["results"]] == [
        str(complaint.ref)
    ]
    (row,) = head.get("feedback/", {"kind": "praise"})["results"]
    assert (row["id"], row["owed"], row["late"]) == (str(praise.ref), False, False)
    assert head.get("feedback/", {"agency": office.commune.code})["results"] == []
    assert head.get("feedback/", {"state": "angry"})["code"] == "bad_filter"


def test_oversight_knows_of_it_without_the_words(office: Office, call: Call, at: At) -> None:
    feedback = said(dossier_in(office, "processing", at=GIVEN))
    at(GIVEN)
    watcher = call("oversight")
    (row,) = watcher.get("feedback/")["results"]
    assert (row["id"], row["text"]) == (str(feedback.ref), None)
    assert watcher.get(f"feedback/{feedback.ref}/") == row
    refused = watcher.post(f"feedback/{feedback.ref}/answer/", {"answer": "Thay mặt"})
    assert (watcher.status, refused["code"]) == (403, "not_answering_agency")


def test_who_reads_the_words_alone_is_noted_all_the_same(
    office: Office, call: Call, at: At
) -> None:
    feedback = said(dossier_in(office, "processing", at=GIVEN))
    at(GIVEN)
    head = call("agency_head")
    head.get("feedback/", {"fields": "kind"})
    assert not AccessRecord.objects.exists()
    assert head.get("feedback/", {"fields": "text"})["results"] == [{"text": SAID}]
    assert AccessRecord.objects.get().dossier == feedback.dossier


def test_of_another_agency_there_is_none(office: Office, call: Call, at: At) -> None:
    feedback = said(dossier_in(office, "processing", at=GIVEN))
    at(GIVEN)
    chairman = Caller(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    assert chairman.get("feedback/")["results"] == []
    for answer in (
        chairman.get(f"feedback/{feedback.ref}/"),
        chairman.post(f"feedback/{feedback.ref}/answer/", {"answer": "Không phải việc tôi"}),
    ):
        assert (chairman.status, answer["code"]) == (404, "unknown_feedback")
    for role in ("partner", "administrator", "stranger"):
        caller = call(role)
        assert caller.get("feedback/")["code"] == "permission_denied", role
        assert caller.status == 403


def test_an_answer_without_words_is_refused(office: Office, call: Call, at: At) -> None:
    feedback = said(dossier_in(office, "processing", at=GIVEN))
    at(GIVEN)
    head = call("agency_head")
    for body, code in (
        ({}, "missing_answer"),
        ({"answer": " "}, "missing_text"),
        ({"answer": "\x00"}, "bad_answer"),
        ({"answer": ["Xin lỗi"]}, "bad_answer"),
        ({"answer": "Xin lỗi", "to": "ai"}, "unknown_fact"),
    ):
        assert head.post(f"feedback/{feedback.ref}/answer/", body)["code"] == code
        assert head.status == 422


def test_the_list_costs_the_same_however_long(
    office: Office, call: Call, at: At, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dossier = dossier_in(office, "processing", at=GIVEN)
    at(GIVEN)
    head = call("agency_head")
    for text in ("Một", "Hai", "Ba"):
        said(dossier, text)
        with django_assert_num_queries(3):  # token with roles, the page, the note of who read it
            head.get("feedback/")
