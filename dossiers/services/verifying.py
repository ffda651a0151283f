"""Recomputing the history's hash chain, apart from the trigger that wrote it (migration 0002)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from dossiers.models import Dossier, DossierEvent
from dossiers.services.history import text_digest

#: The columns of an event in the order in which the trigger hashes them.
_HASHED = (
    "previous_hash", "dossier_id", "sequence", "act", "from_state", "to_state", "at",
    "recorded_at", "actor_id", "machine_id", "delegation_id", "agency_id", "run", "clock",
    "clock_until", "due_at", "facts_text", "text_digest",
)  # fmt: skip
#: What stands beside an event: its text, and what its dossier knows of the chain's end.
_BESIDE = {
    "salt": F("text__salt"),
    "texts": F("text__values"),
    "erased_at": F("text__erased_at"),
    "head_hash": F("dossier__head_hash"),
    "event_count": F("dossier__event_count"),
}


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where a dossier's history is not what was written.

    `why`: `missing` (a number is skipped), `previous` (not chained to the one before), `hash`
    (a column was changed), `text` (a text was changed, not erased), `head` (the dossier knows
    another last event).
    """

    dossier_id: int
    sequence: int
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was recomputed, and what did not agree."""

    dossiers: int
    events: int
    broken: tuple[Broken, ...]


def verify_history(*, dossier_id: int | None = None) -> Verified:
    """Recompute the chain of one dossier, or of all; a dossier without any event is broken too.

    Acts may go on meanwhile: events and what their dossier knows of them are read in one statement.
    """
    dossiers, events = Dossier.objects.all(), DossierEvent.objects.all()
    if dossier_id is not None:
        dossiers, events = dossiers.filter(pk=dossier_id), events.filter(dossier_id=dossier_id)
    broken = [Broken(pk, 0, "missing") for pk in _without_events(dossiers)]
    chains = checked = 0
    for _, events_of_one in groupby(_rows(events), key=lambda row: row["dossier_id"]):
        chain = list(events_of_one)
        chains, checked = chains + 1, checked + len(chain)
        broken += _broken(chain)
    return Verified(chains, checked, tuple(broken))


def _without_events(dossiers: QuerySet[Dossier]) -> Iterable[int]:
    return dossiers.filter(events__isnull=True).values_list("pk", flat=True)


def _rows(events: QuerySet[DossierEvent]) -> Iterator[dict[str, Any]]:
    found = (
        events.order_by("dossier_id", "sequence")
        .annotate(facts_text=Cast("facts", TextField()), **_BESIDE)
        .values("hash", *_BESIDE, *_HASHED)
    )
    yield from found.iterator(chunk_size=2_000)


def _broken(chain: Sequence[dict[str, Any]]) -> Iterator[Broken]:
    previous = ""
    for number, event in enumerate(chain, start=1):
        why = _why(event, previous=previous, number=number)
        if why:
            yield Broken(event["dossier_id"], event["sequence"], why)
        previous = event["hash"]
    last = chain[-1]
    if (last["head_hash"], last["event_count"]) != (last["hash"], last["sequence"]):
        yield Broken(last["dossier_id"], last["sequence"], "head")


def _why(event: dict[str, Any], *, previous: str, number: int) -> str:
    if event["sequence"] != number:
        return "missing"
    if event["previous_hash"] != previous:
        return "previous"
    if event["hash"] != event_hash(event):
        return "hash"
    return "" if _text_agrees(event) else "text"


def _text_agrees(event: dict[str, Any]) -> bool:
    if event["erased_at"] is not None or not event["text_digest"]:
        return True
    if event["salt"] is None:
        return False
    return bool(event["text_digest"] == text_digest(event["salt"], event["texts"]))


def event_hash(event: dict[str, Any]) -> str:
    """SHA-256 over the columns of an event, one a line; `facts_text` is the database's own JSON text."""
    canonical = "\n".join(_written(event[name]) for name in _HASHED)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"
    return str(value)
