"""What callers give for a delay notice or a letter: kind of reason, words, a new return moment, a signed file."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import IO, Any

from rest_framework.parsers import BaseParser

from agencies.api.moments import read_moment
from agencies.api.problems import Problem
from dossiers.domain.refusals import ActRefused

REASON_NAMES = ("reason_code", "reason")

#: A letter of many pages with its signature stays far below it.
MAX_PDF = 10_000_000


class PdfParser(BaseParser):
    """Takes the body as a file; refuses `too_large`. What the file is, the service finds out."""

    media_type = "application/pdf"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        body = stream.read(MAX_PDF + 1)
        if len(body) > MAX_PDF:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", limit=MAX_PDF)
        return body


def read_parts(body: Mapping[str, Any], *, date: str) -> dict[str, Any]:
    """The parts given; `date` is the name of the return moment. Refuses `unknown_fact`, `bad_…`."""
    for name in sorted(set(body) - {*REASON_NAMES, date}):
        raise ActRefused("unknown_fact", field=name, name=name)
    parts: dict[str, Any] = {name: _text(body, name) for name in REASON_NAMES}
    parts[date] = _moment(body, date)
    return {name: value for name, value in parts.items() if value is not None}


def read_answer(body: Mapping[str, Any]) -> dict[str, Any]:
    """The whole answer to a demand; refuses `missing_…` besides."""
    parts = read_parts(body, date="proposed_until")
    for name in (*REASON_NAMES, "proposed_until"):
        if name not in parts:
            raise ActRefused(f"missing_{name}", field=name)
    return parts


def _text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise ActRefused(f"bad_{name}", field=name)
    return value


def _moment(body: Mapping[str, Any], name: str) -> datetime | None:
    value = body.get(name)
    if value is None:
        return None
    moment = read_moment(value)
    if moment is None:
        raise ActRefused(f"bad_{name}", field=name)
    return moment
