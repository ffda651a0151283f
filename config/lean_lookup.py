"""The look-up, as JSON and as a page, answered past what only the officers' pages need.

It is asked more often than anything else, and to the sessions, log-ins and notes of access of the
desk it is nobody: they would take half of its time. The views are the same ones. What each answer
bears beside its view's own words (by address pattern, host, scheme and language) is learned from
Django's first answer of that manner; whatever is not asked in the plainest way, Django answers.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import got_request_exception
from django.db import close_old_connections
from django.http import HttpResponse
from django.urls import ResolverMatch
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_protect

from config.measuring import Measure
from config.request_log import HEADER, RequestLog
from dossiers.pages.api import LookupApi
from dossiers.pages.lookup import DossierPage

logger = structlog.get_logger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: What decides beside pattern and code how an answer looks, and whether Django answers at all.
_MANNERS = (
    *("HTTP_HOST", "HTTP_X_FORWARDED_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO"),
    "HTTP_ACCEPT_LANGUAGE",
)
#: More than visitors have; whoever draws new ones is answered by Django.
_MOST_MANNERS = 256
#: Headers that belong to one answer alone.
_OF_ONE = frozenset(
    {"content-length", "content-type", "retry-after", "set-cookie", "vary", HEADER.lower()}
)


@dataclass(frozen=True, slots=True)
class Door:
    """An address with one part that varies, the code, and the view that Django gives it to."""

    route: str
    address: re.Pattern[str]
    view: Callable[..., HttpResponse]


DOORS = (
    Door("lookup-api", re.compile(r"/api/v1/lookup/([^/]+)/"), LookupApi.as_view()),
    # The page's form for the PIN bears the token that Django's own middleware would have given it.
    Door("lookup", re.compile(r"/tra-cuu/([^/]+)/"), csrf_protect(DossierPage.as_view())),
)


@dataclass(frozen=True, slots=True)
class _Manner:
    """The language in which a kind of visitor is answered, and the headers around what the view says."""

    language: str
    headers: tuple[tuple[str, str], ...]
    #: What answers hang on, beside the cookie where the view has looked for one.
    vary: tuple[str, ...]


class LeanLookup:
    """WSGI application in front of Django's, which answers the plain GET of the look-up itself."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._logged = RequestLog(Measure(self._viewed))
        # Django's own tells of requests that fail, which all end with Django.
        got_request_exception.disconnect(self._logged.process_got_request_exception)
        self._manners: dict[tuple[Any, ...], _Manner] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        match = _match(environ)
        if match is None:
            return self._django(environ, start_response)
        key = (match.url_name, *(environ.get(name) for name in _MANNERS))
        manner = self._manners.get(key)
        if manner is None:
            return self._django(environ, self._learning(key, start_response))
        response = None
        try:
            response = self._answered(WSGIRequest(environ), match, manner)
        except Exception:  # Django answers; what fails here alone would only be seen in the speed
            logger.warning("lean_lookup_failed", exc_info=True)
        close_old_connections()
        if response is None:
            self._manners.pop(key, None)  # while the database is gone, nobody waits for it twice
            return self._django(environ, start_response)
        status = f"{response.status_code} {response.reason_phrase}"
        start_response(status, _headers(response, manner))
        return [response.content]

    def _learning(self, key: tuple[Any, ...], start_response: StartResponse) -> StartResponse:
        """Keep what a good answer of Django's bears, as it goes out."""

        def learn(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if status.startswith(str(HTTPStatus.OK.value)) and _is_everybodys(headers):
                if len(self._manners) >= _MOST_MANNERS:
                    self._manners.clear()
                self._manners[key] = _manner_of(headers)
            return start_response(status, headers, *more)

        return learn

    def _answered(
        self, request: WSGIRequest, match: ResolverMatch, manner: _Manner
    ) -> HttpResponse:
        request.resolver_match = match
        with translation.override(manner.language):
            response = self._logged(request)
        if manner.vary:
            patch_vary_headers(response, manner.vary)
        return response

    def _viewed(self, request: WSGIRequest) -> HttpResponse:
        match = request.resolver_match
        self._logged.process_view(request, match.func, match.args, match.kwargs)
        return match.func(request, **match.kwargs)


def _match(environ: Environ) -> ResolverMatch | None:
    """Door and code of a look-up asked in the plainest way; None of anything else."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_COOKIE"):
        return None
    if not environ.get("HTTP_HOST") or environ.get("SCRIPT_NAME"):
        return None
    for door in DOORS:
        found = door.address.fullmatch(environ["PATH_INFO"])
        if found and found[1].isascii():
            return ResolverMatch(door.view, (), {"code": found[1]}, url_name=door.route)
    return None


def _headers(response: HttpResponse, manner: _Manner) -> list[tuple[str, str]]:
    """What the view says, and around it what it leaves unsaid. A list: servers drop what is none."""
    said = {name.lower() for name in response.headers}
    around = [(name, value) for name, value in manner.headers if name.lower() not in said]
    length = ("Content-Length", str(len(response.content)))
    cookies = [("Set-Cookie", each.output(header="")) for each in response.cookies.values()]
    return [*response.items(), *around, length, *cookies]


def _is_everybodys(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether the answer would have been the same to another visitor, but for the token that guards its form."""
    cookies = [value.lstrip() for name, value in headers if name == "Set-Cookie"]
    return "Content-Language" in dict(headers) and all(
        cookie.startswith(f"{settings.CSRF_COOKIE_NAME}=") for cookie in cookies
    )


def _manner_of(headers: Sequence[tuple[str, str]]) -> _Manner:
    told = dict(headers)
    hangs_on = (name.strip() for name in told.get("Vary", "").split(","))
    return _Manner(
        language=told["Content-Language"],
        headers=tuple(each for each in headers if each[0].lower() not in _OF_ONE),
        vary=tuple(name for name in hangs_on if name and name != "Cookie"),
    )
