"""The archive of who: agencies and units with their history, officers, roles, delegations."""

from agencies.models.agency import Agency, AgencyKind
from agencies.models.officer import Delegation, Officer, RoleGrant

__all__ = ["Agency", "AgencyKind", "Delegation", "Officer", "RoleGrant"]
