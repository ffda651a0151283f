"""What an officer may act as, and where, on a given day; read once per request or act."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Expression, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from agencies.domain.roles import AGENCY_ROLES, Role
from agencies.models import Agency, AgencyKind, Delegation, Officer, RoleGrant
from agencies.selectors.prepared import Parameter, Prepared


@dataclass(frozen=True, slots=True)
class Capacity:
    """A role held in a node of the agency tree, by right or by delegation of named acts."""

    role: Role
    agency_id: int
    home_id: int
    delegation: Delegation | None = None

    def covers(self, act: str) -> bool:
        """By right a role covers every act of its row in the table; a delegation only the named ones."""
        return self.delegation is None or act in self.delegation.acts


@dataclass(frozen=True, slots=True)
class RoleSet:
    """All capacities of one officer on one day."""

    officer_id: int
    capacities: tuple[Capacity, ...]

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held by right, anywhere."""
        return any(c.role in roles and c.delegation is None for c in self.capacities)

    def nodes(self, *roles: Role) -> frozenset[int]:
        """Agencies or units in which one of the roles is held, by right or by delegation."""
        return frozenset(c.agency_id for c in self.capacities if c.role in roles)

    def homes(self, *roles: Role) -> frozenset[int]:
        """Agencies (units folded into the agency above) in which one of the roles is held."""
        return frozenset(c.home_id for c in self.capacities if c.role in roles)

    def capacity_for(
        self, act: str, roles: Collection[Role], nodes: Collection[int | None] | None
    ) -> Capacity | None:
        """The capacity under which the act may be done at one of the nodes (None: anywhere).

        A right comes before a delegation.
        """
        found = [
            c
            for c in self.capacities
            if c.role in roles
            and (nodes is None or c.agency_id in nodes or c.home_id in nodes)
            and c.covers(act)
        ]
        return min(found, key=lambda c: c.delegation is not None, default=None)


def _valid(on: date | Parameter) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def grants_on(on: date | Parameter) -> QuerySet[RoleGrant]:
    """Role grants in force on a day, of officers who may sign in."""
    return RoleGrant.objects.filter(_valid(on), officer__is_active=True)


def roles_of(officer: Officer, *, on: date) -> RoleSet:
    """The officer's roles on a day, with what heads have delegated to them.

    One query, and a second for whoever has a delegation or no role by right.

    A delegation counts only while its giver still holds the role in that agency.
    """
    (columns,) = _ROLES(officer=officer.pk, on=on) or ([[], False],)
    return role_set(officer.pk, columns, on=on)


def role_columns(on: date | Parameter, *, officer: str = "pk") -> dict[str, Expression]:
    """What a queryset is annotated with, so that `role_set` can tell the roles of each row's officer on a day."""
    granted = grants_on(on).filter(officer_id=OuterRef(officer))
    told = {"role": "role", "agency": "agency_id"}
    node = {"kind": "agency__kind", "parent": "agency__parent_id"}
    return {
        "granted": ArraySubquery(granted.values(grant=JSONObject(**told, **node))),
        "delegated": Exists(_delegated(OuterRef(officer), on)),
    }


def role_set(officer_id: int, columns: Sequence[Any], *, on: date) -> RoleSet:
    """The roles that `role_columns` tell of, with the delegations read where there are any."""
    granted, delegated = columns
    delegations: Iterable[Delegation] = ()
    if delegated or not granted:
        held = _delegated(officer_id, on).filter(_giver_still_holds(on))
        delegations = held.select_related("agency", "giver")
    by_delegation = (
        Capacity(Role(d.role), d.agency_id, d.agency.home_id, delegation=d) for d in delegations
    )
    return RoleSet(officer_id, (*map(_capacity, granted), *by_delegation))


def _capacity(grant: Mapping[str, Any]) -> Capacity:
    node = Agency(pk=grant["agency"], kind=grant["kind"], parent_id=grant["parent"])
    return Capacity(Role(grant["role"]), node.pk, node.home_id)


def _delegated(receiver: int | OuterRef, on: date | Parameter) -> QuerySet[Delegation]:
    return Delegation.objects.filter(_valid(on), receiver_id=receiver, receiver__is_active=True)


def _giver_still_holds(on: date) -> Q:
    held = grants_on(on).filter(
        officer_id=OuterRef("giver_id"), role=OuterRef("role"), agency_id=OuterRef("agency_id")
    )
    return Q(Exists(held))


def colleagues_in(homes: Collection[int] | Parameter, *, on: date | Parameter) -> QuerySet[Officer]:
    """Officers who settle in one of the agencies or in a unit of one."""
    inside = Q(agency__any=homes) | Q(agency__parent__any=homes, agency__kind=AgencyKind.UNIT)
    grants = grants_on(on).filter(inside, role__in=AGENCY_ROLES)
    return Officer.objects.filter(pk__in=grants.values("officer_id"))


def named_colleagues(homes: Collection[int], *, on: date) -> list[Sequence[str]]:
    """User name and full name of each of `colleagues_in` the agencies, by full name."""
    return _COLLEAGUES(homes=list(homes), on=on)


_COLLEAGUES = Prepared(
    lambda: (
        colleagues_in(Parameter("homes"), on=Parameter("on"))
        .order_by("full_name")
        .values_list("username", "full_name")
    )
)


def officers_holding(role: Role, agency_ids: Iterable[int], *, on: date) -> QuerySet[Officer]:
    """Officers who hold the role by right in one of the agencies or units."""
    grants = grants_on(on).filter(role=role, agency_id__in=list(agency_ids))
    return Officer.objects.filter(pk__in=grants.values("officer_id"))


_ROLES = Prepared(
    lambda: (
        Officer.objects.filter(pk=Parameter("officer"))
        .annotate(**role_columns(Parameter("on")))
        .values_list("granted", "delegated")
    )
)
