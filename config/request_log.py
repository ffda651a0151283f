"""The log line of a request, without what a log must not keep: search words and the tokens of papers."""

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from config.private_logs import without_shapes


class RequestLog(RequestMiddleware):
    """Logs method and path. Names are searched for in query strings, and a token opens a dossier."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {without_shapes(request.path)}"
