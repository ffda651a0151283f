"""A change of the calendar tried out: what it would do, and nothing is kept of it."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from procedures.domain.calendar import WorkCalendar
from procedures.domain.calendar_change import CalendarEffect
from procedures.domain.calendar_file import CalendarRow
from procedures.models import CalendarDay, CalendarYear, OfficeHours
from procedures.selectors import work_calendar
from procedures.services.calendar import CalendarImport, delete_entry, save_entry, take_over
from procedures.signals import calendar_effect_asked

Made = TypeVar("Made")
#: Moves told on one page.
PAGE = 50


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do to the days of its years, and to the running dossiers."""

    days: CalendarImport
    effect: CalendarEffect


def preview_import(
    rows: Sequence[CalendarRow], *, at: datetime, offset: int = 0, most: int = PAGE
) -> ImportPreview:
    """What `import_calendar` would do with these rows; moves are told from `offset` on."""
    days, calendar = _tried(lambda: take_over(rows, at=at, note=""))
    return ImportPreview(days, _effect(calendar, at=at, offset=offset, most=most))


def preview_entry(
    entry: CalendarDay | CalendarYear | OfficeHours,
    *,
    at: datetime,
    deleted: bool = False,
    offset: int = 0,
    most: int = PAGE,
) -> CalendarEffect:
    """What saving or deleting one entry would do to the running dossiers."""
    change = delete_entry if deleted else save_entry
    tried = copy(entry)  # the entry itself stays neither saved nor deleted
    _, calendar = _tried(lambda: change(tried, at=at))
    return _effect(calendar, at=at, offset=offset, most=most)


def _tried(change: Callable[[], Made]) -> tuple[Made, WorkCalendar]:
    """Make the change, read the calendar as it then is, and take the change back."""
    with transaction.atomic():
        made = change()
        calendar = work_calendar()
        transaction.set_rollback(True)
    return made, calendar


def _effect(calendar: WorkCalendar, *, at: datetime, offset: int, most: int) -> CalendarEffect:
    """Ask whoever keeps due dates; without any such app nothing would move."""
    answers: list[tuple[Any, Any]] = calendar_effect_asked.send(
        sender=WorkCalendar, calendar=calendar, at=at, offset=offset, most=most
    )
    return next((effect for _, effect in answers), CalendarEffect())
