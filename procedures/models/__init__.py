"""The archive of what the law promises: catalogue, versions and their contents, calendar."""

from procedures.models.calendar import (
    CalendarDay,
    CalendarEdition,
    CalendarYear,
    DayKind,
    OfficeHours,
    YearStatus,
)
from procedures.models.catalogue import Procedure, Sector
from procedures.models.contents import (
    CHANNEL_CHOICES,
    CHANNEL_LABELS,
    ChannelLimit,
    Fee,
    ProcessStep,
    RequiredDocument,
)
from procedures.models.version import LEVEL_LABELS, UNIT_CHOICES, UNIT_LABELS, ProcedureVersion

__all__ = [
    "CHANNEL_CHOICES",
    "CHANNEL_LABELS",
    "LEVEL_LABELS",
    "UNIT_CHOICES",
    "UNIT_LABELS",
    "CalendarDay",
    "CalendarEdition",
    "CalendarYear",
    "ChannelLimit",
    "DayKind",
    "Fee",
    "OfficeHours",
    "Procedure",
    "ProcedureVersion",
    "ProcessStep",
    "RequiredDocument",
    "Sector",
    "YearStatus",
]
