"""A list as an Excel workbook, written row by row: memory does not grow with the list."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, BinaryIO

import xlsxwriter

from batches.domain.cells import Value, fitting, is_formula
from batches.forms.headings import Heading

#: Excel counts days from 1900 on; an earlier date goes out as text.
_FIRST_YEAR = 1900


def write_xlsx(
    target: BinaryIO,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Value]],
    *,
    zone: tzinfo,
) -> int:
    """Write headings and rows, dates as dates; answers how many rows there were."""
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = _Sheet(book, zone)
        sheet.head(headings)
        count = 0
        for count, row in enumerate(rows, start=1):
            sheet.write(count, row)
        sheet.close(count, len(headings))
    return count


class _Sheet:
    def __init__(self, book: Any, zone: tzinfo) -> None:
        self._zone = zone
        self._sheet = book.add_worksheet()
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E5EDFC", "bottom": 1}
        )
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        # As if an apostrophe had been typed before it: shown as it is, and text for good.
        self._quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self._number = book.add_format({"valign": "top"})
        self._whole = book.add_format({"num_format": "0", "valign": "top"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        self._moment = book.add_format(
            {"num_format": "dd/mm/yyyy hh:mm", "valign": "top", "align": "left"}
        )

    def head(self, headings: Sequence[Heading]) -> None:
        for place, heading in enumerate(headings):
            self._sheet.set_column(place, place, heading.width)
            self._sheet.write_string(0, place, heading.label, self._head)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)

    def write(self, line: int, row: Sequence[Value]) -> None:
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, date) and value.year >= _FIRST_YEAR:
                self._write_date(line, place, value)
            elif isinstance(value, str | date):
                self._write_text(line, place, str(value))
            else:
                kind = self._whole if isinstance(value, int) else self._number
                self._sheet.write_number(line, place, value, kind)

    def close(self, rows: int, columns: int) -> None:
        self._sheet.autofilter(0, 0, rows, columns - 1)

    def _write_date(self, line: int, place: int, value: date) -> None:
        if isinstance(value, datetime):
            local = value.astimezone(self._zone).replace(tzinfo=None)
            self._sheet.write_datetime(line, place, local, self._moment)
        else:
            self._sheet.write_datetime(line, place, value, self._day)

    def _write_text(self, line: int, place: int, text: str) -> None:
        style = self._quoted if is_formula(text) else self._text
        self._sheet.write_string(line, place, fitting(text), style)
