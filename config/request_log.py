"""The log line of a request, without what a log must not keep: search words and the tokens of papers."""

import logging
import re

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

_TOKEN = re.compile(r"^(/tra-cuu/q/|/danh-gia/|/gop-y/)[^/]+")


class RequestLog(RequestMiddleware):
    """Logs method and path. Names are searched for in query strings, and a token opens a dossier."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {without_token(request.path)}"


class HideTokens(logging.Filter):
    """Takes tokens out of Django's own lines about refused requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                without_token(part) if isinstance(part, str) else part for part in record.args
            )
        return True


def without_token(path: str) -> str:
    """The path of a request, the token of a QR left out."""
    return _TOKEN.sub(r"\1…", path)
