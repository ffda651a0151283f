"""`Idempotency-Key`: whatever is posted, once is once, also at the same moment and through a crash."""

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from agencies.models import IdempotencyKey
from agencies.selectors import Actor
from agencies.services.repeating import Answer, answer_given, once
from agencies.tasks import forget_old_answers
from dossiers.api.acts import Acts
from dossiers.models import Dossier, DossierEvent
from dossiers.services import do_act
from notifications.models import ApologyLetter
from tests.factories import APPLICANT, Office, act_facts, dossier_in, make_office, moment
from tests.integration.api.caller import Caller, description
from tests.integration.api.test_acting import reception, submission
from tests.integration.api.test_apologies import ANSWER
from tests.integration.notifications.scenes import ANSWERED, answered, demanded

Call = Callable[..., Caller]
At = Callable[[datetime], None]
AT = moment("2026-03-10 09:00")
REPLAYED = "Idempotent-Replayed"


def hand_over(office: Office) -> dict[str, Any]:
    return {"act": "hand_over", "facts": act_facts(office, "hand_over")}


def test_the_same_request_under_one_key_opens_one_dossier(office: Office, call: Call) -> None:
    machine = call("partner", Idempotency_Key="don-0001")
    first = machine.post("dossiers/", submission(office))
    asked = machine.last
    assert REPLAYED not in asked.headers
    shuffled = dict(reversed(submission(office)["facts"].items()))
    machine.post("dossiers/", {"facts": shuffled, "act": "submit"})
    assert machine.status == 201
    assert machine.last.content == asked.content
    for header in ("ETag", "Location", "Content-Type"):
        assert machine.last.headers[header] == asked.headers[header]
    assert machine.last.headers[REPLAYED] == "true"
    assert Dossier.objects.get().ref.hex == first["ref"].replace("-", "")


def test_an_act_is_done_once_although_the_dossier_has_moved_on(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    specialist = call("specialist", Idempotency_Key="giao-1")
    path, seen = f"dossiers/{dossier.code}/acts/", {"If_Match": f'"{dossier.version}"'}
    first = specialist.post(path, hand_over(office), **seen)
    etag = specialist.last.headers["ETag"]
    call("unit_head").post(path, hand_over(office))
    again = specialist.post(path, hand_over(office), **seen)
    assert (specialist.status, again, specialist.last.headers["ETag"]) == (200, first, etag)
    assert DossierEvent.objects.filter(dossier=dossier, act="hand_over").count() == 2


def test_a_demand_is_answered_once(office: Office, call: Call, at: At) -> None:
    notice = demanded(office)
    at(ANSWERED)
    specialist = call("specialist", Idempotency_Key="giai-trinh-1")
    first = specialist.post(f"delay-notices/{notice.pk}/answer/", ANSWER)
    assert specialist.post(f"delay-notices/{notice.pk}/answer/", ANSWER) == first
    assert (specialist.status, specialist.last.headers[REPLAYED]) == (200, "true")


def test_a_letter_is_signed_once_and_one_number_is_drawn(
    office: Office, call: Call, at: At
) -> None:
    letter = answered(office)
    at(ANSWERED)
    head = call("agency_head", Idempotency_Key="ky-1")
    first = head.post(f"apologies/{letter.ref}/issue/", {})
    assert (head.status, first["number"]) == (200, 1)
    assert head.post(f"apologies/{letter.ref}/issue/", {}) == first
    assert ApologyLetter.objects.get().number == 1


def test_a_file_is_known_again_by_its_bytes(office: Office, call: Call, at: At) -> None:
    letter = answered(office)
    at(ANSWERED)
    head = call("agency_head", Idempotency_Key="tep-1")
    path = f"apologies/{letter.ref}/signed.pdf"
    refused = head.send(path, b"%PDF-1", content_type="application/pdf")
    assert (head.status, refused["code"]) == (409, "letter_not_prepared")
    assert not IdempotencyKey.objects.exists()
    IdempotencyKey.objects.create(
        caller=office.agency_head, key="tep-1", request_digest="x", answer="{}"
    )
    refused = head.send(path, b"%PDF-1", content_type="application/pdf")
    assert (head.status, refused["code"]) == (409, "idempotency_conflict")


@pytest.mark.parametrize("changed", ["body", "path", "query", "principal"])
def test_another_request_under_the_same_key_is_refused(
    office: Office, call: Call, changed: str
) -> None:
    dossier, other = (dossier_in(office, "processing", at=AT) for _ in range(2))
    head = {"On_Behalf_Of": office.agency_head.username, "Idempotency_Key": "1"}
    machine = call("partner", **head)
    path, body = f"dossiers/{dossier.code}/acts/", hand_over(office)
    machine.post(path, body)
    assert machine.status == 200
    if changed == "body":
        body["facts"] |= {"remark": "Một ý kiến khác"}
    elif changed == "path":
        path = f"dossiers/{other.code}/acts/"
    elif changed == "query":
        path += "?x=1"
    else:
        machine = call("partner", **head | {"On_Behalf_Of": office.specialist.username})
    refused = machine.post(path, body)
    assert (machine.status, refused["code"]) == (409, "idempotency_conflict")
    assert DossierEvent.objects.filter(act="hand_over").count() == 1


def test_two_callers_may_use_the_same_key(office: Office, call: Call) -> None:
    call("partner", Idempotency_Key="1").post("dossiers/", submission(office))
    call("counter", Idempotency_Key="1").post("dossiers/", reception(office))
    assert Dossier.objects.count() == 2


def test_what_was_refused_may_be_tried_again_under_its_key(office: Office, call: Call) -> None:
    counter = call("counter", Idempotency_Key="quay-1")
    counter.post("dossiers/", {"act": "receive", "facts": {}})
    assert counter.status == 422
    counter.post("dossiers/", reception(office))
    assert counter.status == 201


@pytest.mark.parametrize("key", ["", "a" * 256, "khoá", "a\x00", "a b", " "])
def test_a_key_that_is_none_is_refused(office: Office, call: Call, key: str) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    specialist = call("specialist", Idempotency_Key=key)
    refused = specialist.post(f"dossiers/{dossier.code}/acts/", hand_over(office))
    assert (specialist.status, refused["code"]) == (400, "bad_idempotency_key")
    assert not DossierEvent.objects.filter(act="hand_over").exists()


def test_the_answer_kept_holds_nothing_personal(office: Office, call: Call) -> None:
    call("counter", Idempotency_Key="1").post("dossiers/", reception(office))
    kept = str(IdempotencyKey.objects.get().answer)
    assert APPLICANT["name"] not in kept
    assert APPLICANT["phone"] not in kept


def test_no_answer_that_is_kept_has_room_for_an_applicant() -> None:
    """Whatever a POST of a signed-in door answers lies in the database for a day."""
    kept = [each for each in _posts() if _takes_a_key(each)]
    assert kept
    assert not [each["operationId"] for each in kept if "Applicant" in _named_in(each["responses"])]


def _named_in(schema: Any) -> set[str]:
    """Names of the components that a part of the description is made of."""
    names = set()
    waiting = [json.dumps(schema)]
    for text in waiting:
        for name, component in description()["components"]["schemas"].items():
            if f'"#/components/schemas/{name}"' in text and name not in names:
                names.add(name)
                waiting.append(json.dumps(component))
    return names


def test_an_answer_that_shows_a_secret_is_not_kept(
    office: Office, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Acts, "tells_secret", True)
    dossier = dossier_in(office, "processing", at=AT)
    specialist = call("specialist", Idempotency_Key="1")
    told = specialist.post(f"dossiers/{dossier.code}/acts/", hand_over(office))
    assert told["ref"] not in str(IdempotencyKey.objects.get().answer)
    refused = specialist.post(f"dossiers/{dossier.code}/acts/", hand_over(office))
    assert (specialist.status, refused["code"]) == (409, "answer_not_kept")
    assert DossierEvent.objects.filter(act="hand_over").count() == 1


def test_answers_are_forgotten_after_a_day(office: Office, call: Call) -> None:
    machine = call("partner", Idempotency_Key="1")
    machine.post("dossiers/", submission(office))
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=23, minutes=59))
    forget_old_answers()
    assert IdempotencyKey.objects.count() == 1
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=24, minutes=1))
    forget_old_answers()
    assert not IdempotencyKey.objects.exists()


def test_every_post_of_a_signed_in_door_says_that_it_takes_a_key() -> None:
    """But for those that do nothing, or see to it themselves."""
    signed_in = [each for each in _posts() if {} not in each["security"]]
    silent = {each["operationId"] for each in signed_in if not _takes_a_key(each)}
    assert silent == {"find_dossiers", "find_known_applicant"}


def _posts() -> list[dict[str, Any]]:
    return [path["post"] for path in description()["paths"].values() if "post" in path]


def _takes_a_key(operation: dict[str, Any]) -> bool:
    return "Idempotency-Key" in {each["name"] for each in operation.get("parameters", [])}


@pytest.mark.django_db(transaction=True)
def test_simultaneous_repetitions_open_one_dossier_and_get_one_answer() -> None:
    office = make_office()
    answers = _at_once(
        [Caller(office.partner, Idempotency_Key="cung-luc") for _ in range(6)],
        lambda caller: caller.post("dossiers/", submission(office))["ref"],
    )
    assert [status for status, _ in answers] == [201] * 6
    assert len({ref for _, ref in answers}) == 1
    assert Dossier.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_simultaneous_repetitions_of_an_act_do_it_once() -> None:
    office = make_office()
    dossier = dossier_in(office, "processing", at=AT)
    answers = _at_once(
        [Caller(office.specialist, Idempotency_Key="cung-luc") for _ in range(6)],
        lambda caller: caller.post(f"dossiers/{dossier.code}/acts/", hand_over(office))["version"],
    )
    assert answers == [(200, dossier.version + 1)] * 6
    assert DossierEvent.objects.filter(dossier=dossier, act="hand_over").count() == 1


def _at_once(callers: list[Caller], ask: Callable[[Caller], Any]) -> list[tuple[int, Any]]:
    ready = threading.Barrier(len(callers))
    answers: list[tuple[int, Any]] = []

    def run(caller: Caller) -> None:
        try:
            ready.wait()
            told = ask(caller)
            answers.append((caller.status, told))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[caller]) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_who_waits_behind_a_request_that_is_refused_takes_over() -> None:
    office = make_office()
    begun, go_on = threading.Event(), threading.Event()

    def refuse() -> Answer:
        begun.set()
        go_on.wait(10)
        raise LookupError

    def first() -> None:
        try:
            with pytest.raises(LookupError):
                once(refuse, caller=office.counter, key="1", digest="a")
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    begun.wait(10)
    threading.Timer(0.3, go_on.set).start()
    found = once(lambda: Answer("second"), caller=office.counter, key="1", digest="a")
    thread.join()
    assert (found.answer.content, found.repeated) == ("second", False)


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_between_deed_and_commit_leaves_neither_deed_nor_key() -> None:
    """What a killed process leaves behind: to the database both are an open transaction that ends."""
    office = make_office()
    dossier = dossier_in(office, "processing", at=AT)
    done, go_on = threading.Event(), threading.Event()
    backend: list[int] = []

    def deed() -> Answer:
        actor = Actor(office.specialist)
        do_act("hand_over", actor=actor, at=AT, dossier_id=dossier.pk, facts=facts)
        backend.append(connection.connection.info.backend_pid)
        done.set()
        go_on.wait(10)
        return Answer("never told")

    def killed() -> None:
        try:
            with pytest.raises(OperationalError):
                once(deed, caller=office.specialist, key="1", digest="a")
        finally:
            connection.close()

    facts = act_facts(office, "hand_over")
    thread = threading.Thread(target=killed)
    thread.start()
    assert done.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", backend)
    go_on.set()
    thread.join()
    assert answer_given(caller=office.specialist, key="1", digest="a") is None
    assert Dossier.objects.get().version == dossier.version
    found = once(lambda: Answer("anew"), caller=office.specialist, key="1", digest="a")
    assert not found.repeated
