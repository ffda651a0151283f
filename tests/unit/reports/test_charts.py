"""The geometry of the charts: nothing overlaps, nothing lies outside, lengths follow the numbers."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reports.domain.charts import (
    ABOVE,
    COLUMNS_HIGH,
    NAMES,
    SUMS,
    WIDTH,
    Part,
    bars_height,
    grouped_columns,
    heat,
    share_columns,
    stacked_bars,
)

ROWS = [[3, 0, 2, 4, 1], [0, 0, 0, 0, 0], [900, 1, 1, 1, 1], [0, 7, 0, 0, 0]]


def test_the_longest_bar_fills_the_width_and_its_parts_follow_one_another() -> None:
    bars = stacked_bars(ROWS)
    longest = bars[2].parts
    assert (longest[0].x, bars[2].end) == (NAMES, WIDTH - SUMS)
    assert [part.series for part in longest] == [0, 1, 2, 3, 4]
    for bar in bars:
        assert all(left.x < right.x for left, right in pairwise(bar.parts))


def test_a_number_however_small_is_drawn_and_nought_is_not() -> None:
    small = stacked_bars(ROWS)[2].parts[1]
    assert (small.width, small.has_room) == (2, False)
    assert stacked_bars(ROWS)[1].parts == ()
    assert stacked_bars([[0, 0]])[0].end == NAMES
    assert stacked_bars([]) == []


def test_bars_as_long_as_their_numbers_and_one_under_the_other() -> None:
    one, two = stacked_bars([[10, 20], [15, 0]])
    assert abs(one.parts[1].width - 2 * one.parts[0].width) <= 2
    assert abs(two.parts[0].width - one.parts[0].width * 3 / 2) <= 1
    assert two.parts[0].y >= one.parts[0].y + one.parts[0].height
    assert bars_height(2) >= two.parts[0].y + two.parts[0].height


def test_columns_of_shares_are_all_as_high_and_stand_on_the_floor() -> None:
    columns = share_columns([[36, 2], [0, 0], [1, 999]])
    for column, highest in zip(columns, (True, False, True), strict=True):
        assert bool(column.parts) is highest
        if highest:
            assert column.parts[0].y + column.parts[0].height == ABOVE + COLUMNS_HIGH
            assert min(part.y for part in column.parts) == ABOVE


def test_grouped_columns_stand_side_by_side_under_the_greatest() -> None:
    ((first, second),) = [column.parts for column in grouped_columns([[50, 25]])]
    assert (first.height, second.height) == (COLUMNS_HIGH, COLUMNS_HIGH // 2)
    assert first.x + first.width <= second.x


ANY_ROWS = st.lists(
    st.tuples(*[st.sampled_from([0, 1, 5, 40, 12_000])] * 2), min_size=1, max_size=13
)


@given(ANY_ROWS)
def test_whatever_the_numbers_every_part_lies_inside(rows: Sequence[Sequence[int]]) -> None:
    for chart in (stacked_bars(rows), share_columns(rows), grouped_columns(rows)):
        parts = [part for drawn in chart for part in drawn.parts]
        assert all(lies_inside(part) for part in parts)
        assert sum(part.value for part in parts if part.height and part.width) >= sum(
            map(sum, rows)
        )


def lies_inside(part: Part) -> bool:
    is_across = part.x >= 0 and part.x + part.width <= WIDTH
    return is_across and part.y >= 0 and part.height >= 0


def test_heat_grows_with_the_number_and_is_none_for_none() -> None:
    assert [heat(value, 10) for value in (0, 1, 2, 3, 9, 10)] == [0, 1, 1, 2, 5, 5]
    assert heat(0, 0) == 0
