"""Dossiers counted under another edition of the calendar than the present one."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from agencies.selectors.prepared import Parameter, Prepared
from dossiers.lifecycle import OPEN_STATES, DossierState
from dossiers.models import Dossier
from procedures.selectors import work_calendar


def counted_dossiers() -> QuerySet[Dossier]:
    """Running dossiers, and submissions before the counter; word for word what their index holds."""
    runs = Q(state__in=[state.value for state in OPEN_STATES], due_at__isnull=False)
    return Dossier.objects.filter(runs | Q(state=DossierState.SUBMITTED.value))


def outdated_versions() -> Iterator[int]:
    """Versions other than the present one under which something was counted.

    Asked for one after another: the index knows which are there, not which differ.
    """
    last = -1
    while found := _NEXT(last=last):
        ((last,),) = found
        if last != work_calendar().version:
            yield last


_NEXT = Prepared(
    lambda: (
        counted_dossiers()
        .filter(calendar_version__gt=Parameter("last"))
        .order_by("calendar_version")
        .values_list("calendar_version")[:1]
    )
)
