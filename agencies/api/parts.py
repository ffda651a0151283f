"""`?fields=ref,state`: of each thing told only what the caller asks for."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.problems import FieldError, Problem, frame_sentence
from agencies.api.queries import FIELDS
from agencies.api.schema import COMPONENTS, Schema


def fields_asked(request: Request, door: type[APIView]) -> frozenset[str] | None:
    """The members asked for, None for all; refuses `unknown_field`, of doors that tell none `unknown_filter`."""
    given = ",".join(request.query_params.getlist(FIELDS)).split(",")
    names = frozenset(name.strip() for name in given if name.strip())
    if FIELDS not in request.query_params:
        return None
    known = names_told(door)
    if not known:
        raise _unknown([FIELDS], code="unknown_filter")
    if strange := sorted(names - set(known)):
        raise _unknown(strange, code="unknown_field")
    return names or None


def only(fields: frozenset[str], answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer with the members asked for; of a list each of its results, the rest as it is."""
    if "results" in answer:
        return {**answer, "results": [_only(fields, each) for each in answer["results"]]}
    return _only(fields, answer)


@cache
def names_told(door: type[APIView]) -> tuple[str, ...]:
    """The members of what a door tells by GET, or of each of its results, as its description has them."""
    described = getattr(getattr(door, "get", None), "kwargs", {}).get("schema")
    if described is None:
        return ()
    description, view = described(), door()
    view.request, view.kwargs = None, {}
    description.view, description.method = view, "GET"
    answer = description.get_response_serializers().get((HTTPStatus.OK.value, "application/json"))
    return tuple(thing_told(answer.response).get("properties", {})) if answer else ()


def thing_told(schema: Schema) -> Schema:
    """The schema of what an answer tells: of a list that of one of its results."""
    whole = _resolved(schema)
    results = whole.get("properties", {}).get("results", {})
    return _resolved(results["items"]) if "items" in results else whole


def _resolved(schema: Schema) -> Schema:
    if "$ref" in schema:
        return COMPONENTS[schema["$ref"].rpartition("/")[2]]
    return schema


def _only(fields: frozenset[str], thing: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if name in fields}


def _unknown(names: list[str], *, code: str) -> Problem:
    errors = [FieldError(name, code, frame_sentence(code, name=name)) for name in names]
    return Problem(HTTPStatus.BAD_REQUEST, code, detail=errors[0].detail, errors=errors)
