"""Fees taken at a one-stop unit: the lines of its day, its totals, and where a receipt stands already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from agencies.models import Agency
from agencies.selectors import RoleSet
from dossiers.models import FeeLine
from dossiers.selectors.register import register_units
from procedures.domain.zone import day_start

#: No older sheet can exist: the one-stop mechanism is younger.
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class OfficerTotal:
    """What one officer took: how many lines, how many whole đồng."""

    officer: str
    lines: int
    amount: int


def fee_units(roles: RoleSet) -> QuerySet[Agency]:
    """One-stop units whose fees the officer may read: those whose register the officer may read."""
    return register_units(roles)


def fees_of_day(unit: Agency, day: date) -> QuerySet[FeeLine]:
    """The lines a one-stop unit took on a day; nothing personal stands in them."""
    return FeeLine.objects.filter(
        taken_at_unit=unit,
        paid_at__gte=day_start(day),
        paid_at__lt=day_start(day + timedelta(days=1)),
    )


def day_sheet(unit: Agency, day: date) -> list[FeeLine]:
    """The day's lines in the order of their receipts, with dossier, procedure and officer (one query)."""
    lines = fees_of_day(unit, day).select_related("dossier__procedure_version", "taken_by")
    return sorted(lines.order_by("paid_at", "pk"), key=lambda line: _in_order(line.receipt_number))


def totals_by_officer(lines: Sequence[FeeLine]) -> list[OfficerTotal]:
    """What each officer took, by name; two officers of one name stay two."""
    taken: dict[int | None, list[FeeLine]] = {}
    for line in lines:
        taken.setdefault(line.taken_by_id, []).append(line)
    totals = [
        OfficerTotal(str(of_one[0].taken_by), len(of_one), sum(line.amount for line in of_one))
        for of_one in taken.values()
    ]
    return sorted(totals, key=lambda total: total.officer)


def earlier_use_of_receipt(unit_id: int, number: str, day: date) -> FeeLine | None:
    """A line of the same year and one-stop unit under a receipt's number, taken on another day than this."""
    same_day = {"paid_at__gte": day_start(day), "paid_at__lt": day_start(day + timedelta(days=1))}
    return (
        FeeLine.objects.filter(
            taken_at_unit_id=unit_id,
            receipt_number=number,
            paid_at__gte=day_start(date(day.year, 1, 1)),
            paid_at__lt=day_start(date(day.year + 1, 1, 1)),
        )
        .exclude(**same_day)
        .select_related("dossier")
        .order_by("paid_at", "pk")
        .first()
    )


def _in_order(receipt_number: str) -> list[tuple[int, str]]:
    """`BL-9` before `BL-10`: runs of digits count as numbers."""
    parts = re.findall(r"\d+|\D+", receipt_number)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]
