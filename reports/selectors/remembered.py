"""Figures of what is past, counted once a day: nothing more happens to it, save what is put right afterwards."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.core.cache import cache

from procedures.domain.zone import local_day
from reports.selectors.scope import Scope

Told = TypeVar("Told")


def remembered(scope: Scope, what: str, count: Callable[[], Told]) -> Told:
    """What was counted today for the scope under a name, or else what is counted now.

    Only of what flows: that is the same for all officers who are told of a scope with the same key.
    """
    key = f"reports:{what}:{scope.key}:{local_day(scope.at).isoformat()}"
    found: Told | None = cache.get(key)
    if found is None:
        found = count()
        cache.set(key, found, timeout=timedelta(days=1).total_seconds())
    return found
