"""Who calls: the account of a token, and the officer for whom a partner's machine acts; each with the roles of the day, by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.domain.roles import Role
from agencies.domain.tokens import digest_of, may_be_token
from agencies.models import AccessToken, Officer
from agencies.selectors.prepared import Parameter, Prepared, columns_of
from agencies.selectors.roles import RoleSet, role_columns, role_set


@dataclass(frozen=True, slots=True)
class Caller:
    """An officer or machine, with the roles held on the day that was asked for."""

    officer: Officer
    roles: RoleSet
    token: AccessToken | None = None


def caller_by_token(text: str, *, on: date) -> Caller | None:
    """Whose token has this text, in whatever state the token is; None if there never was one."""
    if not may_be_token(text):
        return None
    found = _BY_TOKEN(digest=digest_of(text), on=on)
    if not found:
        return None
    (row,) = found
    token = AccessToken.from_db("default", _TOKEN, row[: len(_TOKEN)])
    caller = _caller(row[len(_TOKEN) :], on=on)
    token.officer = caller.officer
    return Caller(caller.officer, caller.roles, token)


def colleague_of_machine(machine: RoleSet, username: str, *, on: date) -> Caller | None:
    """The active officer of that name who holds a role in the machine's own agency or one of its units."""
    if not username.isprintable():
        return None
    homes = machine.homes(Role.PARTNER)
    for row in _BY_NAME(username=username, on=on):
        caller = _caller(row, on=on)
        own = (c for c in caller.roles.capacities if c.delegation is None)
        if any(c.role != Role.PARTNER and {c.agency_id, c.home_id} & homes for c in own):
            return caller
    return None


def _caller(row: Sequence[Any], *, on: date) -> Caller:
    officer = Officer.from_db("default", _OFFICER, row[: len(_OFFICER)])
    return Caller(officer, role_set(officer.pk, row[len(_OFFICER) :], on=on))


_TOKEN, _OFFICER = columns_of(AccessToken), columns_of(Officer)
_BY_NAME = Prepared(
    lambda: (
        Officer.objects.filter(username=Parameter("username"))
        .annotate(**role_columns(Parameter("on")))
        .values_list(*_OFFICER, "granted", "delegated")
    )
)
_BY_TOKEN = Prepared(
    lambda: (
        AccessToken.objects.filter(digest=Parameter("digest"))
        .annotate(**role_columns(Parameter("on"), officer="officer_id"))
        .values_list(*_TOKEN, *columns_of(Officer, "officer"), "granted", "delegated")
    )
)
