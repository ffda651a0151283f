"""The reading room of the catalogue and the calendar."""

from procedures.selectors.calendar import one_calendar, work_calendar
from procedures.selectors.catalogue import (
    cases_of,
    is_in_use,
    limits_for,
    process_gaps,
    required_documents,
    search_procedures,
    version_in_force,
    versions_in_force,
)

__all__ = [
    "cases_of",
    "is_in_use",
    "limits_for",
    "one_calendar",
    "process_gaps",
    "required_documents",
    "search_procedures",
    "version_in_force",
    "versions_in_force",
    "work_calendar",
]
