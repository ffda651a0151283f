"""Whose figures an officer reads: never more than `visible_to` shows, and narrowed to what the officer answers for."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from agencies.domain.roles import Role
from agencies.models import Agency, AgencyKind, Officer
from agencies.selectors import RoleSet
from dossiers.models import Dossier
from dossiers.selectors import visible_to
from dossiers.selectors.visibility import visible_of_agency
from procedures.domain.zone import local_day


@dataclass(frozen=True, slots=True)
class Scope:
    """The dossiers whose figures are told at a moment.

    `agency`: only those it settles. `receiving`: what flows in and out is told of those this
    one-stop unit received; what stands open also of the others that the officer sees.
    """

    officer: Officer
    roles: RoleSet
    at: datetime
    agency: Agency | None = None
    receiving: Agency | None = None
    #: Whether the officer may look at all agencies together.
    is_wide: bool = False

    @property
    def key(self) -> str:
        """Names the dossiers whose flow is told, the same for all officers who are told of them."""
        codes = (each.code if each else "" for each in (self.agency, self.receiving))
        return ":".join(codes)

    def standing(self) -> QuerySet[Dossier]:
        """Those told of as the clock stands."""
        if self.agency is None:
            return visible_to(self.officer, at=self.at, roles=self.roles)
        return visible_of_agency(self.agency, self.officer, at=self.at, roles=self.roles)

    def flowing(self) -> QuerySet[Dossier]:
        """Those told of by what came in and went out."""
        found = self.standing()
        return found.filter(receiving_unit=self.receiving) if self.receiving else found


def scope_of(officer: Officer, roles: RoleSet, *, at: datetime, agency: str = "") -> Scope | None:
    """The officer's own scope, narrowed to the agency with a code; None where that is not the officer's to ask.

    Oversight: everything. The Centre's head: what the Centre received, and every agency's overdue.
    Heads of agency and unit: their own agency.
    """
    settling = Agency.objects.exclude(kind=AgencyKind.UNIT).order_by("code")
    is_wide = roles.has(Role.OVERSIGHT, Role.CENTRE_HEAD)
    if not is_wide:
        settling = settling.filter(pk__in=roles.homes(Role.AGENCY_HEAD, Role.UNIT_HEAD))
    chosen = None
    if agency or not is_wide:
        chosen = (settling.filter(code=agency) if agency else settling).first()
        if chosen is None:
            return None
    return Scope(officer, roles, at, chosen, _receiving(roles), is_wide)


def agencies_to_choose(scope: Scope) -> list[tuple[str, str]]:
    """Codes and names of the agencies a wide scope may be narrowed to; empty for a narrow one."""
    if not scope.is_wide:
        return []
    existing = Agency.objects.existing_on(local_day(scope.at)).exclude(kind=AgencyKind.UNIT)
    return list(existing.order_by("code").values_list("code", "name"))


def _receiving(roles: RoleSet) -> Agency | None:
    """The one-stop unit of a Centre's head, who is not also told everything."""
    if roles.has(Role.OVERSIGHT) or not roles.has(Role.CENTRE_HEAD):
        return None
    desks = roles.nodes(Role.CENTRE_HEAD) | roles.homes(Role.CENTRE_HEAD)
    return Agency.objects.one_stop().filter(pk__in=desks).order_by("code").first()
