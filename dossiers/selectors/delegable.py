"""Which acts a head may let another officer do: those of the lifecycle table, and those that other apps add."""

from collections.abc import Collection

from agencies.domain.roles import Role
from dossiers.lifecycle import rows
from dossiers.models import Dossier

_ADDED: dict[str, frozenset[Role]] = {}


def register_delegable(act: str, *, roles: Collection[Role]) -> None:
    """Let an app that builds on this one add an act of its own, asked for by the same name as a capacity."""
    _ADDED[act] = frozenset(roles)


def delegable_acts(*roles: Role) -> list[str]:
    """The acts that holders of any of the roles may do, in the table's order; re-appointment by apology letter among them."""
    wanted = set(roles)
    of_table = (
        row.act
        for row in rows(Dossier)
        if any(wanted.intersection(allowed.roles) for allowed in row.allowed)
    )
    added = (act for act, held in _ADDED.items() if wanted & held)
    return list(dict.fromkeys((*of_table, *added)))
