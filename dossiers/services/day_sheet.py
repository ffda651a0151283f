"""The day's sheet of fees, printed: as it stands at the moment, neither numbered nor kept."""

from datetime import date, datetime

from agencies.models import Agency
from dossiers.domain.refusals import ActRefused
from dossiers.forms import DaySheetContext, DaySheetLine, DaySheetTotal, typeset_day_sheet
from dossiers.models import FeeLine
from dossiers.selectors.fees import day_sheet, fees_of_day, totals_by_officer
from dossiers.services.paper_parts import letterhead

#: A print of more lines would keep the office's other papers waiting for minutes.
MOST_PRINTED = 2_000


def print_day_sheet(unit: Agency, *, day: date, at: datetime) -> bytes:
    """The PDF of the fees a one-stop unit has taken on a day, as of a moment; refuses `sheet_too_long`."""
    count = fees_of_day(unit, day).count()
    if count > MOST_PRINTED:
        raise ActRefused("sheet_too_long", count=count, most=MOST_PRINTED)
    lines = day_sheet(unit, day)
    context = DaySheetContext(
        letterhead=letterhead(unit, series="", number=None, at=at),
        day=day,
        lines=tuple(_line(line) for line in lines),
        totals=tuple(
            DaySheetTotal(officer=total.officer, lines=total.lines, amount=total.amount)
            for total in totals_by_officer(lines)
        ),
    )
    return typeset_day_sheet(context)


def _line(line: FeeLine) -> DaySheetLine:
    assert line.paid_at is not None  # noqa: S101 -- only what has been taken stands on a sheet
    return DaySheetLine(
        receipt_number=line.receipt_number,
        code=line.dossier.key,
        procedure=line.dossier.procedure_version.name,
        fee=line.name,
        amount=line.amount,
        officer=str(line.taken_by),
        taken_at=line.paid_at,
    )
