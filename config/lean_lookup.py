"""The look-up, answered past what only the officers' pages need.

It is asked more often than anything else, and to the sessions, log-ins, forms and notes of access
of the desk it is nobody: they would take half of its time. The view is the same one. What each
answer bears beside the view's own words (by host, scheme and language) is learned from Django's
first answer of that manner; whatever is not asked in the plainest way, Django answers.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import got_request_exception
from django.db import close_old_connections
from django.http import HttpResponse
from django.urls import ResolverMatch
from django.utils import translation

from config.measuring import Measure
from config.request_log import HEADER, RequestLog

logger = structlog.get_logger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

#: The name of the address pattern, as logs and metrics tell it.
ROUTE = "lookup-api"
_ADDRESS = re.compile(r"/api/v1/lookup/([^/]+)/")
#: What decides beside the code how an answer looks, and whether Django answers at all.
_MANNERS = (
    *("HTTP_HOST", "HTTP_X_FORWARDED_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO"),
    "HTTP_ACCEPT_LANGUAGE",
)
#: More than visitors have; whoever draws new ones is answered by Django.
_MOST_MANNERS = 256
#: Headers that belong to one answer alone.
_OF_ONE = frozenset({"content-length", "content-type", "retry-after", HEADER.lower()})


@dataclass(frozen=True, slots=True)
class _Manner:
    """The language in which a kind of visitor is answered, and the headers around what the view says."""

    language: str
    headers: tuple[tuple[str, str], ...]


class LeanLookup:
    """WSGI application in front of Django's, which answers the plain GET of the look-up itself."""

    def __init__(self, django: Application, view: Callable[..., HttpResponse]) -> None:
        self._django, self._view = django, view
        self._logged = RequestLog(Measure(self._viewed))
        # Django's own tells of requests that fail, which all end with Django.
        got_request_exception.disconnect(self._logged.process_got_request_exception)
        self._manners: dict[tuple[Any, ...], _Manner] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        code = _code_of(environ)
        if code is None:
            return self._django(environ, start_response)
        key = tuple(environ.get(name) for name in _MANNERS)
        manner = self._manners.get(key)
        if manner is None:
            return self._django(environ, self._learning(key, start_response))
        response = None
        try:
            response = self._answered(WSGIRequest(environ), code, manner)
        except Exception:  # Django answers; what fails here alone would only be seen in the speed
            logger.warning("lean_lookup_failed", exc_info=True)
        close_old_connections()
        if response is None:
            self._manners.pop(key, None)  # while the database is gone, nobody waits for it twice
            return self._django(environ, start_response)
        status = f"{response.status_code} {response.reason_phrase}"
        start_response(status, list(response.items()))  # a list: servers drop what is none
        return [response.content]

    def _learning(self, key: tuple[Any, ...], start_response: StartResponse) -> StartResponse:
        """Keep what a good answer of Django's bears, as it goes out."""

        def learn(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told = dict(headers)
            language = told.get("Content-Language")
            is_everybodys = language and "Set-Cookie" not in told
            if status.startswith(str(HTTPStatus.OK.value)) and is_everybodys:
                if len(self._manners) >= _MOST_MANNERS:
                    self._manners.clear()
                kept = tuple(each for each in headers if each[0].lower() not in _OF_ONE)
                self._manners[key] = _Manner(language, kept)
            return start_response(status, headers, *more)

        return learn

    def _answered(self, request: WSGIRequest, code: str, manner: _Manner) -> HttpResponse:
        request.resolver_match = ResolverMatch(self._view, (), {"code": code}, url_name=ROUTE)
        with translation.override(manner.language):
            response = self._logged(request)
        for name, value in manner.headers:
            response.headers.setdefault(name, value)
        response.headers["Content-Length"] = str(len(response.content))
        return response

    def _viewed(self, request: WSGIRequest) -> HttpResponse:
        match = request.resolver_match
        self._logged.process_view(request, match.func, match.args, match.kwargs)
        return self._view(request, **match.kwargs)


def _code_of(environ: Environ) -> str | None:
    """The code of a look-up asked in the plainest way; None of anything else."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_COOKIE"):
        return None
    found = _ADDRESS.fullmatch(environ["PATH_INFO"])
    is_plain = found and environ.get("HTTP_HOST") and not environ.get("SCRIPT_NAME")
    return found[1] if found and is_plain and found[1].isascii() else None
