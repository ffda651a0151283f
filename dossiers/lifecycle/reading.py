"""The table read by introspection: what buttons, REST, documents and tests see of it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django_fsm import GET_STATE

from dossiers.domain.acts import Allowed, ClockEffect
from dossiers.domain.facts import Fact
from dossiers.lifecycle.columns import Condition


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: an act from one state."""

    act: str
    source: str
    targets: tuple[str, ...]
    conditions: tuple[Condition, ...]
    allowed: tuple[Allowed, ...]
    clock: ClockEffect
    facts: tuple[Fact, ...]
    form: str
    door: bool


@cache
def rows(model: type[models.Model]) -> tuple[Row, ...]:
    """Every row, read once from the transitions of a model that inherits the table.

    In their order, never a set: django-fsm's transitions compare by method name alone.
    """
    field = model._meta.get_field("state")
    return tuple(_row(found) for found in field.get_all_transitions(model))


def _row(found: Any) -> Row:
    custom = found.custom
    return Row(
        act=found.name,
        source=str(found.source),
        targets=_targets(found),
        conditions=tuple(found.conditions),
        allowed=custom["allowed"],
        clock=custom["clock"],
        facts=custom["facts"],
        form=custom["form"],
        door=custom["door"],
    )


def _targets(found: Any) -> tuple[str, ...]:
    if found.target is None:
        return (str(found.source),)
    if isinstance(found.target, GET_STATE):
        return tuple(str(state) for state in found.target.allowed_states)
    return (str(found.target),)
