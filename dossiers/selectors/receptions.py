"""What a counter has been receiving lately."""

from collections.abc import Iterable

from agencies.models import Agency
from dossiers.models import Dossier

#: How far back is looked, and how many procedures are told.
LAST_DOSSIERS, MOST_TOLD = 200, 10


def recent_procedures(units: Iterable[Agency]) -> list[int]:
    """Keys of the procedures received most often among a unit's last dossiers."""
    latest = (
        Dossier.objects.filter(receiving_unit__in=units)
        .order_by("-pk")
        .values_list("procedure_id", flat=True)[:LAST_DOSSIERS]
    )
    counted: dict[int, int] = {}
    for procedure in latest:
        counted[procedure] = counted.get(procedure, 0) + 1
    return sorted(counted, key=counted.__getitem__, reverse=True)[:MOST_TOLD]
