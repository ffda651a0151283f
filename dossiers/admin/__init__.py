"""Doors of officers at the desk: the list, the dossier, its acts, reception; the register; what is to be told, what was missed; delegations."""

from dossiers.admin import announcements, delegations, dossiers, register, violations

__all__ = ["announcements", "delegations", "dossiers", "register", "violations"]
