"""How long a request takes and how many statements it sends: counted for the metrics, logged where it was slow."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from config.metrics.counters import count_request
from config.request_log import route_of

logger = structlog.get_logger(__name__)


class Statements:
    """Counts the statements that go through a connection, and the seconds they take."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(
        self, execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - began


class Measure:
    """Middleware within the request's log and around all others; of a streamed answer only its beginning is timed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        statements, began = Statements(), time.perf_counter()
        with connection.execute_wrapper(statements):
            response = self.get_response(request)
        seconds = time.perf_counter() - began
        count_request(
            route=route_of(request),
            method=request.method or "",
            status=response.status_code,
            seconds=seconds,
            statements=statements.count,
            waited=statements.seconds,
        )
        if settings.SLOW_REQUEST_MS and seconds * 1000 >= settings.SLOW_REQUEST_MS:
            logger.warning(
                "slow_request",
                milliseconds=round(seconds * 1000),
                statements=statements.count,
                milliseconds_in_database=round(statements.seconds * 1000),
                code=response.status_code,
            )
        return response
