"""`?fields=ref,state`: of each thing told only what the caller asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.problems import FieldError, Problem, frame_sentence
from agencies.api.queries import FIELDS
from agencies.api.schema import COMPONENTS, Schema


@dataclass(frozen=True, slots=True)
class Telling:
    """What a GET tells: the members of the thing, or of each thing in a list."""

    names: tuple[str, ...] = ()
    is_list: bool = False

    def only(self, fields: frozenset[str], answer: Mapping[str, Any]) -> dict[str, Any]:
        """The answer with the members asked for; what stands beside a list stays as it is."""
        if self.is_list:
            return {**answer, "results": [_only(fields, each) for each in answer["results"]]}
        return _only(fields, answer)


def fields_asked(request: Request, telling: Telling) -> frozenset[str] | None:
    """The members asked for, None for all; refuses `unknown_field`, of doors that tell none `unknown_filter`."""
    if FIELDS not in request.query_params:
        return None
    if not telling.names:
        raise _unknown([FIELDS], code="unknown_filter")
    given = ",".join(request.query_params.getlist(FIELDS)).split(",")
    asked = frozenset(name.strip() for name in given if name.strip())
    if strange := sorted(asked - set(telling.names)):
        raise _unknown(strange, code="unknown_field")
    if not asked:
        raise _unknown([""], code="unknown_field")
    return asked


@cache
def telling_of(door: type[APIView]) -> Telling:
    """What a door tells by GET, as its own description has it."""
    described = getattr(getattr(door, "get", None), "kwargs", {}).get("schema")
    if described is None:
        return Telling()
    description, view = described(), door()
    view.request, view.kwargs = None, {}
    description.view, description.method = view, "GET"
    answer = description.get_response_serializers().get((HTTPStatus.OK.value, "application/json"))
    return _telling(answer.response) if answer else Telling()


def _telling(schema: Schema) -> Telling:
    """An answer without a name of its own that has `results` is a list."""
    results = schema.get("properties", {}).get("results", {})
    is_list = "items" in results
    thing = results["items"] if is_list else schema
    if "$ref" in thing:
        thing = COMPONENTS[thing["$ref"].rpartition("/")[2]]
    return Telling(tuple(thing.get("properties", {})), is_list)


def _only(fields: frozenset[str], thing: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if name in fields}


def _unknown(names: list[str], *, code: str) -> Problem:
    errors = [FieldError(name, code, frame_sentence(code, name=name)) for name in names]
    return Problem(HTTPStatus.BAD_REQUEST, code, detail=errors[0].detail, errors=errors)
