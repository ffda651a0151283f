"""What the OpenAPI file says of every door of a kind, so that no door has to say it itself."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema

from agencies.api.parts import Telling, telling_of
from agencies.api.queries import FIELDS
from agencies.api.repeating import KEY_HEADER, KEY_PATTERN, REPLAYED_HEADER
from agencies.api.schema import PART, Schema, listed, problem_answer
from agencies.api.visitors import VisitorRate

_KEY: Schema = {
    "in": "header",
    "name": KEY_HEADER,
    "schema": {"type": "string", "pattern": f"^{KEY_PATTERN}$"},
    "description": (
        "New for each deed. The same request under the same key is done once: a repetition gets "
        f"the first answer, with `{REPLAYED_HEADER}: true`; another request 409 "
        "`idempotency_conflict`. Kept for 24 hours. What was refused may be tried again under its key."
    ),
}
_REPLAYED: Schema = {
    "schema": {"type": "string", "const": "true"},
    "description": f"The answer of an earlier request under the same `{KEY_HEADER}`.",
}


class DoorSchema(AutoSchema):
    """Adds `fields` to whatever is told by GET, and an `Idempotency-Key` to a POST of those signed in."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Schema | None:
        operation: Schema | None = super().get_operation(*args, **kwargs)
        if operation and hasattr(self.view, "read_scope"):
            _may_be_refused(operation)
        elif operation and VisitorRate in self.view.throttle_classes:
            _may_refuse(operation, HTTPStatus.TOO_MANY_REQUESTS)
        if operation and self.method == "GET" and hasattr(self.view, "fields"):
            _may_refuse(operation, HTTPStatus.BAD_REQUEST)  # fields that it does not tell
        if operation and self.method == "POST" and getattr(self.view, "in_one_transaction", False):
            _may_be_repeated(operation)
        if operation and self.method == "GET" and (telling := telling_of(type(self.view))).names:
            _may_be_told_in_part(operation, telling)
        return operation

    def is_deprecated(self) -> bool:
        return super().is_deprecated() or getattr(self.view, "deprecation", None) is not None


def _may_be_refused(operation: Schema) -> None:
    """Whoever comes in has a token that is good, opens the door, and was not preceded by too many wrong ones."""
    _may_refuse(
        operation,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
    )


def _may_refuse(operation: Schema, *refusals: HTTPStatus) -> None:
    answers: dict[str, Schema] = operation["responses"]
    for refusal in refusals:
        answers.setdefault(str(refusal.value), problem_answer(refusal))
    operation["responses"] = dict(sorted(answers.items()))


def _may_be_repeated(operation: Schema) -> None:
    operation.setdefault("parameters", []).append(_KEY)
    answers: dict[str, Schema] = operation["responses"]
    for status, answer in answers.items():
        if status.startswith("2"):
            answer.setdefault("headers", {})[REPLAYED_HEADER] = _REPLAYED
    for refusal in (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT):
        answers.setdefault(str(refusal.value), problem_answer(refusal))
    operation["responses"] = dict(sorted(answers.items()))


def _may_be_told_in_part(operation: Schema, telling: Telling) -> None:
    operation.setdefault("parameters", []).append(
        {
            "in": "query",
            "name": FIELDS,
            "schema": {
                "type": "array",
                "items": {"type": "string", "enum": list(telling.names)},
                "minItems": 1,
            },
            "style": "form",
            "explode": False,
            "description": "Only these fields are told, parted by commas; all if not given.",
        }
    )
    told = operation["responses"]["200"]["content"]["application/json"]
    whole = told["schema"]
    part = PART
    if telling.is_list:
        part = {**whole, "properties": {**whole["properties"], "results": listed(PART)}}
    told["schema"] = {"anyOf": [whole, part]}
