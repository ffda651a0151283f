"""`/api/v1/lookup/{code}/`: the look-up for machines and other people's pages; needs no account."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from agencies.selectors.clients import client_address
from dossiers.domain.refusals import ActRefused
from dossiers.pages.answers import details_json, progress_json
from dossiers.pages.headers import PrivateView
from dossiers.services.looking_up import details_opened, look_up, open_with_pin
from dossiers.wording import sentence

STATUSES = {
    "malformed": HTTPStatus.BAD_REQUEST,
    "malformed_code": HTTPStatus.BAD_REQUEST,
    "wrong_key": HTTPStatus.FORBIDDEN,
    "unknown_dossier": HTTPStatus.NOT_FOUND,
    "unknown_rating": HTTPStatus.NOT_FOUND,
    "bad_score": HTTPStatus.BAD_REQUEST,
    "bad_points": HTTPStatus.BAD_REQUEST,
    "bad_comment": HTTPStatus.BAD_REQUEST,
    "bad_kind": HTTPStatus.BAD_REQUEST,
    "missing_text": HTTPStatus.BAD_REQUEST,
    "text_too_long": HTTPStatus.BAD_REQUEST,
    "too_much_feedback": HTTPStatus.CONFLICT,
    "unknown_feedback": HTTPStatus.NOT_FOUND,
    "too_many_requests": HTTPStatus.TOO_MANY_REQUESTS,
}
#: A PIN has six characters; nobody has reason to send more than this.
_MAX_BODY = 4_096
_MAX_PIN = 64


# No session is read and no cookie counts here, so there is nothing another site could forge.
@method_decorator(csrf_exempt, name="dispatch")
class LookupApi(PrivateView):
    """GET answers strictly; POST with the PIN answers more."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, code: str) -> JsonResponse:
        try:
            progress, _ = look_up(code, client=client_address(request), at=timezone.now())
        except ActRefused as refusal:
            return refused(refusal)
        return _answer(progress_json(progress))

    def post(self, request: HttpRequest, code: str) -> JsonResponse:
        now = timezone.now()
        try:
            pin = _pin(request)
            opened = open_with_pin(code, pin, client=client_address(request), at=now)
            details = details_opened(opened, at=now)
        except ActRefused as refusal:
            return refused(refusal)
        return _answer(details_json(details))

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().http_method_not_allowed(request, *args, **kwargs)
        problem = _problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", "")
        problem["Allow"] = response["Allow"]
        return problem


def refused(refusal: ActRefused) -> JsonResponse:
    """A refusal as a problem document (RFC 9457) with its stable code."""
    response = _problem(STATUSES[refusal.code], refusal.code, sentence(refusal))
    if "wait" in refusal.params:
        response["Retry-After"] = str(refusal.params["wait"])
    return response


def _problem(status: HTTPStatus, code: str, detail: str) -> JsonResponse:
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "code": code}
    if detail:
        body["detail"] = detail
    return _answer(body, status=status, content_type="application/problem+json")


def _answer(body: dict[str, Any], **more: Any) -> JsonResponse:
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, **more)


def _pin(request: HttpRequest) -> str:
    """The PIN in a JSON body; empty when there is none, which the door treats as a wrong one."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MAX_BODY:
        raise ActRefused("malformed")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise ActRefused("malformed") from None
    if not isinstance(body, dict):
        raise ActRefused("malformed")
    pin = body.get("pin")
    return pin[:_MAX_PIN] if isinstance(pin, str) else ""
