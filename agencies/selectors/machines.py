"""For whom a partner's machine may act."""

from datetime import date

from django.db.models import Q

from agencies.domain.roles import Role
from agencies.models import AgencyKind, Officer
from agencies.selectors.roles import grants_on, roles_of


def colleague_of_machine(machine: Officer, username: str, *, on: date) -> Officer | None:
    """The active officer of that name who holds a role in the machine's own agency or one of its units."""
    if not username.isprintable():
        return None
    homes = roles_of(machine, on=on).homes(Role.PARTNER)
    grants = (
        grants_on(on)
        .filter(officer__username=username)
        .filter(Q(agency__in=homes) | Q(agency__parent__in=homes, agency__kind=AgencyKind.UNIT))
        .exclude(role=Role.PARTNER)
    )
    return Officer.objects.filter(pk__in=grants.values("officer_id")).first()
