"""Structured logs on standard error: readable on a terminal, JSON lines with `LOG_JSON=1`."""

import structlog

from config.settings.environment import env

_JSON = env.bool("LOG_JSON", default=False)
_SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
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
                structlog.processors.JSONRenderer()
                if _JSON
                else structlog.dev.ConsoleRenderer(colors=False),
            ],
            "foreign_pre_chain": _SHARED,
        }
    },
    "filters": {"without_tokens": {"()": "config.request_log.HideTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django.request": {"filters": ["without_tokens"]},
        # A wrong file that somebody hands in is answered, not an alarm with pages of its innards.
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "ERROR"},
    }
    | {
        name: {
            "level": env.str("LOG_LEVEL", default="INFO"),
            "handlers": ["console"],
            "propagate": False,
        }
        for name in (
            *("batches", "agencies", "procedures", "dossiers", "notifications", "reports"),
            "config",
        )
    },
}

structlog.configure(
    processors=[
        *_SHARED,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
