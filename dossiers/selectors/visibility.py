"""Who sees which dossiers: one queryset for admin, REST, exports, search and attachments."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.domain.roles import AGENCY_ROLES, COUNTER_ROLES, Role
from agencies.models import Officer
from agencies.selectors import RoleSet, roles_of
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
    roles = roles or roles_of(officer, on=local_day(at))
    if roles.has(Role.OVERSIGHT):
        return Dossier.objects.all()
    seen = Q(pk__in=[])
    desks = roles.nodes(*COUNTER_ROLES) | roles.homes(*COUNTER_ROLES)
    if desks:  # a desk of the Centre sees what the Centre received
        seen |= Q(receiving_unit__in=desks) | Q(forwarded_to__in=desks)
    settling = roles.homes(*AGENCY_ROLES)
    if settling:
        seen |= Q(agency__in=settling) | Q(_asked(settling)) | Q(_acted_on(officer))
    if roles.has(Role.CENTRE_HEAD):
        seen |= _overdue(at)
    if roles.has(Role.PARTNER):
        seen |= Q(submitted_by=officer) | Q(agency__in=roles.homes(Role.PARTNER))
    return Dossier.objects.filter(seen)


def may_read_documents(officer: Officer, *, at: datetime, roles: RoleSet | None = None) -> bool:
    """Oversight reads everything except what lies in a dossier."""
    roles = roles or roles_of(officer, on=local_day(at))
    return not roles.has(Role.OVERSIGHT) or roles.has(*COUNTER_ROLES, *AGENCY_ROLES)


def _acted_on(officer: Officer) -> Exists:
    """One look into an index for each dossier that is not the own agency's; in ten years an officer acts a hundred thousand times."""
    return Exists(DossierEvent.objects.filter(actor=officer, dossier=OuterRef("pk")))


def _asked(agencies: Collection[int]) -> Exists:
    """The agencies were asked about the dossier, also once they have answered."""
    return Exists(Consultation.objects.filter(agency__in=agencies, dossier=OuterRef("pk")))


def _overdue(at: datetime) -> Q:
    return Q(closed_at__isnull=True) & (Q(late_from__lte=at) | Q(late_since__isnull=False))
