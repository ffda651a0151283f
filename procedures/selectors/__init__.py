"""The reading room of the catalogue and the calendar."""

from procedures.selectors.calendar import departures, one_calendar, work_calendar
from procedures.selectors.catalogue import (
    agencies_in_force,
    cases_of,
    catalogue,
    content_of,
    fees_for,
    is_in_use,
    limits_for,
    procedure_of,
    process_gaps,
    published_versions,
    required_documents,
    search_procedures,
    sectors_in_force,
    version_in_force,
    versions_in_force,
)

__all__ = [
    "agencies_in_force",
    "cases_of",
    "catalogue",
    "content_of",
    "departures",
    "fees_for",
    "is_in_use",
    "limits_for",
    "one_calendar",
    "procedure_of",
    "process_gaps",
    "published_versions",
    "required_documents",
    "search_procedures",
    "sectors_in_force",
    "version_in_force",
    "versions_in_force",
    "work_calendar",
]
