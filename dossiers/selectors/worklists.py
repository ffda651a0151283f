"""Whose turn it is: the piles of dossiers on an officer's desk, each a queryset and a count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from agencies.domain.roles import AGENCY_ROLES, COUNTER_ROLES, Role
from agencies.models import Officer
from agencies.selectors import RoleSet
from dossiers.lifecycle import CLOSED_STATES, OPEN_STATES, DossierState
from dossiers.models import Consultation, Dossier
from dossiers.selectors.figures import still_in_time
from dossiers.selectors.listing import late_at
from dossiers.selectors.visibility import visible_to
from procedures.domain.zone import day_start, local_day
from procedures.selectors import work_calendar

S = DossierState
#: Counting stops here: a desk with more has other worries than the exact number.
MOST_COUNTED = 1_000


class Worklist(StrEnum):
    """The piles, in the order in which a desk is cleared."""

    SUBMISSIONS = "submissions"
    ARRIVING = "arriving"
    TO_TRANSFER = "to_transfer"
    TO_TRANSFER_NEXT = "to_transfer_next"
    SUPPLEMENTS = "supplements"
    PAYMENTS = "payments"
    TO_RETURN = "to_return"
    MY_DESK = "my_desk"
    UNIT_DESK = "unit_desk"
    TO_ANSWER = "to_answer"
    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    NEAR_DUE = "near_due"
    OPEN = "open"
    CLOSED = "closed"


#: Work of the one-stop unit, shown to those who sit there.
OF_COUNTERS = (
    Worklist.SUBMISSIONS,
    Worklist.ARRIVING,
    Worklist.TO_TRANSFER,
    Worklist.TO_TRANSFER_NEXT,
    Worklist.SUPPLEMENTS,
    Worklist.PAYMENTS,
    Worklist.TO_RETURN,
)
#: Work of the settling agency, and what it is asked by others.
OF_AGENCIES = (Worklist.MY_DESK, Worklist.UNIT_DESK, Worklist.TO_ANSWER)
#: What everyone watches.
OF_ALL = (
    Worklist.OVERDUE,
    Worklist.DUE_TODAY,
    Worklist.NEAR_DUE,
    Worklist.OPEN,
    Worklist.CLOSED,
)


#: Piles with a limit of their own: the field that holds it.
LIMITS: Mapping[Worklist, str] = {
    Worklist.SUBMISSIONS: "reception_due_at",
    Worklist.TO_TRANSFER: "transfer_due_at",
    Worklist.TO_TRANSFER_NEXT: "transfer_due_at",
}
#: Watched as a whole, or told apart by the time left.
_WATCHED = frozenset(OF_ALL)
#: Too long to count for a first page, and no work of anybody's.
UNCOUNTED = frozenset({Worklist.CLOSED})


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer with roles at a moment: whose piles are asked for."""

    officer: Officer
    roles: RoleSet
    at: datetime

    @property
    def worklists(self) -> tuple[Worklist, ...]:
        """The piles that concern the officer's roles."""
        counter = OF_COUNTERS if self.roles.nodes(*COUNTER_ROLES) else ()
        agency = OF_AGENCIES if self.roles.nodes(*AGENCY_ROLES) else ()
        return (*counter, *agency, *OF_ALL)

    def visible(self) -> QuerySet[Dossier]:
        return visible_to(self.officer, at=self.at, roles=self.roles)

    def pile(self, name: Worklist, among: QuerySet[Dossier] | None = None) -> QuerySet[Dossier]:
        """The dossiers of one pile among those given, else among all the officer sees."""
        dossiers = self.visible() if among is None else among
        condition = _CONDITIONS[name](self)
        return dossiers.filter(condition & _own(self) if name in _WATCHED else condition)

    def count(self, name: Worklist) -> int:
        """How many lie in a pile; `MOST_COUNTED` and one more means: at least so many."""
        return capped_count(self.pile(name))

    def first_moment(self, name: Worklist, field: str) -> datetime | None:
        """The earliest of the pile's moments of a field, as the next limit that ends."""
        found = self.pile(name).filter(**{f"{field}__isnull": False}).order_by(field)
        return found.values_list(field, flat=True).first()


def capped_count(rows: QuerySet[Any, Any], *, beyond: int = 0) -> int:
    """How many rows there are beyond the first; `MOST_COUNTED` and one more means: at least so many."""
    return rows.order_by().values("pk")[beyond : beyond + MOST_COUNTED + 1].count()


def _in_states(*states: str) -> Q:
    return Q(state__in=[str(state) for state in states])


def _desks(desk: Desk) -> frozenset[int]:
    """One-stop units at which the officer sits."""
    return desk.roles.nodes(*COUNTER_ROLES) | desk.roles.homes(*COUNTER_ROLES)


def _own(desk: Desk) -> Q:
    """What lies with the officer's own agency, for who watches that alone.

    What it was asked by others is a pile of its own, and what the officer acted on elsewhere is
    found among all; to look for either among everything open takes as long as there is of it.
    """
    agencies = desk.roles.homes(*AGENCY_ROLES)
    watches_more = desk.roles.has(Role.OVERSIGHT, Role.CENTRE_HEAD, Role.PARTNER)
    if not agencies or watches_more:
        return Q()
    desks = _desks(desk)
    own = Q(agency__in=agencies)
    return own | Q(receiving_unit__in=desks) | Q(forwarded_to__in=desks) if desks else own


def _received_here(desk: Desk) -> Q:
    return Q(receiving_unit__in=_desks(desk))


def _arriving(desk: Desk) -> Q:
    """Sent here by another one-stop unit, not here yet (art. 18.3)."""
    return _in_states(S.RECEIVED) & Q(forwarded_to__in=_desks(desk), arrived_at__isnull=True)


def _waits_here(desk: Desk) -> Q:
    """Received and lying at the officer's own counter, of reception or forwarded to."""
    has_arrived = Q(forwarded_to__isnull=True) | Q(arrived_at__isnull=False)
    return _in_states(S.RECEIVED) & Q(unit__in=_desks(desk)) & has_arrived


def _to_transfer(desk: Desk) -> Q:
    """Due at the agency by the end of today: received before 15:00, or left over (art. 18.2)."""
    tomorrow = day_start(local_day(desk.at) + timedelta(days=1))
    return _waits_here(desk) & Q(transfer_due_at__lt=tomorrow)


def _to_transfer_next(desk: Desk) -> Q:
    """Received after 15:00: due at the agency when the next working day opens (art. 18.2)."""
    tomorrow = day_start(local_day(desk.at) + timedelta(days=1))
    return _waits_here(desk) & Q(transfer_due_at__gte=tomorrow)


def _my_desk(desk: Desk) -> Q:
    mine = Q(officer=desk.officer)
    unclaimed = Q(officer__isnull=True, unit__in=desk.roles.nodes(*AGENCY_ROLES))
    return _in_states(S.PROCESSING) & (mine | unclaimed)


def _unit_desk(desk: Desk) -> Q:
    """Whoever holds it: at the officer's own unit, or, for the head, in the whole agency."""
    own = Q(unit__in=desk.roles.nodes(*AGENCY_ROLES))
    headed = Q(agency__in=desk.roles.nodes(Role.AGENCY_HEAD))
    return _in_states(S.PROCESSING) & (own | headed)


def _to_answer(desk: Desk) -> Q:
    """Another agency asks and waits for the answer (art. 19.5)."""
    asked = Consultation.objects.open().filter(agency__in=desk.roles.homes(*AGENCY_ROLES))
    return Q(pk__in=asked.values("dossier_id"))


def _due_by(desk: Desk, working_days: int) -> Q:
    today = local_day(desk.at)
    last = work_calendar().working_day_after(today, working_days) if working_days else today
    due = Q(due_at__gte=day_start(today), due_at__lt=day_start(last + timedelta(days=1)))
    return _in_states(*OPEN_STATES) & due & still_in_time(desk.at)


def _overdue(desk: Desk) -> Q:
    return late_at(desk.at) & _in_states(*OPEN_STATES)


_CONDITIONS: Mapping[Worklist, Callable[[Desk], Q]] = {
    Worklist.SUBMISSIONS: lambda desk: _in_states(S.SUBMITTED) & _received_here(desk),
    Worklist.ARRIVING: _arriving,
    Worklist.TO_TRANSFER: _to_transfer,
    Worklist.TO_TRANSFER_NEXT: _to_transfer_next,
    Worklist.SUPPLEMENTS: lambda desk: _in_states(S.SUPPLEMENT_REQUESTED) & _received_here(desk),
    Worklist.PAYMENTS: lambda desk: _in_states(S.PAYMENT_REQUESTED) & _received_here(desk),
    Worklist.TO_RETURN: lambda desk: _in_states(S.SETTLED) & _received_here(desk),
    Worklist.MY_DESK: _my_desk,
    Worklist.UNIT_DESK: _unit_desk,
    Worklist.TO_ANSWER: _to_answer,
    Worklist.OVERDUE: _overdue,
    Worklist.DUE_TODAY: lambda desk: _due_by(desk, 0),
    Worklist.NEAR_DUE: lambda desk: _due_by(desk, max(settings.WARN_WORKING_DAYS)),
    Worklist.OPEN: lambda desk: _in_states(*OPEN_STATES),
    Worklist.CLOSED: lambda desk: _in_states(*CLOSED_STATES),
}
