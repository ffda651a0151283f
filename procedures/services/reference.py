"""The reference data that come with the software: office hours, official calendar, first catalogue.

What the province has imported or edited since is never overwritten.
"""

import json
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.domain.calendar_file import parse_calendar
from procedures.domain.office_hours import NGHE_AN_HOURS, Season
from procedures.domain.portal import rows_of
from procedures.models import CalendarEdition, CalendarYear, OfficeHours
from procedures.services.calendar import hold_calendar, import_calendar, record_edition
from procedures.services.catalogue_import import CatalogueImport, import_catalogue

DATA = Path(__file__).resolve().parent.parent / "data"
CALENDAR_FILE = DATA / "calendar.csv"
CATALOGUE_FILE = DATA / "catalogue.json"


def load_shipped_calendar(*, at: datetime) -> CalendarEdition:
    """Load the office hours and the calendar where there are none; gives the edition in force."""
    with transaction.atomic():
        hold_calendar()
        if not OfficeHours.objects.exists():
            OfficeHours.objects.bulk_create(map(_season, NGHE_AN_HOURS.seasons))
        note = _("Calendar that came with the software")
        if not CalendarYear.objects.exists():
            rows = parse_calendar(CALENDAR_FILE.read_text(encoding="utf-8"))
            import_calendar(rows, at=at, note=note)
        return record_edition(at=at, note=note)


def load_shipped_catalogue(*, on: date) -> CatalogueImport:
    """Load the procedures of the shipped catalogue that the database does not know yet."""
    document = json.loads(CATALOGUE_FILE.read_text(encoding="utf-8"))
    return import_catalogue(rows_of(document), on=on, keep_existing=True)


def _season(season: Season) -> OfficeHours:
    (morning_open, morning_close), (afternoon_open, afternoon_close) = season.hours.spans
    from_month, from_day = season.first
    return OfficeHours(
        from_month=from_month,
        from_day=from_day,
        morning_open=morning_open,
        morning_close=morning_close,
        afternoon_open=afternoon_open,
        afternoon_close=afternoon_close,
    )
