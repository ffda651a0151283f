"""Doors of officers at the desk: the list, the dossier, its acts, reception; delegations of acts."""

from dossiers.admin import delegations, dossiers

__all__ = ["delegations", "dossiers"]
