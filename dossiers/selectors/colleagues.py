"""The desks of colleagues, as their heads see them: who sits there, what lies there, what else hangs on them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from agencies.domain.roles import Role
from agencies.models import AgencyKind, Officer
from agencies.selectors import Capacity, RoleSet, colleagues_in, grants_on
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier

HANDING = "hand_over"


def officers_of(homes: Iterable[int], *, on: date) -> QuerySet[Officer]:
    """Officers who hold any role in one of the agencies or in a unit of one."""
    homes = list(homes)
    inside = Q(agency__in=homes) | Q(agency__parent__in=homes, agency__kind=AgencyKind.UNIT)
    held = grants_on(on).filter(inside).exclude(role=Role.PARTNER)
    return Officer.objects.filter(pk__in=held.values("officer_id")).order_by("full_name", "pk")


def heading(roles: RoleSet) -> list[Capacity]:
    """The capacities in which somebody may hand a colleague's whole desk over, by right or by delegation."""
    return [
        c
        for c in roles.capacities
        if c.role in (Role.UNIT_HEAD, Role.AGENCY_HEAD) and c.covers(HANDING)
    ]


def on_headed_desks(roles: RoleSet) -> Q:
    """Dossiers at a desk of the unit that somebody heads, or anywhere in the agency."""
    units = [c.agency_id for c in heading(roles) if c.role == Role.UNIT_HEAD]
    agencies = [c.agency_id for c in heading(roles) if c.role == Role.AGENCY_HEAD]
    return Q(unit__in=units) | Q(agency__in=agencies)


def desk_of_colleague(holder: Officer, *, roles: RoleSet) -> QuerySet[Dossier]:
    """What lies with the colleague at a desk that the head answers for, the first due first."""
    held = Dossier.objects.filter(state=DossierState.PROCESSING, officer=holder)
    return held.filter(on_headed_desks(roles)).order_by("due_at", "pk")


def holders(roles: RoleSet, *, on: date) -> QuerySet[Officer]:
    """Whoever sits at such a desk today, and whoever has left it with dossiers still on it."""
    held = Dossier.objects.filter(state=DossierState.PROCESSING, officer__isnull=False)
    left_behind = held.filter(on_headed_desks(roles)).values("officer_id")
    places = [c.agency_id for c in heading(roles)]
    inside = Q(agency__in=places) | Q(agency__parent__in=places)
    sitting = grants_on(on).filter(inside, role__in=(Role.SPECIALIST, Role.UNIT_HEAD))
    officers = Officer.objects.filter(
        Q(pk__in=left_behind) | Q(pk__in=sitting.values("officer_id"))
    )
    return officers.order_by("full_name", "pk")


def receivers_of_desk(holder: Officer, *, roles: RoleSet, on: date) -> QuerySet[Officer]:
    """To whom the head may hand the colleague's desk over: who settles in the same agency."""
    homes = [capacity.home_id for capacity in heading(roles)]
    found = colleagues_in(homes, on=on).exclude(pk=holder.pk)
    return found.order_by("full_name", "pk")


@dataclass(frozen=True, slots=True)
class Hanging:
    """Something else that hangs on an officer: what, how many (a `capped_count`), and the page with the list."""

    label: str | Promise
    count: int
    page: str
    query: str = ""


#: Asked with the colleague, the officer who looks, and the moment.
Question = Callable[[Officer, Officer, datetime], Iterable[Hanging]]
_QUESTIONS: list[Question] = []


def register_hanging(question: Question) -> None:
    """Let an app that builds on this one say what of its own hangs on an officer."""
    _QUESTIONS.append(question)


def hanging_on(holder: Officer, *, seen_by: Officer, at: datetime) -> Iterator[Hanging]:
    """What other apps know of, where there is any."""
    for question in _QUESTIONS:
        yield from (each for each in question(holder, seen_by, at) if each.count)
