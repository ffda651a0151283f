"""Signing in at an identity provider: to it, and back with what it says (OpenID Connect, code flow with PKCE)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import auth
from django.contrib.admin import site
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from agencies.admin.identity_provider import (
    ProviderBackend,
    described,
    is_configured,
    provider_setting,
)
from agencies.domain.refusals import IdentityRefused
from agencies.wording import IDENTITY_SENTENCES

#: The session is one like any other: whoever is made inactive loses it.
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_STATES = "oidc_states"
_NEXT = "oidc_login_next"
_CAME_BY_PROVIDER = "came_by_provider"


class ProviderDoor(View):
    """Is not there unless a provider is configured; tells a refusal on a page of its own."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_configured():
            raise Http404
        try:
            return super().dispatch(request, *args, **kwargs)
        except IdentityRefused as refusal:
            return _refused(request, refusal)


@method_decorator(never_cache, name="dispatch")
class BeginSignIn(ProviderDoor, OIDCAuthenticationRequestView):
    """To the provider, with a state, a nonce and a PKCE challenge that the session remembers."""

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return provider_setting(attr, *args)

    def __init__(self, **kwargs: Any) -> None:
        """Past the package's own, which would ask for the provider's address before it is known that there is one."""
        View.__init__(self, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        self.OIDC_OP_AUTH_ENDPOINT = self.get_settings("OIDC_OP_AUTHORIZATION_ENDPOINT")
        self.OIDC_RP_CLIENT_ID = self.get_settings("OIDC_RP_CLIENT_ID")
        answer: HttpResponse = super().get(request)
        return answer


@method_decorator(never_cache, name="dispatch")
class EndSignIn(ProviderDoor):
    """Back from the provider: each state counts once, and only in the session that set out with it."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        begun = self._begun(request)
        if "error" in request.GET or "code" not in request.GET:
            raise IdentityRefused("not_signed_in")
        officer = ProviderBackend().signed_in(
            request, nonce=begun["nonce"], code_verifier=begun["code_verifier"]
        )
        way_on = request.session.pop(_NEXT, None)
        auth.login(request, officer, backend=_BACKEND)
        request.session[_CAME_BY_PROVIDER] = True
        return redirect(way_on or "admin:index")

    def _begun(self, request: HttpRequest) -> dict[str, Any]:
        states: dict[str, Any] = request.session.get(_STATES, {})
        begun: dict[str, Any] | None = states.pop(request.GET.get("state", ""), None)
        if begun is None:
            raise IdentityRefused("unknown_state")
        # Kept before anything is asked elsewhere: the same answer does not come in a second time.
        request.session[_STATES] = states
        request.session.save()
        return begun


class SignOut(View):
    """The admin's own log-out; whoever came by a provider is shown the way to leave that one, too."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        came_by_provider = request.session.get(_CAME_BY_PROVIDER, False)
        extra = {"leave_provider": _leaving(request)} if came_by_provider else {}
        return site.logout(request, extra_context=extra)


def _leaving(request: HttpRequest) -> str:
    """Where the session at the provider is ended (RP-Initiated Logout 1.0); empty if it has no such address."""
    try:
        address = described()["end_session_endpoint"] if is_configured() else ""
    except IdentityRefused:
        return ""
    back = request.build_absolute_uri("/admin/login/")
    asked = {
        "client_id": provider_setting("OIDC_RP_CLIENT_ID"),
        "post_logout_redirect_uri": back,
    }
    return f"{address}?{urlencode(asked)}" if address else ""


def _refused(request: HttpRequest, refusal: IdentityRefused) -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": "",
        "sentence": IDENTITY_SENTENCES[refusal.code],
        "may_try_again": refusal.code in ("unknown_state", "not_signed_in", "provider_away"),
    }
    return render(request, "admin/agencies/not_signed_in.html", context, status=403)
