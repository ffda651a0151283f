"""Who acts: an officer, alone or through a partner's machine."""

from dataclasses import dataclass
from datetime import date

from agencies.models import Officer
from agencies.selectors.roles import RoleSet, roles_of


@dataclass(frozen=True, slots=True)
class Actor:
    """The officer who answers for an act and the machine that passed it on, if one did.

    A machine that acts by itself is the officer: it holds the role `partner` and nothing else.
    """

    officer: Officer
    machine: Officer | None = None

    def roles(self, *, on: date) -> RoleSet:
        return roles_of(self.officer, on=on)
