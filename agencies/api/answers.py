"""Officers and agencies as every REST door tells them."""

from collections.abc import Mapping
from typing import Any

from agencies.models import Agency, Officer


def officer_told(officer: Officer | None) -> dict[str, Any] | None:
    """An officer by user name and full name."""
    if officer is None:
        return None
    return {"username": officer.username, "name": officer.full_name}


def officer_of(row: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """The officer that a row of columns has under a name: `answered_by__username`, `…__full_name`."""
    if row[f"{name}__username"] is None:
        return None
    return {"username": row[f"{name}__username"], "name": row[f"{name}__full_name"]}


def agency_told(agency: Agency) -> dict[str, Any]:
    """An agency or unit by code and name."""
    return {"code": agency.code, "name": agency.name}
