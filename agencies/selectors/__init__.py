"""Questions about who: which roles and delegations an officer holds at a moment."""

from agencies.selectors.actors import Actor
from agencies.selectors.roles import Capacity, RoleSet, grants_on, officers_holding, roles_of

__all__ = ["Actor", "Capacity", "RoleSet", "grants_on", "officers_holding", "roles_of"]
