"""Exported files: dates are dates, text stays text, and nothing in a cell is ever calculated."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from batches.domain.cells import LONGEST, Value, fitting, inert
from batches.forms.headings import Heading
from batches.forms.sheet import CSV, XLSX, SheetFormat
from tests.integration.batches.sheets import (
    csv_rows,
    frozen_rows,
    has_formulas,
    is_quoted,
    number_format,
    xlsx_rows,
)

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
EVENING = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
ATTACKS = [
    "=1+1",
    "+84900000001",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://vidu.example")',
    "＝1+1",
]


def written(style: SheetFormat, *rows: Sequence[Value]) -> bytes:
    target = io.BytesIO()
    headings = [Heading(f"Cột {number}") for number in range(len(rows[0]))]
    assert style.write(target, headings, rows, zone=VIETNAM) == len(rows)
    return target.getvalue()


@pytest.mark.parametrize("text", ATTACKS)
def test_text_that_a_spreadsheet_would_calculate_goes_out_as_text(text: str) -> None:
    (_head, row) = csv_rows(written(CSV, [text]))
    assert row == [f"'{text}"]
    book = written(XLSX, [text])
    assert not has_formulas(book)
    assert is_quoted(book, "A2")


@pytest.mark.parametrize("text", ["Nguyễn Thị Ánh", "0900000001", "1.003583", "–", "a=b", ""])
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert inert(text) == text
    assert csv_rows(written(CSV, [text, "x"]))[1] == [text, "x"]


def test_a_moment_is_a_date_of_vietnam_in_excel_and_reads_so_in_text() -> None:
    book = written(XLSX, [EVENING, date(2026, 11, 24)])
    moment, day = xlsx_rows(book)[1].values()
    assert int(float(moment)) == int(day) + 1  # half past midnight of the next day
    assert number_format(book, "A2") == "dd/mm/yyyy hh:mm"
    assert number_format(book, "B2") == "dd/mm/yyyy"
    assert csv_rows(written(CSV, [EVENING, date(2026, 11, 24)]))[1] == [
        "25/11/2026 00:30",
        "24/11/2026",
    ]


def test_numbers_stay_numbers_and_nothing_leaves_the_cell_empty() -> None:
    assert xlsx_rows(written(XLSX, [120_000, None, "x"]))[1] == {"A": "120000", "C": "x"}
    assert csv_rows(written(CSV, [120_000, None, 2.5]))[1] == ["120000", "", "2,5"]


def test_a_date_before_excels_calendar_goes_out_as_text() -> None:
    assert xlsx_rows(written(XLSX, [date(1890, 5, 19)]))[1] == {"A": "1890-05-19"}


def test_the_head_of_a_workbook_stands_still() -> None:
    book = written(XLSX, ["x", "y"])
    assert xlsx_rows(book)[0] == {"A": "Cột 0", "B": "Cột 1"}
    assert frozen_rows(book) == "1"


def test_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    assert fitting("a" * LONGEST) == "a" * LONGEST
    cut = fitting("a" * (LONGEST + 1))
    assert (len(cut), cut[-1]) == (LONGEST, "…")
    assert xlsx_rows(written(XLSX, ["a" * 40_000]))[1]["A"] == fitting("a" * 40_000)


def test_line_breaks_and_separators_inside_a_cell_do_not_break_the_row() -> None:
    text = "Xóm 1;\nxã Mẫu, “tỉnh” Nghệ An"
    assert csv_rows(written(CSV, [text, "x"]))[1] == [text, "x"]
