"""Changing the working calendar: every change of content is recorded as a new edition."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction

from procedures.domain.calendar_file import CalendarRow, confirmed_years
from procedures.models import (
    CalendarDay,
    CalendarEdition,
    CalendarYear,
    DayKind,
    OfficeHours,
    YearStatus,
)
from procedures.signals import calendar_changed

logger = structlog.get_logger(__name__)

CALENDAR_LOCK = 7_061_002
DAY_FIELDS = ("kind", "name", "notice", "confirmed", "note")
#: What a due date depends on or its explanation tells; a reworded note makes no new edition.
TOLD_FIELDS = ("kind", "name", "notice", "confirmed")
HOURS_FIELDS = (
    "from_month",
    "from_day",
    "morning_open",
    "morning_close",
    "afternoon_open",
    "afternoon_close",
)


@dataclass(frozen=True, slots=True)
class CalendarImport:
    """What an import did to the days of the years it covers."""

    added: int
    changed: int
    removed: int
    unchanged: int
    years: dict[int, str]
    edition: int
    is_new_edition: bool


def import_calendar(rows: Sequence[CalendarRow], *, at: datetime, note: str = "") -> CalendarImport:
    """Make the calendar of every year named in the rows exactly the rows; other years stay.

    A year counts as confirmed where an official document is named for each of its days. A repeat
    changes nothing; a change records a new edition and sends `calendar_changed`.
    """
    report = take_over(rows, at=at, note=note)
    logger.info("calendar_imported", edition=report.edition, is_new=report.is_new_edition)
    return report


@transaction.atomic
def take_over(rows: Sequence[CalendarRow], *, at: datetime, note: str) -> CalendarImport:
    """The import itself, which a preview does too and takes back."""
    hold_calendar()
    years = {
        year: YearStatus.CONFIRMED if confirmed else YearStatus.PROVISIONAL
        for year, confirmed in confirmed_years(rows).items()
    }
    figures = _replace_days(rows, years)
    CalendarYear.objects.bulk_create(
        (CalendarYear(year=year, status=status) for year, status in years.items()),
        update_conflicts=True,
        unique_fields=["year"],
        update_fields=["status"],
    )
    edition, is_new = _record(at=at, note=note)
    return CalendarImport(
        **figures,
        years={year: status.value for year, status in years.items()},
        edition=edition.number,
        is_new_edition=is_new,
    )


def record_edition(*, at: datetime, note: str = "") -> CalendarEdition:
    """Record the calendar as it stands now; the latest edition where nothing has changed."""
    with transaction.atomic():
        hold_calendar()
        return _record(at=at, note=note)[0]


def save_entry(
    entry: CalendarDay | CalendarYear | OfficeHours, *, at: datetime, note: str = ""
) -> CalendarEdition:
    """Save one entry; a day in a year not covered yet makes that year provisional."""
    with transaction.atomic():
        hold_calendar()
        if isinstance(entry, CalendarDay):
            CalendarYear.objects.get_or_create(
                year=entry.date.year, defaults={"status": YearStatus.PROVISIONAL}
            )
        entry.save()
        return _record(at=at, note=note)[0]


def delete_entry(
    entry: CalendarDay | CalendarYear | OfficeHours, *, at: datetime, note: str = ""
) -> CalendarEdition:
    """Delete one entry and record the edition without it."""
    with transaction.atomic():
        hold_calendar()
        entry.delete()
        return _record(at=at, note=note)[0]


def _replace_days(rows: Sequence[CalendarRow], years: Iterable[int]) -> dict[str, int]:
    wanted = {row.day: _day(row) for row in rows}
    stored = {day.date: day for day in CalendarDay.objects.filter(date__year__in=list(years))}
    added = [day for date, day in wanted.items() if date not in stored]
    removed = [day.pk for date, day in stored.items() if date not in wanted]
    changed = []
    for date in wanted.keys() & stored.keys():
        if _values(wanted[date]) != _values(stored[date]):
            wanted[date].pk = stored[date].pk
            changed.append(wanted[date])
    CalendarDay.objects.filter(pk__in=removed).delete()
    CalendarDay.objects.bulk_create(added)
    CalendarDay.objects.bulk_update(changed, DAY_FIELDS)
    return {
        "added": len(added),
        "changed": len(changed),
        "removed": len(removed),
        "unchanged": len(wanted) - len(added) - len(changed),
    }


def _day(row: CalendarRow) -> CalendarDay:
    return CalendarDay(
        date=row.day,
        kind=DayKind.WORKED if row.worked else DayKind.CLOSED,
        name=row.name,
        notice=row.notice,
        confirmed=row.confirmed,
        note=row.note,
    )


def _values(day: CalendarDay) -> tuple[Any, ...]:
    return tuple(getattr(day, name) for name in DAY_FIELDS)


def _record(*, at: datetime, note: str) -> tuple[CalendarEdition, bool]:
    digest = _digest()
    latest = CalendarEdition.objects.order_by("-number").first()
    if latest is not None and latest.digest == digest:
        return latest, False
    edition = CalendarEdition.objects.create(
        number=latest.number + 1 if latest else 1,
        imported_at=at,
        note=note[:300],
        digest=digest,
    )
    calendar_changed.send(sender=CalendarEdition, edition=edition)
    return edition, True


def _digest() -> str:
    content = [
        list(CalendarDay.objects.order_by("date").values_list("date", *TOLD_FIELDS)),
        list(CalendarYear.objects.order_by("year").values_list("year", "status")),
        list(OfficeHours.objects.order_by("from_month", "from_day").values_list(*HOURS_FIELDS)),
    ]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def hold_calendar() -> None:
    """Wait until no other transaction changes the calendar, and hold it to the end of this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CALENDAR_LOCK])
