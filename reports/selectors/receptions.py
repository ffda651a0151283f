"""Where the congestion is: receptions of a day by hour, at each one-stop unit and by each officer."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, FilteredRelation, Q
from django.db.models.functions import ExtractHour

from agencies.models import Agency, Officer
from dossiers.domain.spans import Span
from dossiers.selectors.figures import Figure, counted
from procedures.domain.zone import OFFICE_ZONE
from reports.selectors.scope import Scope


@dataclass(slots=True)
class Hours:
    """One unit's or officer's receptions by the hour in which they were made."""

    code: str
    name: str
    by_hour: Counter[int] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        return self.by_hour.total()


@dataclass(frozen=True, slots=True)
class Receptions:
    """The same receptions twice: of units, and of officers (whose code is the user name), most first."""

    units: list[Hours]
    officers: list[Hours]

    @property
    def all(self) -> int:
        return sum(unit.all for unit in self.units)


def receptions(scope: Scope, day: Span) -> Receptions:
    """What the officer's scope received on a day (three queries).

    What was taken over from another system has no officer here.
    """
    received_by = FilteredRelation("events", condition=Q(events__act="receive"))
    rows = list(
        scope.flowing()
        .filter(counted(Figure.RECEIVED, at=scope.at, span=day))
        .annotate(reception=received_by)
        .order_by()
        .values_list(
            "receiving_unit_id",
            "reception__actor_id",
            ExtractHour("received_at", tzinfo=OFFICE_ZONE),
        )
        .annotate(count=Count("pk"))
    )
    units, officers = {row[0] for row in rows}, {row[1] for row in rows}
    by_unit = _hours(Agency.objects.filter(pk__in=units).values_list("pk", "code", "name"))
    by_officer = _hours(
        Officer.objects.filter(pk__in=officers).values_list("pk", "username", "full_name")
    )
    for unit, officer, hour, count in rows:
        by_unit[unit].by_hour[hour] += count
        if officer is not None:
            by_officer[officer].by_hour[hour] += count
    return Receptions(_most_first(by_unit), _most_first(by_officer))


def _hours(names) -> dict[int, Hours]:
    return {key: Hours(code, name) for key, code, name in names}


def _most_first(found: dict[int, Hours]) -> list[Hours]:
    return sorted(found.values(), key=lambda row: (-row.all, row.code))
