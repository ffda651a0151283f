"""Doors of officers at the desk: the list, the dossier, its acts, reception; the register; fees; outages; what is to be told, what was missed; delegations."""

from dossiers.admin import (
    announcements,
    delegations,
    dossiers,
    feedback,
    fees,
    outages,
    personal_data,
    register,
    violations,
)

__all__ = [
    "announcements",
    "delegations",
    "dossiers",
    "feedback",
    "fees",
    "outages",
    "personal_data",
    "register",
    "violations",
]
