"""Requests that schemathesis makes up from the OpenAPI file, led to things that exist, sent by a caller and held against it."""

import copy
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from http import HTTPStatus
from itertools import product
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import strategies as st
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode, Response
from schemathesis.checks import CheckFunction
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.generation.overrides import Override
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from dossiers.models import Announcement, Consultation
from dossiers.services import ACTS
from tests.contract.house import NOBODY, House, taken_back
from tests.factories import act_facts, opening_facts
from tests.file_samples import pdf
from tests.integration.api.caller import description
from tests.neighbourhood import NOW
from tests.things import Thing, things_at

#: Query and headers without which a door says nothing.
_DEMANDED: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "calculate_due_date": (
        {"received": "2026-11-24T09:00", "limit": "5", "unit": "working_day"},
        {},
    ),
    "preview_reception": ({"procedure": "1.000001"}, {}),
    "file_document": (
        {"copy_of": "original"},
        {"Content-Disposition": 'attachment; filename="a.pdf"'},
    ),
}

#: Without a token; an address that no door can have says so to everybody.
_KEPT_OUT = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
#: Whether sound data may be taken is for the law to say: state, role and facts, not only their shape.
#: That nobody gets in without a token is asserted outright, at every request and not by two more.
_NOT_ASKED: list[CheckFunction] = [positive_data_acceptance, ignored_auth]

#: Acts that are done to a dossier there is: none of them opens one, or comes only with a letter.
ACTS_DONE = sorted(set(ACTS) - {"submit", "reappoint"})

schemathesis.openapi.media_type(
    "application/pdf", st.sampled_from([b"", b"%PDF-1.7\n%%EOF", b"\x00" * 64])
)


@lru_cache
def described() -> BaseSchema:
    """The description, with the house's own application behind it."""
    plain = json.loads(json.dumps(description(), default=str))
    schema = schemathesis.openapi.from_dict(plain)
    schema.app = _closing(get_wsgi_application())
    # Tokens are drawn, not made up: too many wrong ones and every answer is 429.
    schema.config.generation.update(deterministic=True, with_security_parameters=False)
    return schema


def _closing(application: WSGIApplication) -> WSGIApplication:
    """The application with the end of each answer, as a server brings it about."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with closing(application(environ, start_response)) as response:
            return [b"".join(response)]

    return answer


@lru_cache
def operations() -> dict[str, APIOperation]:
    """Every operation of the description by its name."""
    found = [result.ok() for result in described().get_all_operations()]
    return {each.definition.raw["operationId"]: each for each in found}


def sent(case: Case, house: House, caller: str) -> Response:
    """The answer, which the description has; whatever was done is taken back."""
    with taken_back():
        return answered(case, house, caller)


def answered(case: Case, house: House, caller: str) -> Response:
    """The answer, which the description has."""
    headers = house.callers[caller]
    try:
        answer = case.call_and_validate(headers=headers, excluded_checks=_NOT_ASKED)
    except Exception as failure:
        failure.add_note(f"sent by: {caller}")
        raise
    if caller == NOBODY and is_shut(case.operation):
        assert answer.status_code in _KEPT_OUT, case.as_curl_command()
    return answer


def is_shut(operation: APIOperation) -> bool:
    """Whether the description asks for a token or a session."""
    return {} not in operation.definition.raw.get("security", [{}])


def made_up(operation: APIOperation) -> st.SearchStrategy[Case]:
    """Cases as described, and cases that break the description somewhere."""
    return st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


def is_broken(case: Case) -> bool:
    """Whether the case breaks the description somewhere."""
    return case.meta is not None and case.meta.generation.mode.is_negative


def border_cases(operation: APIOperation) -> Iterator[Case]:
    """Each parameter and property in turn at its borders, missing, doubled, of another type; other methods."""
    generation = operation.schema.config.generation
    yield from CoverageGenerator(
        operation=operation,
        generation_modes=list(GenerationMode),
        generation_config=generation,
        auth_storage=None,
        override=Override(query={}, headers={}, cookies={}, path_parameters={}, body={}),
        feedback=NO_FEEDBACK,
    )


def as_a_caller_would(case: Case) -> Case:
    """Without an officer or a version that do not exist, unless its headers are what the case breaks."""
    if case.meta is None or not case.meta.is_negative_at(ParameterLocation.HEADER):
        for name in ("On-Behalf-Of", "If-Match"):
            case.headers.pop(name, None)
    return case


def lead(case: Case, thing: Thing) -> Case:
    """The case led to something that exists, unless the address is what it breaks."""
    if case.meta is not None and case.meta.is_negative_at(ParameterLocation.PATH):
        return case
    case.path_parameters = parts_of(case.operation, thing)
    return case


def parts_of(operation: APIOperation, thing: Thing) -> dict[str, str]:
    """What of the thing stands in the address: one part more would break the description."""
    return {name: value for name, value in thing.parts.items() if f"{{{name}}}" in operation.path}


def plain(operation: APIOperation, thing: Thing, body: Any) -> Case:
    """Nothing but what leads to the thing, what the door demands, and a body if there is one."""
    raw = operation.definition.raw
    query, headers = _DEMANDED.get(raw["operationId"], ({}, {}))
    sent_along = {"query": dict(query), "headers": dict(headers)}
    if body is None:
        return operation.Case(path_parameters=parts_of(operation, thing), **sent_along)
    media = next(iter(raw["requestBody"]["content"]))
    return operation.Case(
        path_parameters=parts_of(operation, thing), body=body, media_type=media, **sent_along
    )


def ways_in(name: str, house: House) -> Iterator[tuple[str, Thing]]:
    """Who gets through a door, and to what: one caller for each thing that somebody gets to."""
    operation = operations()[name]
    for thing in things_of(operation, house):
        for body, caller in product(sound_bodies(operation, house) or [None], house.callers):
            answer = sent(plain(operation, thing, body), house, caller)
            if answer.status_code < HTTPStatus.BAD_REQUEST:
                yield caller, thing
                break


def things_of(operation: APIOperation, house: House) -> list[Thing]:
    """What the operation's address can lead to."""
    return things_at(operation.path, house.neighbourhood)


def sound_bodies(operation: APIOperation, house: House) -> Sequence[Any]:
    """Bodies that can be taken: the description's examples, and every act with facts that suffice."""
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    shown = [
        copy.deepcopy(example["value"])
        for media in content.values()
        for example in media.get("examples", {}).values()
    ]
    return [*shown, *_made_here(operation.definition.raw["operationId"], house)]


def act_body(act: str, house: House) -> dict[str, Any]:
    """An act, with facts that suffice in this house."""
    facts = act_facts(house.neighbourhood.office, act, at=NOW)
    if "consultation" in facts:
        facts["consultation"] = Consultation.objects.latest("pk").pk
    if "announcement" in facts:
        facts["announcement"] = (
            Announcement.objects.filter(told_at=None, dropped_at=None).latest("pk").pk
        )
    return {"act": act, "facts": facts}


def _made_here(name: str, house: House) -> list[Any]:
    office = house.neighbourhood.office
    if name == "open_dossier":
        opening = opening_facts(office)
        return [{"act": act, "facts": opening} for act in ("submit", "receive")]
    if name in ("file_document", "file_result"):
        return [pdf()]
    if name == "do_act":
        acts = operations()[name].definition.raw["requestBody"]["content"]["application/json"]
        known = description()["components"]["schemas"]["AskedAct"]["properties"]["act"]["enum"]
        assert acts
        return [
            {"act": act, "facts": act_facts(office, act, at=NOW)}
            for act in known
            if act != "submit"
        ]
    return []
