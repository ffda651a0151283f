"""Questions about who: which roles and delegations an officer holds at a moment."""

from agencies.selectors.roles import Capacity, RoleSet, roles_of

__all__ = ["Capacity", "RoleSet", "roles_of"]
