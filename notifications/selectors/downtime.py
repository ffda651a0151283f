"""Planned downtimes: what every page warns of, read from the database once a minute."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.db.models import QuerySet

from notifications.models import Downtime

#: This process's own memory: a page must not need Redis to say that the system is going down.
_CACHE = "pages"
_KEY = "downtimes"
#: Seconds after which a web process has heard of a new downtime.
REMEMBERED = 60


@dataclass(frozen=True, slots=True)
class Notice:
    """A downtime that is announced, not called off, and not over."""

    starts_at: datetime
    ends_at: datetime
    reason: str
    reason_en: str


def notices(*, at: datetime) -> list[Notice]:
    """What to warn of at a moment, the nearest first; one query a minute, ended ones drop out at once."""
    known: list[Notice] = caches[_CACHE].get_or_set(_KEY, lambda: _read(at), REMEMBERED)
    return [notice for notice in known if notice.ends_at > at]


def forget_notices() -> None:
    """So that whoever has changed a downtime sees it at once."""
    caches[_CACHE].delete(_KEY)


def downtimes() -> QuerySet[Downtime]:
    """All of them, past and called off too, with who announced them."""
    return Downtime.objects.select_related("announced_by", "cancelled_by")


def _read(at: datetime) -> list[Notice]:
    ahead = Downtime.objects.filter(cancelled_at__isnull=True, ends_at__gt=at)
    columns = ("starts_at", "ends_at", "reason", "reason_en")
    return [Notice(*row) for row in ahead.order_by("starts_at", "pk").values_list(*columns)]
