"""Doors of officers at the desk: the list, the dossier, its acts, reception; what is to be told, what was missed; delegations."""

from dossiers.admin import announcements, delegations, dossiers, violations

__all__ = ["announcements", "delegations", "dossiers", "violations"]
