"""Several agencies on one dossier over REST: the control slip, questions, verifications, links, forwarding."""

from collections.abc import Callable

from agencies.selectors import Actor
from dossiers.models import Consultation, Dossier
from dossiers.services import do_act
from tests.factories import Office, dossier_in, moment, opening_facts, perform_act
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
AT = moment("2026-03-10 09:00")


def test_the_control_slip_tells_kind_giver_receiver_time_and_result(
    office: Office, call: Call
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    perform_act(office, "refuse_hand_over", at=AT, dossier=dossier)
    first, second = call("counter").get(f"dossiers/{dossier.code}/handovers/")["results"]
    assert (first["number"], first["kind"], first["result"]) == (1, "transfer", "on_time")
    assert first["due_at"] == "2026-03-13T09:00:00+07:00"
    assert (second["kind"], second["grounds"], second["remark"]) == (
        "refusal",
        "poor",
        "Thiếu tờ trình",
    )
    unread = call("oversight").get(f"dossiers/{dossier.code}/handovers/")["results"]
    assert (unread[1]["grounds"], unread[1]["remark"]) == ("poor", None)


def test_a_question_is_asked_and_its_answer_read(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    specialist = call("specialist")
    question = {
        "asked_agency": office.centre.code,
        "consultation_kind": "task",
        "question": "Xác nhận đã nộp phí",
        "answer_by": "2099-06-30T17:00",
    }
    specialist.post(f"dossiers/{dossier.code}/acts/", {"act": "consult", "facts": question})
    asked = specialist.get(f"dossiers/{dossier.code}/")["consultations"]
    assert [(each["kind"], each["agency"]["code"], each["question"]) for each in asked] == [
        ("task", office.centre.code, "Xác nhận đã nộp phí")
    ]
    assert asked[0]["answer_by"] == "2099-06-30T17:00:00+07:00"
    assert asked[0]["id"] == Consultation.objects.get().pk
    unread = call("oversight").get(f"dossiers/{dossier.code}/")
    assert unread["consultations"][0]["question"] is None
    assert unread["verifications"] is None


def test_verifications_stand_in_the_detail(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    perform_act(office, "record_verification", at=AT, dossier=dossier)
    found = call("specialist").get(f"dossiers/{dossier.code}/")["verifications"]
    assert [each["participants"] for each in found] == [["Trần Văn Thẩm", "Nguyễn Văn Ví Dụ"]]


def test_linked_dossiers_tell_where_they_stand(office: Office, call: Call) -> None:
    leading = dossier_in(office, "processing", at=AT)
    facts = opening_facts(office, linked_to=leading.code)
    led = do_act("receive", actor=Actor(office.counter), at=AT, facts=facts).dossier
    (found,) = call("specialist").get(f"dossiers/{led.code}/linked/")["results"]
    assert (found["code"], found["leads"], found["state"], found["due_at"]) == (
        leading.code,
        True,
        "processing",
        "2026-03-17T17:00:00+07:00",
    )
    (back,) = call("specialist").get(f"dossiers/{leading.code}/linked/")["results"]
    assert (back["code"], back["leads"]) == (led.code, False)


def test_a_forwarded_dossier_says_where_it_went(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=AT)
    answer = call("counter").post(
        f"dossiers/{dossier.code}/acts/",
        {"act": "forward", "facts": {"to_one_stop": office.commune.code}},
    )
    assert (answer["forwarded_to"], answer["arrived_at"]) == (office.commune.code, None)
    refused = call("counter").post(f"dossiers/{dossier.code}/acts/", {"act": "transfer"})
    assert refused["code"] == "not_arrived"
    assert Dossier.objects.get().state == "received"
