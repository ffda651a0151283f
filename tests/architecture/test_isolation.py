"""Nobody sees or does more than they should: lists and details agree, and what is foreign does not exist."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase

from config.request_log import HEADER
from dossiers.models import AccessRecord, Announcement, Violation
from dossiers.services import ACTS
from notifications.models import ApologyLetter, DelayNotice, Message, OverdueFlag
from tests.architecture.endpoints import endpoints
from tests.architecture.sight import DECISIVE, SEES
from tests.factories import act_facts, opening_facts
from tests.integration.api.caller import Caller
from tests.neighbourhood import NOW, Neighbourhood
from tests.things import Thing, absent, nameless, things_at

pytestmark = pytest.mark.django_db

#: Acts with facts that suffice.
PERFORMABLE = set(ACTS) - {"submit", "reappoint"}
each_holder = pytest.mark.parametrize("holder", SEES)


def addresses(part_of: str) -> list[str]:
    """Addresses below a root that answer GET, with `{name}` for their named parts."""
    found = (_braced(each.pattern) for each in endpoints() if each.method == "GET")
    return sorted(address for address in found if address.startswith(part_of))


def _braced(pattern: str) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)


def about(model: Any) -> Callable[[Neighbourhood], set[str]]:
    """The dossiers that have rows of a model."""

    def find(built: Neighbourhood) -> set[str]:
        keys = set(model.objects.values_list("dossier_id", flat=True))
        return {word for word, dossier in built.dossiers.items() if dossier.pk in keys}

    return find


def every_one(built: Neighbourhood) -> set[str]:
    return set(built.dossiers)


#: Lists of the REST doors, and the dossiers each would name to whoever sees everything.
LISTS: Mapping[str, Callable[[Neighbourhood], set[str]]] = {
    "/api/v1/dossiers/": every_one,
    "/api/v1/changes/": every_one,
    "/api/v1/announcements/": about(Announcement),
    "/api/v1/violations/": about(Violation),
    "/api/v1/accesses/": about(AccessRecord),
    "/api/v1/delay-notices/": about(DelayNotice),
    "/api/v1/apologies/": about(ApologyLetter),
    "/api/v1/overdue-flags/": about(OverdueFlag),
}
#: Lists of less than that: of whoever answers for it, or of what waits at one desk.
PART_LISTS = {"/api/v1/feedback/", "/api/v1/webhook/deliveries/"}
#: Codes and states and nothing else, for those who answer for the messages being sent.
OUTBOX = {"/api/v1/messages/", "/admin/notifications/message/"}
#: Shut or opened by more than the sight of the dossier.
NARROWER = {"/api/v1/feedback/{ref}/"}
#: Tells where a linked dossier stands, whoever has it (art. 19.6).
OF_OTHERS = {"/api/v1/dossiers/{key}/linked/"}


def beside(holder: str) -> set[str]:
    """What a dossier was opened as linked with stands among its facts, whoever has it (art. 19.6)."""
    return {"theirs running"} if "linked with theirs" in SEES[holder] else set()


@each_holder
def test_each_list_names_exactly_what_its_reader_may_open(
    holder: str, around: Neighbourhood
) -> None:
    caller = Caller(around.holders[holder])
    for address, named in LISTS.items():
        answer = whole_list(caller, address)
        if answer.status_code == HTTPStatus.OK:
            found = around.named_in(answer.content.decode())
            seen = named(around) & SEES[holder]
            assert seen <= found <= seen | beside(holder), address


@each_holder
def test_no_address_without_a_key_names_what_its_reader_may_not_open(
    holder: str, around: Neighbourhood
) -> None:
    """And one that names any dossier is a list that stands above."""
    caller = Caller(around.holders[holder])
    for address in addresses("/api/v1/"):
        if "{" not in address:
            found = around.named_in(shown(whole_list(caller, address)))
            assert found <= SEES[holder] | beside(holder) or address in OUTBOX, address
            assert not found or address in {*LISTS, *PART_LISTS, *OUTBOX}, address


@each_holder
def test_what_a_list_names_opens_and_nothing_else(holder: str, around: Neighbourhood) -> None:
    caller = Caller(around.holders[holder])
    for of_list, of_one in lists_and_details():
        answer = whole_list(caller, of_list)
        named = set(names_told(json.loads(answer.content).get("results", [])))
        for thing in things_at(of_one, around):
            opened = status_at(caller, filled(of_one, thing))
            is_named = bool(named & set(thing.parts.values()))
            assert (opened == HTTPStatus.OK) == is_named, (of_one, thing)
            assert is_named or opened == shut_as(answer.status_code), (of_one, thing)


def lists_and_details() -> Iterator[tuple[str, str]]:
    """A list, and the address below it that leads to one of the things listed."""
    every = addresses("/api/v1/")
    for address in every:
        of_one = re.fullmatch(r"(.*/)\{\w+\}/", address)
        if of_one and "{" not in of_one[1] and of_one[1] in every:
            yield of_one[1], address


def shut_as(status_of_list: int) -> int:
    """What is foreign does not exist, unless the whole list is shut to the role."""
    if status_of_list == HTTPStatus.FORBIDDEN:
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.NOT_FOUND


def status_at(caller: Caller, address: str) -> int:
    """What a GET answers; it is read to its end, which closes the file behind it."""
    answer = caller.client.get(address, headers=caller.headers)
    shown(answer)
    return answer.status_code


def whole_list(caller: Caller, address: str) -> HttpResponseBase:
    """As long as a page may be, where there are pages."""
    answer = caller.client.get(address, {"page_size": "200"}, headers=caller.headers)
    if answer.status_code == HTTPStatus.BAD_REQUEST:
        answer = caller.client.get(address, headers=caller.headers)
    return answer


def names_told(told: Any) -> Iterator[str]:
    """By what each of the things listed is called."""
    for each in told:
        yield from (str(each[name]) for name in _NAMES if each.get(name) is not None)


_NAMES = ("id", "ref", "code", "username", "unit")


def shown(answer: HttpResponseBase) -> str:
    """The text of an answer, also of one that comes as a stream."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


@pytest.mark.slow
@each_holder
def test_each_address_of_a_dossier_opens_exactly_to_those_who_see_it(
    holder: str, around: Neighbourhood
) -> None:
    caller = Caller(around.holders[holder])
    for address in addresses("/api/v1/"):
        for thing in decisive(address, around):
            answer = caller.client.get(filled(address, thing), headers=caller.headers)
            named = around.named_in(shown(answer))
            there, seen = answer.status_code != HTTPStatus.NOT_FOUND, thing.dossier in SEES[holder]
            # Who may see none of a kind is told so whatever is asked for.
            shut = not there or answer.status_code == HTTPStatus.FORBIDDEN
            assert there == seen or (address in NARROWER and shut), (address, thing)
            told = SEES[holder] | beside(holder)
            assert named <= told or address in OF_OTHERS, (address, named)


def decisive(address: str, around: Neighbourhood) -> Iterator[Thing]:
    """What belongs to a dossier, of those dossiers that decide."""
    if "{" not in address or "/lookup/" in address:
        return
    for thing in things_at(address, around):
        if thing.dossier in DECISIVE:
            yield thing


def filled(address: str, thing: Thing) -> str:
    return address.format(**thing.parts)


#: Whatever a caller may send along.
_HEADERS = {"If-Match": '"1"', "Idempotency-Key": "thu-mot-lan"}


@pytest.mark.parametrize("named_officer", [None, "chuyenvien2"])
def test_what_is_foreign_answers_as_what_does_not_exist(
    named_officer: str | None, around: Neighbourhood
) -> None:
    """Word for word, by every method, to the other department's machine, alone and for its officer."""
    caller = Caller(around.holders["their partner"])
    caller.headers |= _HEADERS
    if named_officer:
        caller.headers["On-Behalf-Of"] = named_officer
    for endpoint in endpoints():
        address = _braced(endpoint.pattern)
        if not address.startswith("/api/v1/"):
            continue
        for thing in foreign(address, around):
            for method in (endpoint.method, "HEAD"):
                answers = [_told(caller, method, address, each) for each in (thing, absent(thing))]
                assert answers[0] == answers[1], (method, address)
                # A body that cannot be taken is refused first; that too tells nothing.
                assert answers[0][0] in _NOT_THERE or method == "POST", (method, address)
                assert answers[0][0] >= HTTPStatus.BAD_REQUEST, (method, address)


_NOT_THERE = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.FORBIDDEN}


def foreign(address: str, around: Neighbourhood) -> list[Thing]:
    """One thing of a dossier in which the other department has no part."""
    things = things_at(address, around) if "{" in address and "/lookup/" not in address else []
    return [each for each in things if each.dossier in ("overdue", "processing")][:1]


def _told(
    caller: Caller, method: str, address: str, thing: Thing
) -> tuple[int, str, dict[str, str]]:
    """Status, body without the key, and headers of an answer; what it may have done is taken back.

    Every request has a number of its own: that header says nothing of the thing.
    """
    with transaction.atomic():
        answer = caller.client.generic(
            method,
            filled(address, thing),
            b"{}" if method == "POST" else b"",
            content_type="application/json",
            headers=caller.headers,
        )
        transaction.set_rollback(True)
    body = nameless(shown(answer), thing)
    headers = {name: value for name, value in answer.items() if name != HEADER}
    return answer.status_code, body, headers


def test_a_search_finds_what_its_reader_may_open_and_nothing_else(around: Neighbourhood) -> None:
    """In the list by what it is asked for, at the door that finds one, and by the applicant's number."""
    for holder in ("counter", "their specialist", "village counter", "moved away", "stranger"):
        caller = Caller(around.holders[holder])
        for word in sorted(DECISIVE):
            dossier = around.dossiers[word]
            applicant = dossier.applicant
            listed = caller.get("dossiers/", {"q": applicant.phone})
            found = caller.post("dossiers/find/", {"text": dossier.code or applicant.phone})
            known = caller.post("known-applicants/", {"identity_number": applicant.identity_number})
            assert around.named_in(str(listed)) == {word} & SEES[holder], (holder, word)
            assert around.named_in(str(found)) == {word} & SEES[holder], (holder, word)
            assert around.named_in(str(known)) <= SEES[holder], (holder, word)


def test_whoever_has_moved_reads_what_they_acted_on_and_may_do_nothing_with_it(
    around: Neighbourhood,
) -> None:
    caller = Caller(around.holders["moved away"])
    dossier = around.dossiers["overdue"]
    assert caller.get(f"dossiers/{dossier.key}/")["ref"] == str(dossier.ref)
    assert caller.get(f"dossiers/{dossier.key}/acts/")["results"] == []
    for act in sorted(ACTS):
        facts = act_facts(around.office, act, at=NOW) if act in PERFORMABLE else {}
        refusal = caller.post(f"dossiers/{dossier.key}/acts/", {"act": act, "facts": facts})
        assert refusal["code"].startswith(("wrong_", "unknown_")), (act, refusal)


@pytest.mark.parametrize("holder", ["role ended", "role to begin", "administrator", "stranger"])
def test_without_a_role_today_nothing_can_be_opened_either(
    holder: str, around: Neighbourhood
) -> None:
    caller = Caller(around.holders[holder])
    for act in ("submit", "receive", "request_completion", "decline"):
        suffice = act_facts(around.office, act, at=NOW) if act in PERFORMABLE else {}
        facts = {**opening_facts(around.office), **suffice}
        refusal = caller.post("dossiers/", {"act": act, "facts": facts})
        assert (caller.status, refusal["code"]) == (HTTPStatus.FORBIDDEN, "wrong_role"), act


def test_a_webhook_is_told_of_what_its_machine_may_open(around: Neighbourhood) -> None:
    for holder in ("partner", "their partner"):
        machine = around.holders[holder]
        told = Message.objects.filter(officer=machine, channel="webhook", dossier__isnull=False)
        keys = set(told.values_list("dossier_id", flat=True))
        words = {word for word, dossier in around.dossiers.items() if dossier.pk in keys}
        assert words
        assert words <= SEES[holder]
