"""The look-up pages: a box for the code, the answer, the PIN's door and the QR's."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.selectors.clients import client_address
from dossiers.domain.codes import MAX_LENGTH, codes_meant
from dossiers.domain.keys import PIN_LENGTH
from dossiers.domain.refusals import ActRefused
from dossiers.pages.api import STATUSES
from dossiers.pages.headers import PrivateView
from dossiers.pages.opening import forget, opened_ref, remember
from dossiers.pages.showing import Shown, shown, shown_with_key
from dossiers.selectors.feedback import given_on
from dossiers.selectors.lookup import Details
from dossiers.selectors.stops import stops_of
from dossiers.services.looking_up import look_up, open_with_pin, open_with_token
from dossiers.services.lookup_keys import rating_token
from dossiers.wording import sentence

_MAX_PIN = 64


class HomePage(PrivateView):
    """`/`: the box for the code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return home(request)


class SearchPage(PrivateView):
    """`/tra-cuu/?ma=…`: from what was typed to the address of the code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("ma", "").strip()
        if not typed:
            return redirect("home")
        codes = codes_meant(typed)
        if not codes:
            return home(request, typed=typed, refusal=ActRefused("malformed_code"))
        return redirect("lookup", code=codes[0])


class DossierPage(PrivateView):
    """`/tra-cuu/<code>/`: how far the dossier is; with the PIN or after the QR, all of it."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        try:
            found = self._shown(request, code)
        except ActRefused as refusal:
            return home(request, typed=code, refusal=refusal)
        return _dossier(request, found)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Open with the PIN, or close what was opened; then the page again, by GET."""
        if "close" in request.POST:
            response = redirect("lookup", code=code)
            forget(response)
            return response
        client, pin = client_address(request), request.POST.get("pin", "")[:_MAX_PIN]
        try:
            opened = open_with_pin(code, pin, client=client, at=timezone.now())
        except ActRefused as refusal:
            return _pin_refused(request, code, refusal)
        response = redirect("lookup", code=opened.code)
        remember(response, opened)
        return response

    def _shown(self, request: HttpRequest, code: str) -> Shown:
        now = timezone.now()
        progress, details = look_up(
            code, client=client_address(request), at=now, opened_ref=opened_ref(request)
        )
        if details is None:
            return shown(progress, now=now)
        return shown_with_key(details, stops_of(details.ref), given_on(details.ref), now=now)


class QrPage(PrivateView):
    """`/tra-cuu/q/<token>/`: the receipt's QR, exchanged at once for a short session."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            opened = open_with_token(token, client=client_address(request), at=timezone.now())
        except ActRefused as refusal:
            return home(request, refusal=refusal)
        response = redirect("lookup", code=opened.code)
        remember(response, opened)
        return response


def home(
    request: HttpRequest, *, typed: str = "", refusal: ActRefused | None = None
) -> HttpResponse:
    """The page with the box, and above it why what was asked for is not there."""
    if refusal is not None and refusal.code == "too_many_requests":
        return too_many(request, refusal)
    context = {
        "typed": typed[:MAX_LENGTH],
        "refusal": sentence(refusal) if refusal else "",
        "max_length": MAX_LENGTH,
    }
    status = STATUSES[refusal.code] if refusal else 200
    return render(request, "public/home.html", context, status=status)


def _dossier(request: HttpRequest, found: Shown) -> HttpResponse:
    context = {"found": found, "pin_length": PIN_LENGTH, "rating": _rating(found.details)}
    return render(request, "public/dossier.html", context)


def _rating(details: Details | None) -> str:
    """The token of the address at which the receipt's holder rates the service."""
    return rating_token(uuid.UUID(details.ref)) if details else ""


def _pin_refused(request: HttpRequest, code: str, refusal: ActRefused) -> HttpResponse:
    """The same page whatever was wrong, so that it does not tell whether the code exists."""
    if refusal.code == "too_many_requests":
        return too_many(request, refusal)
    context = {"code": code[:MAX_LENGTH], "refusal": sentence(refusal), "pin_length": PIN_LENGTH}
    return render(request, "public/pin.html", context, status=STATUSES[refusal.code])


def too_many(request: HttpRequest, refusal: ActRefused) -> HttpResponse:
    """The page that says how long to wait."""
    wait = refusal.params["wait"]
    context = {"wait": wait, "refusal": sentence(refusal)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response
