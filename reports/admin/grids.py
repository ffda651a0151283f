"""The grid of receptions by hour: a table whose cells are shaded by their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from dossiers.domain.spans import Span
from dossiers.selectors.figures import Figure
from reports.admin.charts import Cell
from reports.admin.links import flow_list
from reports.domain.charts import heat
from reports.selectors.receptions import Hours, Receptions
from reports.selectors.scope import Scope

#: Shown also where nothing was received in them.
OFFICE_HOURS = range(7, 17)


@dataclass(frozen=True, slots=True)
class Shaded:
    """A cell with its heat, from 0 to 5."""

    cell: Cell
    heat: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """A one-stop unit or an officer."""

    name: str
    cells: tuple[Shaded, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under the hours of the day."""

    hours: Sequence[int]
    rows: list[GridRow]


def hours_shown(found: Receptions) -> list[int]:
    """The office's hours, and any other in which something was received."""
    others = {hour for unit in found.units for hour in unit.by_hour}
    return sorted({*OFFICE_HOURS, *others})


def grid(scope: Scope, rows: Sequence[Hours], day: Span, *, part: str, hours: list[int]) -> Grid:
    """The grid of units (part `receiving`) or of officers (part `receiver`)."""
    greatest = max((max(row.by_hour.values()) for row in rows), default=0)
    return Grid(hours, [_row(scope, row, day, part, hours, greatest) for row in rows])


def _row(
    scope: Scope, row: Hours, day: Span, part: str, hours: list[int], greatest: int
) -> GridRow:
    def cell(number: int, span: Span) -> Cell:
        href = flow_list(scope, Figure.RECEIVED, span, **{part: row.code})
        return Cell(number, href if number else "")

    shaded = (
        Shaded(cell(row.by_hour[hour], _hour_of(day, hour)), heat(row.by_hour[hour], greatest))
        for hour in hours
    )
    return GridRow(row.name, tuple(shaded), cell(row.all, day))


def _hour_of(day: Span, hour: int) -> Span:
    start = day.since + timedelta(hours=hour)
    return Span(start, start + timedelta(hours=1))
