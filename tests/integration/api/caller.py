"""A caller of the REST doors; every answer is held against the OpenAPI description as it comes in."""

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from agencies.domain.tokens import ALL_SCOPES, digest_of, new_token
from agencies.models import AccessToken, Officer

API = "/api/v1/"


#: Later than any test's clock; a use noted there is not written again, nor counted as a door's query.
_FAR = datetime(2100, 1, 1, tzinfo=UTC)


def token_of(officer: Officer, *scopes: str, **changed: Any) -> str:
    """A token for the account, with all scopes unless some are named."""
    text = new_token()
    given: dict[str, Any] = {"expires_at": _FAR, "last_used_at": _FAR, **changed}
    AccessToken.objects.create(
        officer=officer,
        name="thử nghiệm",
        prefix=text[:12],
        digest=digest_of(text),
        scopes=list(scopes) or sorted(ALL_SCOPES),
        **given,
    )
    return text


@lru_cache
def description() -> dict[str, Any]:
    """The OpenAPI file as the doors describe themselves."""
    return SchemaGenerator().get_schema(public=True)


class Caller:
    """Somebody with a token, or nobody; `last` is the whole answer of the last call."""

    def __init__(self, officer: Officer | None = None, *scopes: str, **headers: str) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {
            "Accept-Language": "en",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        if officer is not None:
            self.headers["Authorization"] = f"Bearer {token_of(officer, *scopes)}"

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        answer = self.client.get(_address(path), query, headers=self._all(headers))
        in_part = "fields=" in path or "fields" in (query or {})
        return self._heard("get", path, answer, in_part=in_part)

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

    def _heard(self, method: str, path: str, answer: HttpResponse, *, in_part: bool = False) -> Any:
        self.last = answer
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        if not kind.endswith("json"):
            return answer.getvalue()
        body = json.loads(answer.content)
        hold_against_description(
            method, _address(path), answer.status_code, kind, body, in_part=in_part
        )
        return body


def hold_against_description(
    method: str, path: str, status: int, kind: str, body: Any, *, in_part: bool = False
) -> None:
    """Fail unless the description has this answer and its shape; refusals of unknown addresses aside.

    `in_part`: the caller asked for some fields only, so others may be missing.
    """
    operation = _operation(path.split("?")[0], method)
    if operation is None:
        assert status in (404, 405), (path, status)
        return
    assert str(status) in operation["responses"], (method, path, status, body)
    schema = operation["responses"][str(status)]["content"][kind]["schema"]
    if not in_part:  # then the answer is whole
        schema = schema.get("anyOf", [schema])[0]
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
