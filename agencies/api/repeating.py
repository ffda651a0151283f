"""`Idempotency-Key`: a request that comes again gets the answer it had, and nothing is done twice."""

import hashlib
import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.files import File
from django.utils.datastructures import MultiValueDict
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.problems import Problem, bad_parameter
from agencies.api.rendering import FastJSONRenderer
from agencies.selectors import Actor
from agencies.services.repeating import Answer, KeyUsed, once, request_digest

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replayed"
KEY_PATTERN = "[!-~]{1,255}"
#: Told again with the answer.
_KEPT_HEADERS = ("ETag", "Location")
#: Kept in place of an answer that shows a secret.
_NOT_KEPT = ""


def read_key(request: Request) -> str | None:
    """The caller's key, None if there is none; refuses `bad_idempotency_key`."""
    header = request.headers.get(KEY_HEADER)
    if header is None:
        return None
    if not re.fullmatch(KEY_PATTERN, header):
        raise bad_parameter("bad_idempotency_key", KEY_HEADER)
    return header


def done_once(
    request: Request, deed: Callable[[], Response], *, key: str, said: Any, tells_secret: bool
) -> Response:
    """The answer of the deed, or the one that the same request had under the key.

    `said` is what the body says. Refuses `idempotency_conflict` and, of a deed whose answer shows
    a secret, `answer_not_kept`.
    """
    actor: Actor = request.auth
    fresh: list[Response] = []

    def kept() -> Answer:
        fresh.append(deed())
        return _kept(fresh[0], tells_secret=tells_secret)

    try:
        found = once(
            kept,
            caller=actor.machine or actor.officer,
            key=key,
            digest=_digest_of(request, said),
        )
    except KeyUsed:
        raise Problem(HTTPStatus.CONFLICT, "idempotency_conflict") from None
    return _again(found.answer) if found.repeated else fresh[0]


def claim_key(request: Request, *, key: str, said: Any) -> None:
    """Hold a key for a request whose deeds are done one by one, each under a key of its own.

    The same request may come again and do the rest; another refuses `idempotency_conflict`.
    """
    actor: Actor = request.auth
    try:
        once(
            lambda: Answer(""),
            caller=actor.machine or actor.officer,
            key=key,
            digest=_digest_of(request, said),
        )
    except KeyUsed:
        raise Problem(HTTPStatus.CONFLICT, "idempotency_conflict") from None


def said_in(body: Any) -> Any:
    """What a body says, as JSON: of files the digest of their bytes, read in pieces."""
    if isinstance(body, bytes):
        return hashlib.sha256(body).hexdigest()
    if isinstance(body, File):
        return _digest(body)
    if isinstance(body, MultiValueDict):
        return {name: [said_in(value) for value in values] for name, values in body.lists()}
    return body


def _digest_of(request: Request, said: Any) -> str:
    actor: Actor = request.auth
    return request_digest(actor.officer, [request.method, request.get_full_path(), said])


def _kept(response: Response, *, tells_secret: bool) -> Answer:
    """As text, so that it comes again word for word: PostgreSQL sorts the names of an object."""
    text = _NOT_KEPT if tells_secret else FastJSONRenderer().render(response.data).decode()
    headers = {name: response[name] for name in _KEPT_HEADERS if response.has_header(name)}
    return Answer(text, response.status_code, headers)


def _again(answer: Answer) -> Response:
    if answer.content == _NOT_KEPT:
        raise Problem(HTTPStatus.CONFLICT, "answer_not_kept")
    headers = {**answer.headers, REPLAYED_HEADER: "true"}
    return Response(json.loads(answer.content), status=answer.status, headers=headers)


def _digest(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
