"""What a request body may be: one JSON object in UTF-8, not larger and not deeper than anything the office sends."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from agencies.api.problems import Problem

#: A dossier with two hundred documents of the longest name stays below it.
MAX_BODY = 2_000_000


class ObjectParser(BaseParser):
    """Reads a JSON object; refuses `malformed`, `not_an_object`, `too_large`.

    REST framework's own parser reads a body of any size, and lets halves of surrogate pairs
    through, which no database takes.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", limit=MAX_BODY)
        values = _loaded(body)
        if not isinstance(values, dict):
            raise Problem(HTTPStatus.BAD_REQUEST, "not_an_object")
        return values


def _loaded(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig")
        values = json.loads(text, parse_constant=_refuse_constant)
        if "\\ud" in text.lower():
            json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise ParseError from None
    return values


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON.")


class OneRepresentation(DefaultContentNegotiation):
    """Each address answers in one format whatever `Accept` says (RFC 9110, section 12.4.1 lets it)."""

    def select_renderer(
        self, request: Request, renderers: list[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type
