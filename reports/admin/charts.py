"""Charts as the pages show them: rows of numbers that lead to lists, drawn and as the table behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import Truncator

from reports.domain import charts
from reports.domain.charts import Bar, Column, Part

#: Letters for which there is room beside a bar.
NAME_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the list of what it counts; without one it leads nowhere."""

    number: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One bar or column: its name, one number for each series, and what stands above or below."""

    name: str
    cells: tuple[Cell, ...]
    href: str = ""
    above: str = ""
    below: str = ""

    @property
    def short_name(self) -> str:
        return Truncator(self.name).chars(NAME_LETTERS)

    @property
    def numbers(self) -> list[int]:
        return [cell.number for cell in self.cells]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Series:
    """What the parts of one kind count, and the tone (colour with pattern) in which they are drawn."""

    name: str
    tone: str


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """A rectangle that leads to its list."""

    place: Part
    series: Series
    cell: Cell


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row with its place on the drawing."""

    row: Row
    place: Bar | Column
    parts: tuple[DrawnPart, ...]


@dataclass(frozen=True)
class Chart:
    """What the chart's template draws. `id` is unique on the page; `head` heads the names."""

    id: str
    title: str
    about: str
    head: str
    series: tuple[Series, ...]
    rows: Sequence[Row]
    #: All rows, where the drawing sums some of them up in its last.
    whole: Sequence[Row] = ()

    width = charts.WIDTH

    @property
    def table(self) -> Sequence[Row]:
        return self.whole or self.rows

    @property
    def is_empty(self) -> bool:
        return not any(row.total for row in self.rows)

    @cached_property
    def bars(self) -> list[Drawn]:
        return self._drawn(charts.stacked_bars([row.numbers for row in self.rows]))

    @cached_property
    def share_columns(self) -> list[Drawn]:
        return self._drawn(charts.share_columns([row.numbers for row in self.rows]))

    @cached_property
    def grouped_columns(self) -> list[Drawn]:
        return self._drawn(charts.grouped_columns([row.numbers for row in self.rows]))

    @property
    def bars_height(self) -> int:
        return charts.bars_height(len(self.rows))

    @property
    def columns_height(self) -> int:
        return charts.columns_height()

    def _drawn(self, places: Sequence[Bar | Column]) -> list[Drawn]:
        return [
            Drawn(row, place, tuple(self._part(row, part) for part in place.parts))
            for row, place in zip(self.rows, places, strict=True)
        ]

    def _part(self, row: Row, part: Part) -> DrawnPart:
        return DrawnPart(part, self.series[part.series], row.cells[part.series])
