"""Structured logs on standard error: readable on a terminal, JSON lines with `LOG_JSON=1`; nothing personal in them."""

import logging

import structlog

from config.private_logs import exception_told, hide_personal
from config.settings.environment import env

_JSON = env.bool("LOG_JSON", default=False)
_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
#: Libraries tell at `DEBUG` and `INFO` what goes through them: SQL with its values, bodies, tasks.
_OF_LIBRARIES = max(logging.getLevelNamesMapping()[_LEVEL], logging.WARNING)
_SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.ExceptionRenderer(exception_told),
    hide_personal,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False)
                if _JSON
                else structlog.dev.ConsoleRenderer(colors=False),
            ],
            "foreign_pre_chain": _SHARED,
        }
    },
    "filters": {"without_quotes": {"()": "config.private_logs.HideQuoted"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": _OF_LIBRARIES},
    "loggers": {
        # Django's own handlers are dropped: one prints addresses with their query, one mails whole requests.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": ["console"], "level": _OF_LIBRARIES, "propagate": False},
        # A line a request, where asked for.
        "django_structlog": {"level": env.str("LOG_LEVEL", default="WARNING").upper()},
        "celery.app.trace": {"filters": ["without_quotes"]},
        # A wrong file that somebody hands in is answered, not an alarm with pages of its innards.
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "ERROR"},
    }
    | {
        name: {"level": _LEVEL, "handlers": ["console"], "propagate": False}
        for name in (
            *("batches", "agencies", "procedures", "dossiers", "notifications", "reports"),
            "config",
        )
    },
}

structlog.configure(
    processors=[
        # What is not written is not prepared either: two lines a request would cost a third of a look-up.
        structlog.stdlib.filter_by_level,
        structlog.processors.StackInfoRenderer(),
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

#: Failures to sign in are logged by where they come from, not by what was typed.
AXES_CLIENT_STR_CALLABLE = "config.private_logs.client_told"

#: Milliseconds from which a statement, and a request, is logged; 0: none is.
SLOW_STATEMENT_MS = env.int("SLOW_STATEMENT_MS", default=500)
SLOW_REQUEST_MS = env.int("SLOW_REQUEST_MS", default=2_000)
