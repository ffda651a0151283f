"""Who acts: an officer, alone or through a partner's machine."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from agencies.domain.tokens import Scope
from agencies.models import AccessToken, Officer
from agencies.selectors.roles import RoleSet, roles_of


@dataclass(frozen=True, slots=True)
class Actor:
    """The officer who answers for an act and the machine that passed it on, if one did.

    A machine that acts by itself is the officer: it holds the role `partner` and nothing else.
    Who came in by a token may do no more than the token opens, whatever the roles allow.
    """

    officer: Officer
    machine: Officer | None = None
    token: AccessToken | None = None
    #: Roles by day, for an actor that lives no longer than one request; None: read anew each time.
    read_roles: dict[date, RoleSet] | None = field(default=None, compare=False, repr=False)

    def roles(self, *, on: date) -> RoleSet:
        """What the officer may act as on a day."""
        if self.read_roles is None:
            return roles_of(self.officer, on=on)
        if on not in self.read_roles:
            self.read_roles[on] = roles_of(self.officer, on=on)
        return self.read_roles[on]

    def for_one_act(self) -> Self:
        """The same, for the length of one act, whose parts all ask for the roles."""
        return self if self.read_roles is not None else replace(self, read_roles={})

    def may(self, scope: Scope) -> bool:
        """Whether the way in opens this; a session opens everything."""
        return self.token is None or scope in self.token.scopes
