"""What every answer tells and hardly ever changes, kept for a minute in each process's memory."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.cache import caches
from django.db.models import Model

#: Seconds for which something may be told after it was changed.
_KEPT = 60

Read = Callable[[Collection[int]], Mapping[int, Any]]


def remembered(what: str, keys: Collection[int], read: Read) -> dict[int, Any]:
    """What is known of these keys, by key; what is not in memory is read, all in one go."""
    cache = caches["names"]
    names = {f"{what}:{key}": key for key in keys}
    found = {names[name]: value for name, value in cache.get_many(names).items()}
    missing = set(keys) - found.keys()
    if missing:
        fresh = read(missing)
        cache.set_many({f"{what}:{key}": value for key, value in fresh.items()}, _KEPT)
        found |= fresh
    return found


def named(
    model: type[Model], keys: Collection[int], columns: tuple[str, ...]
) -> dict[int, dict[str, Any]]:
    """Some columns of the rows with these keys, by key; one query for those not in memory."""

    def read(missing: Collection[int]) -> dict[int, dict[str, Any]]:
        rows = model._default_manager.filter(pk__in=missing).values("pk", *columns)
        return {row.pop("pk"): row for row in rows}

    return remembered("+".join((model._meta.label_lower, *columns)), keys, read)
