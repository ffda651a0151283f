"""Where the parts of a chart lie, in units of its own drawing area; a template draws them.

Whole numbers throughout: they are written into SVG attributes, which know no decimal comma.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: A chart's width; its height follows from what it shows.
WIDTH = 960
#: Left of bars stand names, right of them sums.
NAMES, SUMS = 280, 60
BAR, BAR_STEP = 22, 32
#: Above columns stand numbers, below them two lines of words.
COLUMNS_HIGH, ABOVE, BELOW = 150, 24, 44
#: Least width of a part that shows its number, and least height.
ROOM, ROOM_HIGH = 22, 16
#: Least length of any part.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle: which series it belongs to, its value, its place, and whether its number fits inside."""

    series: int
    value: int
    x: int
    y: int
    width: int
    height: int
    has_room: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def baseline(self) -> int:
        """Where a number in its middle stands."""
        return self.y + self.height // 2 + 4

    @property
    def above(self) -> int:
        """Where a number over it stands."""
        return self.y - 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart: its parts, one after the other, and where its words stand."""

    parts: tuple[Part, ...]
    baseline: int
    end: int

    @property
    def after(self) -> int:
        """Where its sum begins."""
        return self.end + 8


@dataclass(frozen=True, slots=True)
class Column:
    """One place of a column chart: its parts and where its words stand."""

    parts: tuple[Part, ...]
    middle: int

    #: Where what stands over all columns, and the two lines under them, are written.
    number_line = ABOVE - 6
    name_line = ABOVE + COLUMNS_HIGH + 18
    note_line = ABOVE + COLUMNS_HIGH + 36


def bars_height(rows: int) -> int:
    """Height of a bar chart of so many rows."""
    return rows * BAR_STEP + 4


def columns_height() -> int:
    """Height of every column chart."""
    return ABOVE + COLUMNS_HIGH + BELOW


def stacked_bars(rows: Sequence[Sequence[int]]) -> list[Bar]:
    """A bar for each row of numbers, its parts side by side; the longest bar fills the width."""
    longest = max((sum(row) for row in rows), default=0)
    return [_bar(row, place, longest or 1) for place, row in enumerate(rows)]


def _bar(row: Sequence[int], place: int, longest: int) -> Bar:
    y, x = place * BAR_STEP + 4, NAMES
    parts = []
    for series, width in enumerate(_lengths(row, longest, WIDTH - NAMES - SUMS)):
        if width:
            parts.append(Part(series, row[series], x, y, width, BAR, width >= ROOM))
        x += width
    return Bar(tuple(parts), y + BAR // 2 + 4, x)


def _lengths(row: Sequence[int], whole: int, room: int) -> list[int]:
    """How long each number is drawn where `whole` fills the room: small ones so that they are seen, at the greatest's cost."""
    lengths = [max(room * value // whole, LEAST) if value else 0 for value in row]
    if any(lengths):
        greatest = lengths.index(max(lengths))
        rest = sum(lengths) - lengths[greatest]
        lengths[greatest] = max(room * sum(row) // whole - rest, LEAST)
    return lengths


def share_columns(rows: Sequence[Sequence[int]]) -> list[Column]:
    """A column for each row of numbers, its parts one on the other as shares of the whole; none where all is 0."""
    step = WIDTH // max(len(rows), 1)
    return [_share_column(row, place * step, step) for place, row in enumerate(rows)]


def _share_column(row: Sequence[int], x: int, step: int) -> Column:
    width = step * 2 // 3
    left, y = x + (step - width) // 2, ABOVE + COLUMNS_HIGH
    parts = []
    for series, height in enumerate(_lengths(row, sum(row) or 1, COLUMNS_HIGH)):
        y -= height
        if height:
            has_room = height >= ROOM_HIGH
            parts.append(Part(series, row[series], left, y, width, height, has_room))
    return Column(tuple(parts), x + step // 2)


def grouped_columns(rows: Sequence[Sequence[int]]) -> list[Column]:
    """For each row of numbers columns side by side; the greatest number is as high as there is room."""
    step = WIDTH // max(len(rows), 1)
    greatest = max((value for row in rows for value in row), default=0) or 1
    return [_group(row, place * step, step, greatest) for place, row in enumerate(rows)]


def _group(row: Sequence[int], x: int, step: int, greatest: int) -> Column:
    width = step * 4 // 5 // max(len(row), 1)
    left, floor = x + step // 10, ABOVE + COLUMNS_HIGH
    parts = []
    for series, value in enumerate(row):
        height = max(COLUMNS_HIGH * value // greatest, 1 if value else 0)
        parts.append(
            Part(series, value, left + series * width, floor - height, width - 2, height, True)
        )
    return Column(tuple(parts), x + step // 2)


def heat(value: int, greatest: int, levels: int = 5) -> int:
    """How strongly a number of the grid is shaded: 0 for none, `levels` for the greatest."""
    if value <= 0 or greatest <= 0:
        return 0
    return max(1, -(-value * levels // greatest))
