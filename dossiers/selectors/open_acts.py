"""Which acts of the table are open to an officer on a dossier, and what still stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from agencies.domain.roles import AGENCY_ROLES
from agencies.selectors import Actor, RoleSet
from dossiers.domain.acts import Allowed, Place
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import Row, rows
from dossiers.models import Dossier
from procedures.domain.zone import local_day


@dataclass(frozen=True, slots=True)
class OpenAct:
    """An act whose role the officer holds here; `obstacles` are codes of unmet conditions."""

    row: Row
    obstacles: tuple[str, ...]

    @property
    def act(self) -> str:
        return self.row.act


def open_acts(dossier: Dossier, *, actor: Actor, at: datetime) -> list[OpenAct]:
    """The acts from the dossier's state that the actor's roles allow, in the table's order.

    Only shown here: the services check again when the act is done.
    """
    roles = actor.roles(on=local_day(at))
    return [
        OpenAct(row, tuple(c.code for c in row.conditions if not c(dossier)))
        for row in _rows_from(dossier.state)
        if any(
            roles.capacity_for(row.act, allowed.roles, places(allowed, dossier))
            for allowed in row.allowed
        )
    ]


def why_shut(act: str, dossier: Dossier, *, roles: RoleSet) -> ActRefused | None:
    """Why an act cannot be done on the dossier now, as far as can be told beforehand; None where it is open."""
    row = next((row for row in _rows_from(dossier.state) if row.act == act), None)
    if row is None:
        return ActRefused("wrong_state", act=act, state=dossier.state)
    if not any(roles.capacity_for(act, a.roles, places(a, dossier)) for a in row.allowed):
        return ActRefused("wrong_role", act=act)
    unmet = next((each.code for each in row.conditions if not each(dossier)), None)
    return ActRefused(unmet, act=act) if unmet else None


def choices_left(row: Row, dossier: Dossier, *, roles: RoleSet) -> dict[str, tuple[str, ...]]:
    """Values of facts to which the officer's roles narrow an act; empty where they narrow nothing."""
    if any(allowed.place == Place.CONSULTED for allowed in row.allowed):
        asked = dossier.consultations.open().filter(agency__in=roles.homes(*AGENCY_ROLES))
        return {"consultation": tuple(str(key) for key in asked.values_list("pk", flat=True))}
    held = [
        allowed
        for allowed in row.allowed
        if roles.capacity_for(row.act, allowed.roles, places(allowed, dossier))
    ]
    if any(allowed.when is None for allowed in held):
        return {}
    left: dict[str, tuple[str, ...]] = {}
    for name, value in (allowed.when for allowed in held if allowed.when):
        left[name] = (*left.get(name, ()), value)
    return left


def creating_rows() -> list[Row]:
    """The rows that open a new dossier."""
    return [row for row in rows(Dossier) if not row.source and row.door]


def places(allowed: Allowed, dossier: Dossier) -> frozenset[int | None] | None:
    """Agencies and units where the role must be held; None means anywhere."""
    if allowed.place == Place.RECEIVING:
        return frozenset({dossier.receiving_unit_id})
    if allowed.place == Place.HOLDING:
        return frozenset({dossier.agency_id})
    if allowed.place == Place.DESK:
        between = {dossier.receiving_unit_id, dossier.forwarded_to_id}
        return frozenset(between if dossier.is_on_its_way else {dossier.unit_id})
    if allowed.place == Place.FORWARDED:
        return frozenset({dossier.forwarded_to_id} - {None})
    if allowed.place == Place.CONSULTED:
        return frozenset(dossier.consultations.open().values_list("agency_id", flat=True))
    return None


def _rows_from(state: str) -> Iterator[Row]:
    return (row for row in rows(Dossier) if row.source == state and row.door)
