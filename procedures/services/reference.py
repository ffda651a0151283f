"""The reference data that come with the software: office hours, official calendar, first catalogue.

What the province has imported or edited since is never overwritten.
"""

import json
from datetime import date, datetime, time
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.domain.calendar_file import parse_calendar
from procedures.domain.portal import rows_of
from procedures.models import CalendarEdition, CalendarYear, OfficeHours
from procedures.services.calendar import hold_calendar, import_calendar, record_edition
from procedures.services.catalogue_import import CatalogueImport, import_catalogue

DATA = Path(__file__).resolve().parent.parent / "data"
CALENDAR_FILE = DATA / "calendar.csv"
CATALOGUE_FILE = DATA / "catalogue.json"

AFTERNOON = {"afternoon_open": time(13, 30), "afternoon_close": time(17)}
#: Office hours of Nghệ An, summer and winter, as the province announces them.
SEASONS = (
    {
        **{"from_month": 4, "from_day": 16, "to_month": 10, "to_day": 15},
        **{"morning_open": time(7), "morning_close": time(11, 30), **AFTERNOON},
    },
    {
        **{"from_month": 10, "from_day": 16, "to_month": 4, "to_day": 15},
        **{"morning_open": time(7, 30), "morning_close": time(12), **AFTERNOON},
    },
)


def load_shipped_calendar(*, at: datetime) -> CalendarEdition:
    """Load the office hours and the calendar where there are none; gives the edition in force."""
    with transaction.atomic():
        hold_calendar()
        if not OfficeHours.objects.exists():
            OfficeHours.objects.bulk_create(OfficeHours(**season) for season in SEASONS)
        note = _("Calendar that came with the software")
        if not CalendarYear.objects.exists():
            rows = parse_calendar(CALENDAR_FILE.read_text(encoding="utf-8"))
            import_calendar(rows, at=at, note=note)
        return record_edition(at=at, note=note)


def load_shipped_catalogue(*, on: date) -> CatalogueImport:
    """Load the procedures of the shipped catalogue that the database does not know yet."""
    document = json.loads(CATALOGUE_FILE.read_text(encoding="utf-8"))
    return import_catalogue(rows_of(document), on=on, keep_existing=True)
