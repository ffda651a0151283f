"""The official calendar as a CSV file, read into rows, or refused with every fault named.

Columns: `ngay` (ISO date), `thu` (T2 … T7, CN), `ten` (name), `loai` (kind), `van_ban` (the notice
behind the day), `muc_do_tin_cay` (how sure the entry is, in words). `thu`, `van_ban` and
`muc_do_tin_cay` may be left out.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from procedures.domain.calendar import WorkCalendar, YearStatus

#: Kinds of days off; `lam_bu` is the one kind of day worked instead.
CLOSED_KINDS = frozenset({"le", "tet", "nghi_bu", "nghi_hoan_doi"})
WORKED_KIND = "lam_bu"
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
NEEDED_COLUMNS = ("ngay", "ten", "loai")
FIRST_YEAR, LAST_YEAR = 2000, 2100

#: A document number such as `6150/TB-BLĐTBXH` or `28/2026/QH16`; "no notice found" is not one.
NOTICE_NUMBER = re.compile(r"\d+/[^\W_]")


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One day that departs from the ordinary week."""

    day: date
    worked: bool
    name: str
    notice: str
    note: str

    @property
    def confirmed(self) -> bool:
        """Whether an official document is named for it."""
        return NOTICE_NUMBER.search(self.notice) is not None


@dataclass(frozen=True, slots=True)
class CalendarFault:
    """What is wrong in one line of the file (line 1 is the header)."""

    line: int
    code: str
    detail: str


class CalendarRefused(Exception):
    """The file cannot be taken over as a whole; `faults` lists all that was found."""

    def __init__(self, faults: Iterable[CalendarFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.line}: {f.code} {f.detail}" for f in self.faults))


def parse_calendar(text: str) -> tuple[CalendarRow, ...]:
    """Every row of the file in order of date; raises `CalendarRefused`."""
    if "\x00" in text:
        raise CalendarRefused([CalendarFault(1, "bad_character", "NUL")])
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        numbered = _numbered(reader)
    except csv.Error as error:
        fault = CalendarFault(reader.line_num, "not_csv", str(error))
        raise CalendarRefused([fault]) from error
    rows: dict[date, CalendarRow] = {}
    faults: list[CalendarFault] = []
    for line, values in numbered:
        try:
            row = _row(values)
            if row.day in rows:
                raise _Fault("date_twice", row.day.isoformat())
            rows[row.day] = row
        except _Fault as fault:
            faults.append(CalendarFault(line, fault.code, fault.detail))
    if not rows and not faults:
        faults.append(CalendarFault(1, "no_rows", ""))
    if faults:
        raise CalendarRefused(faults)
    return tuple(rows[day] for day in sorted(rows))


def confirmed_years(rows: Iterable[CalendarRow]) -> dict[int, bool]:
    """Each year of the rows, and whether an official document is named for all of its days."""
    years: dict[int, bool] = {}
    for row in rows:
        years[row.day.year] = years.get(row.day.year, True) and row.confirmed
    return years


def calendar_of(rows: Iterable[CalendarRow], *, version: int = 0) -> WorkCalendar:
    """The working calendar that a file's rows describe, with Nghệ An's office hours."""
    rows = tuple(rows)
    statuses = {True: YearStatus.CONFIRMED, False: YearStatus.PROVISIONAL}
    return WorkCalendar(
        closed={row.day: row.name for row in rows if not row.worked},
        worked=frozenset(row.day for row in rows if row.worked),
        years={year: statuses[confirmed] for year, confirmed in confirmed_years(rows).items()},
        version=version,
    )


class _Fault(Exception):
    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail


def _numbered(reader: "csv.DictReader[str]") -> list[tuple[int, dict[str, str]]]:
    missing = [name for name in NEEDED_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise CalendarRefused([CalendarFault(1, "missing_column", ", ".join(missing))])
    return list(_lines(reader))


def _lines(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for values in reader:
        known = {key: " ".join((value or "").split()) for key, value in values.items() if key}
        yield reader.line_num, known


def _row(values: dict[str, str]) -> CalendarRow:
    day = _day(values["ngay"])
    if values.get("thu") and values["thu"] != WEEKDAYS[day.weekday()]:
        raise _Fault("wrong_weekday", f"{day} {values['thu']}")
    if not values["ten"]:
        raise _Fault("missing_name", day.isoformat())
    return CalendarRow(
        day=day,
        worked=_is_worked(day, values["loai"]),
        name=values["ten"][:200],
        notice=values.get("van_ban", "")[:300],
        note=values.get("muc_do_tin_cay", ""),
    )


def _day(value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise _Fault("bad_date", value) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Fault("year_out_of_range", value)
    return day


def _is_worked(day: date, kind: str) -> bool:
    if kind in CLOSED_KINDS:
        if kind.startswith("nghi_") and day.weekday() >= 5:
            raise _Fault("day_in_lieu_on_weekend", day.isoformat())
        return False
    if kind != WORKED_KIND:
        raise _Fault("unknown_kind", kind)
    if day.weekday() < 5:
        raise _Fault("worked_weekday", day.isoformat())
    return True
