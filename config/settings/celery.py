"""Celery: Redis when `REDIS_URL` is set, else the filesystem broker under `var/`."""

from kombu import Queue

from config.embedded import broker
from config.settings.environment import VAR_DIR, env

REDIS_URL = env.str("REDIS_URL", default="")

REDIS_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    # An act whose messages cannot be queued goes on at once: without these each of them would wait
    # six seconds for a Redis that is gone, and for ever for one that hangs. Workers reconnect by
    # rules of their own.
    "max_retries": 0,
    "socket_connect_timeout": 2,
    "socket_timeout": 2,
}

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_TRANSPORT_OPTIONS
else:
    CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = broker.settings(VAR_DIR / "queue")

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_TASK_DEFAULT_QUEUE = "default"
#: A burst of one kind of work must not delay another. A worker serves all unless told some with `--queues`.
CELERY_TASK_QUEUES = [
    Queue(name, routing_key=name)
    for name in ("default", "sweeps", "letters", "messages", "reports", "batches", "files")
]
CELERY_TASK_ROUTES = {
    "batches.run": {"queue": "batches"},
    "dossiers.close_register": {"queue": "batches"},
    "batches.*": {"queue": "sweeps"},
    "agencies.*": {"queue": "sweeps"},
    "dossiers.scan*": {"queue": "files"},
    "dossiers.*": {"queue": "sweeps"},
    "notifications.sweep*": {"queue": "sweeps"},
    "notifications.generate*": {"queue": "letters"},
    "notifications.deliver*": {"queue": "messages"},
}
#: Tasks that share the recomputing of due dates after a change of the calendar, chunk by chunk.
RECOMPUTE_TASKS = env.int("RECOMPUTE_TASKS", default=1)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "casetracking"},
    #: What every page asks for, in each web process's own memory.
    "pages": {"BACKEND": "config.near_cache.NearCache", "LOCATION": "pages"},
    #: Names of agencies, officers and versions, for a minute (`agencies.selectors.remembered`).
    "names": {
        "BACKEND": "config.near_cache.NearCache",
        "LOCATION": "names",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
