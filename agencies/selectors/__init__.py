"""Questions about who: which roles and delegations an officer holds at a moment."""

from agencies.selectors.actors import Actor
from agencies.selectors.places import centre_on
from agencies.selectors.roles import (
    Capacity,
    RoleSet,
    colleagues_in,
    grants_on,
    named_colleagues,
    officers_holding,
    roles_of,
)

__all__ = [
    "Actor",
    "Capacity",
    "RoleSet",
    "centre_on",
    "colleagues_in",
    "grants_on",
    "named_colleagues",
    "officers_holding",
    "roles_of",
]
