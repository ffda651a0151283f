"""What has been done to a dossier since somebody read it."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import Officer
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent

#: Acts named; whoever is further behind reads the history.
MOST = 5


@dataclass(frozen=True, slots=True)
class Happened:
    """Who did which act, and when it was written down; without an officer the system did."""

    act: str
    actor: Officer | None
    at: datetime


def happened_since(dossier: Dossier, version: int) -> tuple[Happened, ...]:
    """The acts that led from an older version to the dossier's own, the oldest first; no more than the last few."""
    count = min(max(dossier.version - version, 0), MOST)
    events = DossierEvent.objects.filter(dossier=dossier).select_related("actor")
    latest = events.order_by("-sequence")[:count]
    return tuple(Happened(each.act, each.actor, each.recorded_at) for each in reversed(latest))


def stale(dossier: Dossier, *, since: int) -> ActRefused:
    """The refusal of an act asked for on a page of an older version; for officers, since it names officers."""
    return ActRefused("stale", happened=happened_since(dossier, since), version=dossier.version)
