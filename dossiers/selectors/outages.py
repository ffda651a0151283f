"""Outages of one-stop units: who reads and approves them, until when their receptions may be entered, and which were."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from agencies.domain.roles import Role
from agencies.models import Agency, AgencyKind
from agencies.selectors import RoleSet
from dossiers.models import Dossier, DossierEvent, Outage
from dossiers.selectors.register import register_units
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar

#: No outage that ended so long ago is still open, whatever holidays lay between.
_LONG_AGO = timedelta(days=120)


def outages_for(roles: RoleSet) -> QuerySet[Outage]:
    """Outages the officer may read, the latest first, with the receptions entered.

    Of units whose register the officer reads, or at whose head the officer stands.
    """
    return (
        Outage.objects.filter(
            Q(unit__in=register_units(roles)) | Q(unit__in=units_to_approve(roles))
        )
        .select_related("unit", "approved_by")
        .annotate(receptions=Count("dossiers"))
        .order_by("-began_at", "-pk")
    )


def units_to_approve(roles: RoleSet) -> QuerySet[Agency]:
    """One-stop units at whose head the officer stands by right.

    The head of the Centre; at a commune, whose one-stop unit is its own, the commune's head.
    """
    by_right = [held for held in roles.capacities if held.delegation is None]
    centres = {held.home_id for held in by_right if held.role == Role.CENTRE_HEAD}
    communes = {held.home_id for held in by_right if held.role == Role.AGENCY_HEAD}
    if not (centres or communes):
        return Agency.objects.none()
    headed = Q(pk__in=centres) | Q(pk__in=communes, kind=AgencyKind.COMMUNE)
    return Agency.objects.one_stop().filter(headed).order_by("code")


def last_day_of_entry(outage: Outage) -> date:
    """The last working day on which a reception of the outage may be entered, until 24:00."""
    days = settings.OUTAGE_ENTRY_WORKING_DAYS
    return work_calendar().working_day_after(local_day(outage.ended_at), days)


def is_open_for_entry(outage: Outage, *, at: datetime) -> bool:
    """Whether receptions of the outage may be entered at a moment."""
    return outage.ended_at <= at and local_day(at) <= last_day_of_entry(outage)


def open_for_entry(units: Iterable[Agency], *, at: datetime) -> list[Outage]:
    """Outages of the units whose receptions on paper may still be entered, the latest first."""
    recent = Outage.objects.filter(
        unit__in=units, ended_at__lte=at, ended_at__gt=at - _LONG_AGO
    ).select_related("unit")
    return [outage for outage in recent.order_by("-began_at") if is_open_for_entry(outage, at=at)]


def receptions_on_paper(outage: Outage, among: QuerySet[Dossier]) -> QuerySet[DossierEvent]:
    """The receptions entered for an outage among the dossiers given, in the order of their moments."""
    received = DossierEvent.objects.filter(
        act="receive", dossier__in=among.filter(outage=outage), dossier__outage=outage
    )
    return received.select_related("dossier__procedure_version", "actor").order_by("at", "pk")


def entered_from_paper_at(dossier: Dossier) -> datetime | None:
    """When a reception on paper was entered; None for dossiers received here at once."""
    if dossier.outage_id is None:
        return None
    received = DossierEvent.objects.filter(dossier=dossier, act="receive").order_by("sequence")
    facts = received.values_list("facts", flat=True).first()
    return datetime.fromisoformat(facts["entered_at"]) if facts else None
