"""The time limit a dossier would be received under, as far as it is known before it is received."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from dossiers.models import Dossier
from dossiers.selectors.clock import due_from
from procedures.domain.clock import ClockEvent, ClockKind, Due
from procedures.models import ChannelLimit, ProcedureVersion


def is_choice(rows: Sequence[ChannelLimit]) -> bool:
    """Whether the rows of a channel differ, so that the officer has to choose the case."""
    return len({(row.value, row.unit) for row in rows}) > 1


def limit_row(rows: Sequence[ChannelLimit], chosen: str | None) -> ChannelLimit | None:
    """The row that applies: the chosen one, or the only one; None while that is open, or for a stranger's key."""
    if chosen:
        return next((row for row in rows if str(row.pk) == chosen), None)
    return rows[0] if rows and not is_choice(rows) else None


def is_left_to_officer(rows: Sequence[ChannelLimit], chosen: str | None) -> bool:
    """Whether the law gives the limit only in words, so that the officer names it."""
    row = limit_row(rows, chosen)
    return not row.unit if row else not rows


def due_if_received(
    version: ProcedureVersion,
    rows: Sequence[ChannelLimit],
    facts: Mapping[str, Any],
    *,
    at: datetime,
) -> Due | None:
    """When a dossier received now would be due, with the reasons; None while the limit is open."""
    row = limit_row(rows, facts.get("limit_row"))
    dossier = Dossier(ruleset=settings.RULESET, procedure_version=version)
    if row is not None and row.unit:
        dossier.limit_value, dossier.limit_unit = row.value, row.unit
    elif facts.get("limit"):
        dossier.limit_value, dossier.limit_unit = facts["limit"]["value"], facts["limit"]["unit"]
    else:
        return None
    return due_from(dossier, [ClockEvent(ClockKind.START, at)])
