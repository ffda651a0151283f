"""The log lines of a request: which, whose, from where, and nothing that a log must not keep."""

import logging
import re
import uuid
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from agencies.selectors.clients import client_of
from config.private_logs import without_shapes

#: Under which name the package writes a request's line.
_lines = logging.getLogger("django_structlog.middlewares.request")
HEADER = "X-Request-ID"
_META = "HTTP_X_REQUEST_ID"
#: As reverse proxies draw it: 32 hexadecimal digits, or a UUID. What else comes may be anything.
_WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RequestLog(RequestMiddleware):
    """The outermost middleware: every line of a request carries its id, address, route and officer.

    The id is the proxy's where one is trusted, else a new one; the answer tells it. Names are searched
    for in query strings, and a token opens a dossier: of the address only the path is logged.
    """

    def prepare(self, request: HttpRequest) -> None:
        """In place of the package's own, which believes what a visitor wrote and tells each request twice."""
        request.META[_META] = _request_id(request)
        structlog.contextvars.bind_contextvars(
            request_id=request.META[_META], ip=str(client_of(request) or "")
        )

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        structlog.contextvars.bind_contextvars(route=route_of(request))
        self.bind_user_id(request)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        response[HEADER] = request.META[_META]
        if self._is_told(request, response):
            super().handle_response(request, response)
        else:
            structlog.contextvars.clear_contextvars()

    def _is_told(self, request: HttpRequest, response: HttpResponse) -> bool:
        """What nobody will read is not put together: it would cost a tenth of a look-up."""
        level = self._log_level_for_status_code(response.status_code)
        return (
            response.streaming
            or hasattr(request, "_raised_exception")
            or _lines.isEnabledFor(level)
        )

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Only of a visitor who is known already: a log line is worth no query, and no cookie."""
        user = getattr(request, "_cached_user", None)
        if user is not None and user.pk is not None:
            structlog.contextvars.bind_contextvars(user_id=user.pk)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {without_shapes(request.path)}"


def route_of(request: HttpRequest) -> str:
    """The name of the address pattern, never an address: there are as many as there are patterns."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else "none"


def _request_id(request: HttpRequest) -> str:
    given = request.META.get(_META, "").lower() if settings.TRUSTED_PROXIES else ""
    return given if _WELL_FORMED.fullmatch(given) else str(uuid.uuid4())
