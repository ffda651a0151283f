"""Refusals as problem documents (RFC 9457) with a stable code, in the language the caller asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from agencies.wording import SENTENCES as TOKEN_SENTENCES

CONTENT_TYPE = "application/problem+json"

#: Code → sentence of what the frame itself refuses; apps bring their own sentences.
SENTENCES: Mapping[str, str | Promise] = {
    **TOKEN_SENTENCES,
    "answer_not_kept": _(
        "This was done before under the same Idempotency-Key; its answer showed a secret and was not kept."
    ),
    "authentication_failed": _("The token is not valid, or its officer may no longer sign in."),
    "bad_cursor": _("The cursor is not one that this list gave out."),
    "bad_filter": _("The value of “%(name)s” cannot be used."),
    "bad_idempotency_key": _("An Idempotency-Key has 1 to 255 visible ASCII characters."),
    "idempotency_conflict": _("This Idempotency-Key came with another request before."),
    "malformed": _("The body is not JSON in UTF-8."),
    "method_not_allowed": _("This address does not take that method."),
    "not_authenticated": _("Sign in first: send the header “Authorization: Bearer …”."),
    "not_found": _("There is nothing at this address."),
    "not_an_object": _("The body must be a JSON object."),
    "permission_denied": _("You may not do this."),
    "too_large": _("The body is larger than %(limit)s bytes."),
    "too_many_requests": _("Too many requests."),
    "unknown_field": _("“%(name)s” is not a field of what is told here."),
    "unknown_filter": _("“%(name)s” is not a filter of this list."),
    "unsupported_media_type": _("Send the body as application/json."),
    "wrong_principal": _(
        "You may not act on behalf of this officer: a machine names an active officer of its own agency."
    ),
}
#: How REST framework's own codes are called here.
_CODES = {
    "parse_error": "malformed",
    "throttled": "too_many_requests",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one fact, parameter or header."""

    field: str
    code: str
    detail: str


class Problem(APIException):
    """A request is refused: HTTP status, stable code, sentence, the fields at fault, further members."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        *,
        detail: str | None = None,
        errors: Iterable[FieldError] = (),
        members: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> None:
        self.status_code = status.value
        self.code = code
        self.sentence = detail if detail is not None else frame_sentence(code, **params)
        self.errors = tuple(errors)
        self.members = members or {}
        super().__init__(self.sentence, code)


def frame_sentence(code: str, **params: Any) -> str:
    """The sentence of a code of the frame."""
    return str(SENTENCES[code]) % params


def bad_parameter(code: str, name: str, *, detail: str | None = None) -> Problem:
    """A query parameter or header is at fault: 400, naming it."""
    sentence = detail if detail is not None else frame_sentence(code, name=name)
    errors = [FieldError(name, code, sentence)]
    return Problem(HTTPStatus.BAD_REQUEST, code, detail=sentence, errors=errors)


def problem_response(refusal: Exception) -> Response | None:
    """The answer to a refusal; None for anything that is a fault of the house and not of the caller."""
    problem = _as_problem(refusal)
    if problem is None:
        return None
    body = problem_body(problem)
    return Response(
        body, status=problem.status_code, headers=_headers(refusal), content_type=CONTENT_TYPE
    )


def problem_body(problem: Problem) -> dict[str, Any]:
    """The document itself; `title` is the status in words, as `about:blank` demands."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status_code).phrase,
        "status": problem.status_code,
        "code": problem.code,
        "detail": problem.sentence,
    }
    if problem.errors:
        body["errors"] = [
            {"field": error.field, "code": error.code, "detail": error.detail}
            for error in problem.errors
        ]
    return {**body, **problem.members}


def _as_problem(refusal: Exception) -> Problem | None:
    if isinstance(refusal, Problem):
        return refusal
    if isinstance(refusal, Http404):
        return Problem(HTTPStatus.NOT_FOUND, "not_found")
    if isinstance(refusal, PermissionDenied):
        return Problem(HTTPStatus.FORBIDDEN, "permission_denied")
    if isinstance(refusal, APIException):
        return _from_framework(refusal)
    return None


def _from_framework(refusal: APIException) -> Problem:
    code = _CODES.get(refusal.default_code, refusal.default_code)
    detail = None if code in SENTENCES else str(refusal.detail)
    return Problem(HTTPStatus(refusal.status_code), code, detail=detail)


def _headers(refusal: Exception) -> dict[str, str]:
    headers = {}
    if challenge := getattr(refusal, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(refusal, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers
