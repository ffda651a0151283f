"""What an applicant may come with: each procedure of the catalogue by each channel it is offered on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models import Agency
from procedures.domain.limits import LimitUnit
from procedures.models import ChannelLimit, ProcedureVersion
from procedures.selectors import cases_of, required_documents, versions_in_force

#: Working days that one unit of a limit is roughly worth, to choose by length.
_WORKING_DAYS = {
    LimitUnit.WORKING_DAY: 1.0,
    LimitUnit.CALENDAR_DAY: 5 / 7,
    LimitUnit.WORKING_HOUR: 1 / 8,
    LimitUnit.CLOCK_HOUR: 1 / 24,
    LimitUnit.MONTH: 21.0,
    LimitUnit.SAME_DAY: 0.5,
}
#: What the officer chooses where the catalogue gives a limit only in words.
_CHOSEN = {"value": 3, "unit": LimitUnit.WORKING_DAY.value}
_AT_ONCE = {"value": 1, "unit": LimitUnit.SAME_DAY.value}


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure on one channel; `facts` are what an opening act says of it, `limit` what `receive` adds."""

    version: ProcedureVersion
    settling_agency: Agency | None
    #: About how many working days it takes.
    days: float
    at_counter: bool
    facts: dict[str, Any]
    limit: dict[str, Any]

    @property
    def channel(self) -> str:
        return str(self.facts["channel"])


def offers_on(day: date) -> list[Offer]:
    """Everything that can be asked for on a day, in a fixed order."""
    versions = versions_in_force(on=day).select_related("settling_agency")
    return [offer for version in versions.order_by("procedure__code") for offer in _offers(version)]


def _offers(version: ProcedureVersion) -> Iterator[Offer]:
    rows: dict[str, list[ChannelLimit]] = {}
    for row in version.limits.order_by("channel", "position", "pk"):
        rows.setdefault(row.channel, []).append(row)
    for channel, found in (rows or {"in_person": []}).items():
        value, unit, limit = _limit(version, found)
        yield Offer(
            version=version,
            settling_agency=version.settling_agency,
            days=value * _WORKING_DAYS[unit],
            at_counter=version.settled_at_counter,
            facts={
                "procedure": version.procedure.code,
                "channel": channel,
                **_documents(version),
            },
            limit=limit,
        )


def _limit(
    version: ProcedureVersion, rows: list[ChannelLimit]
) -> tuple[int, LimitUnit, dict[str, Any]]:
    row = rows[0] if rows else None
    choice = {"limit_row": str(row.pk)} if row and len(rows) > 1 else {}
    if row and row.unit:
        return row.value or 1, LimitUnit(row.unit), choice
    chosen = _AT_ONCE if version.settled_at_counter else _CHOSEN
    return int(chosen["value"]), LimitUnit(chosen["unit"]), {**choice, "limit": chosen}


def _documents(version: ProcedureVersion) -> dict[str, Any]:
    cases = cases_of(version)
    case = cases[0] if cases else ""
    ticked = [
        {"required": row.pk, "originals": row.originals, "copies": row.copies, "received": True}
        for row in required_documents(version, case)
        if row.required
    ]
    return {"documents": ticked, **({"case": case} if case else {})}
