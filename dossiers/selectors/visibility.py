"""Who sees which dossiers: one queryset for admin, REST, exports, search and attachments."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.domain.roles import AGENCY_ROLES, COUNTER_ROLES, Role
from agencies.models import Agency, Officer
from agencies.selectors import RoleSet, roles_of
from agencies.selectors.prepared import Parameter
from agencies.selectors.remembered import named
from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Consultation, Dossier, DossierEvent
from procedures.domain.zone import local_day


def visible_to(
    officer: Officer, *, at: datetime, roles: RoleSet | None = None
) -> QuerySet[Dossier]:
    """The dossiers an officer may see at a moment.

    Counter: received by the own unit or forwarded to it. Specialist, heads of unit and agency:
    where the own agency settles or was asked, and what they acted on before. Centre head: all the Centre received, and every
    agency's overdue. Oversight: all. Partner: own submissions and its agency's. Administrator: none.
    """
    sight = sight_of(officer, at=at, roles=roles)
    return Dossier.objects.filter(seen(frozenset(sight), sight))


def visible_of_agencies(
    codes: Collection[str], officer: Officer, *, at: datetime, roles: RoleSet | None = None
) -> QuerySet[Dossier]:
    """What an officer may see of the dossiers that some agencies settle.

    Of the own agency that is all, as `seen` says too; told so, the database asks of no dossier who
    acted on it before.
    """
    settling = sight_of(officer, at=at, roles=roles).get("settling", ())
    own = {row["code"]: key for key, row in named(Agency, settling, ("code", "name")).items()}
    if own.keys() >= set(codes):
        return Dossier.objects.filter(agency__any=[own[code] for code in codes])
    return visible_to(officer, at=at, roles=roles).filter(agency__code__in=codes)


def visible_of_agency(
    agency: Agency, officer: Officer, *, at: datetime, roles: RoleSet | None = None
) -> QuerySet[Dossier]:
    """The same of one agency, which need not be looked up by its code."""
    sight = sight_of(officer, at=at, roles=roles)
    settled = Dossier.objects.filter(agency=agency)
    is_own = agency.pk in sight.get("settling", ())
    return settled if is_own else settled.filter(seen(frozenset(sight), sight))


#: What an officer's sight is made of, by name: the desks, agencies and people that let them see.
Sight = Mapping[str, Any]


def sight_of(officer: Officer, *, at: datetime, roles: RoleSet | None = None) -> Sight:
    """By what an officer sees dossiers at a moment; its names are the form of the question `seen`."""
    roles = roles or roles_of(officer, on=local_day(at))
    if roles.has(Role.OVERSIGHT):
        return {"everything": True}
    sight: dict[str, Any] = {}
    # A desk of the Centre sees what the Centre received.
    if desks := roles.nodes(*COUNTER_ROLES) | roles.homes(*COUNTER_ROLES):
        sight["desks"] = list(desks)
    if settling := roles.homes(*AGENCY_ROLES):
        sight |= {"settling": list(settling), "officer": officer.pk}
    if roles.has(Role.CENTRE_HEAD):
        sight["overdue_at"] = at
    if roles.has(Role.PARTNER):
        sight |= {"submitter": officer.pk, "partner": list(roles.homes(Role.PARTNER))}
    return sight


def seen(form: Collection[str], sight: Sight) -> Q:
    """The condition under which a dossier is seen, from the names of a sight and its values, or parameters in their place."""
    if "everything" in form:
        return Q()
    found = Q(pk__in=[])
    if "desks" in form:
        found |= Q(receiving_unit__any=sight["desks"]) | Q(forwarded_to__any=sight["desks"])
    if "settling" in form:
        found |= Q(agency__any=sight["settling"]) | Q(_asked(sight["settling"]))
        found |= Q(_acted_on(sight["officer"]))
    if "overdue_at" in form:
        found |= _overdue(sight["overdue_at"])
    if "partner" in form:
        found |= Q(submitted_by=sight["submitter"]) | Q(agency__any=sight["partner"])
    return found


def may_read_documents(officer: Officer, *, at: datetime, roles: RoleSet | None = None) -> bool:
    """Oversight reads everything except what lies in a dossier."""
    roles = roles or roles_of(officer, on=local_day(at))
    return not roles.has(Role.OVERSIGHT) or roles.has(*COUNTER_ROLES, *AGENCY_ROLES)


def _acted_on(officer: int | Parameter) -> Exists:
    """One look into an index for each dossier that is not the own agency's; in ten years an officer acts a hundred thousand times."""
    return Exists(DossierEvent.objects.filter(actor=officer, dossier=OuterRef("pk")))


def _asked(agencies: Collection[int] | Parameter) -> Exists:
    """The agencies were asked about the dossier, also once they have answered."""
    return Exists(Consultation.objects.filter(agency__any=agencies, dossier=OuterRef("pk")))


def _overdue(at: datetime | Parameter) -> Q:
    """Open and late; said by the state, as the indexes of what is open are."""
    is_open = Q(state__in=[state.value for state in OPEN_STATES])
    return is_open & (Q(late_from__lte=at) | Q(late_since__isnull=False))
