"""Nothing typed is lost: a form sent after the session had ended, or with a token of before, is carried on.

Whoever sends a form of the desk without being signed in gets the log-in page, which carries the
form; signed in, a page that sends it on with one press. Nothing is done by itself: what the form
asks is judged by the rights of whoever presses.
"""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from agencies.admin.kept_form import KeptForm, form_of, opened, sealed

#: Where a page has its form: ours, and Django's own.
FORMS = frozenset({"form", "adminform"})
GetResponse = Callable[[HttpRequest], HttpResponse]


class CarryForms:
    """Middleware: keeps a form past the log-in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path == _way("logout"):
            response["Clear-Site-Data"] = '"cache"'
        has_signed_in = response.status_code == HTTPStatus.FOUND and _is_login(request)
        form = _carried(request) if has_signed_in else None
        if form and request.user.is_authenticated:
            return _go_on_page(request, form)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """In place of the bare way to the log-in."""
        if not _is_of_desk(request) or request.user.is_authenticated:
            return None
        if _asks_for_part(request):
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        form = form_of(request) if request.method == "POST" else None
        return _login_page(request, form) if form else None

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """A page with a form may be come back to: of one marked `no-store` browsers drop what was typed."""
        has_form = not FORMS.isdisjoint(response.context_data or ())
        if has_form and _is_of_desk(request) and not _asks_for_part(request):
            response["Cache-Control"] = "private, no-cache"
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: from one of our own pages it is carried on, from elsewhere refused."""
    if _asks_for_part(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    if not _is_from_here(request):
        return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
    if _is_login(request):
        return _log_in_again(request)
    form = form_of(request)
    if form and _is_of_desk(request):
        signed_in = request.user.is_authenticated
        return _go_on_page(request, form) if signed_in else _login_page(request, form)
    return render(request, "403_csrf.html", {"kept": form}, status=HTTPStatus.FORBIDDEN)


def _log_in_again(request: HttpRequest) -> HttpResponse:
    """The log-in page had been open while somebody signed in or out elsewhere in the browser."""
    form = _carried(request)
    if form is None:
        return redirect(request.get_full_path())
    signed_in = request.user.is_authenticated
    return _go_on_page(request, form) if signed_in else _login_page(request, form)


def _login_page(request: HttpRequest, form: KeptForm) -> HttpResponse:
    login = _way("login")
    context = {
        **admin.site.each_context(request),
        "title": _("Log in"),
        "app_path": f"{login}?{urlencode({'next': form.path})}",
        "form": admin.site.login_form(request),
        "kept": sealed(form),
    }
    return _unstored(render(request, "admin/login.html", context))


def _go_on_page(request: HttpRequest, form: KeptForm) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("What you typed is still here"),
        "kept": form,
    }
    return _unstored(render(request, "admin/kept_form.html", context))


def _unstored(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response


def _carried(request: HttpRequest) -> KeptForm | None:
    return opened(request.POST.get("kept", ""))


def _is_login(request: HttpRequest) -> bool:
    return request.method == "POST" and request.path == _way("login")


def _asks_for_part(request: HttpRequest) -> bool:
    """A part of a page is asked for by htmx, which would put a whole page in its place, but no refusal."""
    return "HX-Request" in request.headers


def _is_of_desk(request: HttpRequest) -> bool:
    ways_in_and_out = (_way("login"), _way("logout"))
    return request.path.startswith(_way("index")) and request.path not in ways_in_and_out


@cache
def _way(name: str) -> str:
    """An address of the desk, looked for once: every request of every door comes through here."""
    return reverse(f"admin:{name}")


def _is_from_here(request: HttpRequest) -> bool:
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") in {own, *settings.CSRF_TRUSTED_ORIGINS}
