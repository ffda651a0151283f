"""An act being done: what it is called with, what its parts look at, and what it leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from agencies.selectors import Actor, Capacity
from dossiers.domain.facts import Facts
from dossiers.lifecycle import NEW, Row
from dossiers.models import Dossier, DossierEvent
from procedures.domain.clock import ClockEvent


class Call(TypedDict):
    """What every verb is called with. Without `dossier_id` the act opens a new dossier.

    `expected_version` refuses the act (`stale`) when the dossier has moved on since it was read.
    """

    actor: Actor
    at: datetime
    facts: Mapping[str, Any]
    dossier_id: NotRequired[int | None]
    expected_version: NotRequired[int | None]


@dataclass(slots=True)
class Performance:
    """An act being done: everything the particular part of a verb may look at or add to."""

    row: Row
    dossier: Dossier
    actor: Actor
    at: datetime
    facts: Facts
    capacity: Capacity | None = None
    #: Goes into the event beside the public facts.
    notes: dict[str, Any] = field(default_factory=dict)
    clock_until: datetime | None = None
    #: The dossier's clock events, this act's among them once it is known to write one.
    clock_events: list[ClockEvent] = field(default_factory=list)
    #: The desk that held the dossier when the act began.
    giver_unit_id: int | None = None
    #: Of a reception: the applicant's PIN, which stands on the receipt and nowhere else in clear.
    pin: str = ""

    @property
    def is_opening(self) -> bool:
        return self.row.source == NEW

    @property
    def act(self) -> str:
        return self.row.act


@dataclass(frozen=True, slots=True)
class Done:
    """What an act leaves behind: the dossier as it now stands, and the event that says so."""

    dossier: Dossier
    event: DossierEvent
