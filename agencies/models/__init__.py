"""The archive of who: agencies and units with their history, officers, roles, delegations."""

from agencies.models.access_token import AccessToken
from agencies.models.agency import Agency, AgencyKind
from agencies.models.idempotency import IdempotencyKey
from agencies.models.officer import Delegation, Officer, RoleGrant

__all__ = [
    "AccessToken",
    "Agency",
    "AgencyKind",
    "Delegation",
    "IdempotencyKey",
    "Officer",
    "RoleGrant",
]
