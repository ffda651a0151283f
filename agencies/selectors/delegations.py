"""Delegations: which are in force, and whose they are."""

from datetime import date

from django.db.models import Q, QuerySet

from agencies.domain.roles import HEAD_ROLES
from agencies.models import Delegation, Officer
from agencies.selectors.roles import RoleSet


def delegations_on(day: date) -> QuerySet[Delegation]:
    """Those that have begun and are not over on a day."""
    return Delegation.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


def delegations_with(officer: Officer, *, on: date) -> QuerySet[Delegation]:
    """In force on a day, given by the officer or to the officer."""
    mine = Q(giver=officer) | Q(receiver=officer)
    return delegations_on(on).filter(mine).select_related("giver", "receiver", "agency")


def delegations_for(officer: Officer, roles: RoleSet) -> QuerySet[Delegation]:
    """Those that a head knows of: given in the head's own role and agency, also by whoever held it before, and received."""
    kept = Q(giver=officer) | Q(receiver=officer)
    for capacity in roles.capacities:
        if capacity.role in HEAD_ROLES and capacity.delegation is None:
            kept |= Q(role=capacity.role, agency=capacity.agency_id)
    return Delegation.objects.filter(kept)
