"""Acts on many dossiers: each is done or refused for itself, in a transaction of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from agencies.selectors import Actor, RoleSet
from agencies.services.repeating import Answer, KeyUsed, once
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import rows
from dossiers.models import Dossier, DossierEvent
from dossiers.services import Done, do_act
from procedures.domain.clock import ClockError
from procedures.domain.zone import local_day
from procedures.selectors import one_calendar

#: As many at once; each takes its own transaction.
MOST = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """A dossier as it was shown to whoever chose it; without a version as it is now."""

    dossier_id: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dossier; `refusal` is None where the act is done."""

    dossier_id: int
    refusal: ActRefused | None = None

    @property
    def is_done(self) -> bool:
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class _AskedOnce(Actor):
    """An actor whose roles of the day are read once for all the dossiers: a quarter of the time of an act."""

    held: RoleSet = field(kw_only=True)

    def roles(self, *, on: date) -> RoleSet:
        return self.held


@dataclass(frozen=True, slots=True)
class Asked:
    """An act on a dossier; under a `key` of the caller's it is done once, however often it is asked."""

    act: str
    dossier_id: int
    facts: Mapping[str, Any]
    at: datetime
    version: int | None = None
    key: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an act that was done, now or before; else why it was refused."""

    content: Any = None
    repeated: bool = False
    refusal: ActRefused | ClockError | None = None


@one_calendar()
def do_each(
    asked: Iterable[Asked], *, actor: Actor, today: date, tell: Callable[[Done], Any]
) -> list[Told]:
    """Do each act for itself, in the order asked; what one refuses stops no other.

    Killed half way, what was done stays done, and a repetition under the same keys does the rest.
    Refuses `idempotency_conflict` where a key came with another request before.
    """
    asked_once = _AskedOnce(actor.officer, actor.machine, held=actor.roles(on=today))
    return [_told(one, actor=asked_once, tell=tell) for one in asked]


def _told(one: Asked, *, actor: Actor, tell: Callable[[Done], Any]) -> Told:
    def deed() -> Answer:
        done = do_act(
            one.act,
            actor=actor,
            at=one.at,
            facts=one.facts,
            dossier_id=one.dossier_id,
            expected_version=one.version,
        )
        return Answer(tell(done))

    try:
        if not one.key:
            return Told(deed().content)
        caller = actor.machine or actor.officer
        found = once(deed, caller=caller, key=one.key, digest=one.digest)
    except (ActRefused, ClockError) as refusal:
        return Told(refusal=refusal)
    except KeyUsed:
        return Told(refusal=ActRefused("idempotency_conflict"))
    return Told(found.answer.content, repeated=found.repeated)


@one_calendar()
def do_together(
    act: str,
    *,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    chosen: Iterable[Chosen],
) -> list[Outcome]:
    """Do one act with the same facts on each dossier; what one refuses stops no other.

    Safe to repeat with the same versions: what this officer has done to the dossier as it was
    shown is told as done and not done again.
    """
    asked_once = _AskedOnce(actor.officer, actor.machine, held=actor.roles(on=local_day(at)))
    return [_done_or_refused(act, actor=asked_once, at=at, facts=facts, one=one) for one in chosen]


def _done_or_refused(
    act: str, *, actor: Actor, at: datetime, facts: Mapping[str, Any], one: Chosen
) -> Outcome:
    try:
        do_act(
            act,
            actor=actor,
            at=at,
            facts=facts,
            dossier_id=one.dossier_id,
            expected_version=one.version,
        )
    except ActRefused as refusal:
        if _was_done(act, actor=actor, facts=facts, one=one):
            return Outcome(one.dossier_id)
        return Outcome(one.dossier_id, refusal)
    return Outcome(one.dossier_id)


def _was_done(act: str, *, actor: Actor, facts: Mapping[str, Any], one: Chosen) -> bool:
    """Whether the one thing that has happened since the dossier was shown is this very act of this officer's."""
    if one.version is None:
        return False
    moved_on = Dossier.objects.filter(pk=one.dossier_id, version=one.version + 1)
    if not moved_on.exists():
        return False
    last = DossierEvent.objects.filter(dossier=one.dossier_id).order_by("-sequence").first()
    return (
        last is not None
        and (last.act, last.actor_id) == (act, actor.officer.pk)
        and all(last.facts.get(name) == facts.get(name) for name in _public(act))
    )


def _public(act: str) -> set[str]:
    """Names of the facts that the history holds in the open."""
    return {
        fact.name
        for row in rows(Dossier)
        if row.act == act
        for fact in row.facts
        if not fact.private
    }
