"""A caller of the REST doors; every answer is held against the OpenAPI description as it comes in."""

import json
import re
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.authtoken.models import Token

from agencies.models import Officer

API = "/api/v1/"


@lru_cache
def description() -> dict[str, Any]:
    """The OpenAPI file as the doors describe themselves."""
    return SchemaGenerator().get_schema(public=True)


class Caller:
    """Somebody with a token, or nobody; `last` is the whole answer of the last call."""

    def __init__(self, officer: Officer | None = None, **headers: str) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {
            "Accept-Language": "en",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        if officer is not None:
            token, _ = Token.objects.get_or_create(user=officer)
            self.headers["Authorization"] = f"Token {token.key}"

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self._heard(
            "get", path, self.client.get(_address(path), query, headers=self._all(headers))
        )

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.send(path, json.dumps(body).encode(), **headers)

    def send(
        self, path: str, body: bytes, content_type: str = "application/json", **headers: str
    ) -> Any:
        answer = self.client.post(
            _address(path), body, content_type=content_type, headers=self._all(headers)
        )
        return self._heard("post", path, answer)

    @property
    def status(self) -> int:
        return self.last.status_code

    def _all(self, headers: dict[str, str]) -> dict[str, str]:
        return {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}

    def _heard(self, method: str, path: str, answer: HttpResponse) -> Any:
        self.last = answer
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        if not kind.endswith("json"):
            return answer.content
        body = json.loads(answer.content)
        hold_against_description(method, _address(path), answer.status_code, kind, body)
        return body


def hold_against_description(method: str, path: str, status: int, kind: str, body: Any) -> None:
    """Fail unless the description has this answer and its shape; refusals of unknown addresses aside."""
    operation = _operation(path.split("?")[0], method)
    if operation is None:
        assert status in (404, 405), (path, status)
        return
    assert str(status) in operation["responses"], (method, path, status, body)
    schema = operation["responses"][str(status)]["content"][kind]["schema"]
    errors = list(
        Draft202012Validator({**schema, "components": description()["components"]}).iter_errors(
            body
        )
    )
    assert not errors, (path, errors[0].message, list(errors[0].absolute_path))


def _operation(path: str, method: str) -> dict[str, Any] | None:
    matching = [
        template
        for template in description()["paths"]
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path)
    ]
    if not matching:
        return None
    # A fixed address comes before one with a key in it.
    found: dict[str, Any] = description()["paths"][min(matching, key=lambda t: t.count("{"))]
    return found.get(method)


def _address(path: str) -> str:
    return path if path.startswith(("/", "http")) else API + path
