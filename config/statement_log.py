"""Statements that took long, with their shape and never their values."""

import re
import time
from typing import Any

import structlog
from django.conf import settings
from django.db.backends.signals import connection_created

logger = structlog.get_logger(__name__)

#: Where a statement is cut off in the log.
_LONGEST = 2_000
#: Values come apart from the statement; what stands in it all the same is taken out.
_TEXT = re.compile(r"'(?:[^']|'')*'")
_MANY = re.compile(r"(%s, ){2,}%s")


def note_slow(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Around each statement of a connection (Django's `execute_wrapper`), where `SLOW_STATEMENT_MS` asks for it."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - began) * 1000
        if took >= settings.SLOW_STATEMENT_MS:
            logger.warning("slow_statement", milliseconds=round(took), statement=shape_of(str(sql)))


def shape_of(sql: str) -> str:
    """A statement without its values, long lists of them as one."""
    return _MANY.sub("%s, …", _TEXT.sub("'…'", sql))[:_LONGEST]


def watch(connection: Any, **kwargs: Any) -> None:
    """A new connection's statements are timed; one that is made again already is."""
    if settings.SLOW_STATEMENT_MS and note_slow not in connection.execute_wrappers:
        # In front: who wraps a connection for a while takes the last wrapper off again, thinking it its own.
        connection.execute_wrappers.insert(0, note_slow)


connection_created.connect(watch, dispatch_uid="config.statement_log")
