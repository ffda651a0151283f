"""The one way an act is done: lock, check, change, clock, history, announcement, in ONE transaction.

Every public verb of `dossiers.services` goes through `perform`. What is particular to a verb it
gives as functions: `change` sets the dossier's own fields before the transition, `allot` draws a
number as late as can be (its counter stays locked until the end), `record` writes the rows beside
the dossier once the event stands.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from agencies.selectors import Actor
from agencies.selectors.prepared import Parameter, PreparedRows
from agencies.services.writing import insert_row, update_row
from dossiers.domain.acts import Allowed
from dossiers.domain.facts import clean_facts
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import Row, rows
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.clock import past_of
from dossiers.selectors.meanwhile import stale
from dossiers.selectors.open_acts import places
from dossiers.services.clock import clock_kind, refresh_clock
from dossiers.services.history import write_event
from dossiers.services.leaving import record_late_leaving
from dossiers.services.outcome import outcome_told
from dossiers.services.performance import Done, Performance
from dossiers.signals import dossier_event_written
from procedures.domain.zone import local_day
from procedures.selectors import one_calendar

#: Never written by an act: the history's trigger keeps them.
_KEPT_BY_TRIGGER = frozenset({"head_hash", "event_count"})


Change = Callable[[Performance], None]
Record = Callable[[Performance, DossierEvent], None]


def _nothing(performance: Performance, event: DossierEvent | None = None) -> None:
    return None


@outcome_told
@transaction.atomic
@one_calendar()
def perform(
    act: str,
    *,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    dossier_id: int | None = None,
    locked: Dossier | None = None,
    expected_version: int | None = None,
    change: Change = _nothing,
    allot: Change = _nothing,
    record: Record = _nothing,
) -> Done:
    """Do one act of the lifecycle table, or refuse it and change nothing.

    `locked` is the dossier of `dossier_id` where this transaction has locked it already.
    Raises `ActRefused` with a stable code: `unknown_dossier`, `stale`, `wrong_state`,
    `wrong_role`, a condition's code, `missing_…` / `bad_…` for facts, `out_of_order`.
    """
    if dossier_id is None:
        dossier = Dossier(ruleset=settings.RULESET)
    else:
        dossier = locked or _locked(dossier_id)
    _refuse_stale(dossier, expected_version)
    row = _row(dossier, act)
    doing = Performance(row, dossier, actor, at, dict(facts), giver_unit_id=dossier.unit_id)
    if dossier_id is None:
        doing.facts = clean_facts(row.facts, facts)
        change(doing)
        authorise(doing)
    else:
        authorise(doing)
        _refuse_unmet(doing)
        past = past_of(dossier)
        _refuse_before(past.last_at, at)
        doing.clock_events += past.clock
        doing.facts = clean_facts(row.facts, facts)
        change(doing)
    came_from = dossier.state
    getattr(dossier, act)()
    kind = clock_kind(doing)
    if kind:
        refresh_clock(doing, kind=kind, entered_at=at)
    allot(doing)
    _save(dossier)
    event = write_event(doing, came_from=came_from, clock=kind or "")
    record(doing, event)
    record_late_leaving(doing)
    dossier_event_written.send(sender=DossierEvent, event=event)
    return Done(dossier, event)


def _locked(dossier_id: int) -> Dossier:
    """The row, locked until the act is over; never `refresh_from_db`, which lifts the field's protection."""
    found = _DOSSIER(key=dossier_id)
    if not found:
        raise ActRefused("unknown_dossier")
    return found[0]


_DOSSIER = PreparedRows(
    lambda: (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("procedure_version")
        .filter(pk=Parameter("key"))
    )
)


def _refuse_stale(dossier: Dossier, expected: int | None) -> None:
    if expected is not None and dossier.version != expected:
        raise stale(dossier, since=expected)


def _row(dossier: Dossier, act: str) -> Row:
    table = [row for row in rows(Dossier) if row.act == act]
    if not table:
        raise ActRefused("unknown_act", act=act)
    for row in table:
        if row.source == dossier.state:
            return row
    raise ActRefused("wrong_state", act=act, state=dossier.state)


def _refuse_before(last: datetime | None, at: datetime) -> None:
    """An act cannot take effect before the one that came before it."""
    if last is not None and at < last:
        raise ActRefused("out_of_order", field="at")


def authorise(doing: Performance) -> None:
    """Find the capacity under which the actor may do this act here, or refuse with `wrong_role`."""
    roles = doing.actor.roles(on=local_day(doing.at))
    for allowed in doing.row.allowed:
        if not _narrowed(allowed, doing.facts):
            continue
        capacity = roles.capacity_for(doing.act, allowed.roles, places(allowed, doing.dossier))
        if capacity is not None:
            doing.capacity = capacity
            return
    raise ActRefused("wrong_role", act=doing.act)


def _narrowed(allowed: Allowed, facts: Mapping[str, Any]) -> bool:
    return allowed.when is None or facts.get(allowed.when[0]) == allowed.when[1]


def _refuse_unmet(doing: Performance) -> None:
    for condition in doing.row.conditions:
        if not condition(doing.dossier):
            raise ActRefused(condition.code, act=doing.act)


def _save(dossier: Dossier) -> None:
    dossier.version += 1
    if dossier.pk is None:
        insert_row(dossier)
    else:
        update_row(dossier, but=_KEPT_BY_TRIGGER)
