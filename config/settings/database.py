"""PostgreSQL: `DATABASE_URL` when set, else the private server under `var/`."""

from config.embedded import postgres
from config.living_connections import LivingConnection
from config.settings.environment import env

DATABASE_IS_EMBEDDED = not env.str("DATABASE_URL", default="")

DATABASES = {
    "default": {"ENGINE": "django.db.backends.postgresql", **postgres.connection_settings()}
    if DATABASE_IS_EMBEDDED
    else env.db_url("DATABASE_URL"),
}
DATABASES["default"].update(
    {
        "CONN_MAX_AGE": 0,  # Django's pool keeps the connections; CONN_MAX_AGE must then be zero.
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": "test_casetracking"},
    }
)
DATABASES["default"].setdefault("OPTIONS", {})
# How often a connection is asked the same question before it keeps the plan; 0 for never.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = (
    env.int("DATABASE_PREPARE_AFTER", default=5) or None
)
if env.bool("DATABASE_POOL", default=True):
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL_SIZE", default=8),
        "timeout": 10,
        "connection_class": LivingConnection,
    }
