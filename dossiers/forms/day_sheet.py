"""What stands on the day's sheet of fees, Bảng kê thu phí, lệ phí: a working paper of the one-stop unit."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from textwrap import shorten
from typing import Any

from dossiers.domain.amounts import amount_in_figures, amount_in_words
from dossiers.forms.contexts import PAPER_ZONE, Letterhead, plain
from dossiers.forms.engine import forget, typeset

_TEMPLATE = Path(__file__).resolve().parent / "templates" / "day_sheet.typ"
#: Names of procedures fill five lines; the code beside it leads to the dossier.
_PROCEDURE_CUT_AT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheetLine:
    """One fee taken: on which receipt, for which dossier, how many whole đồng, by whom and when."""

    receipt_number: str
    code: str
    procedure: str
    fee: str
    amount: int
    officer: str
    taken_at: datetime

    def cells(self) -> list[str]:
        """The line's columns as they are printed, after its running number."""
        return [
            self.receipt_number,
            self.code,
            f"{shorten(self.procedure, _PROCEDURE_CUT_AT, placeholder='…')}\n{self.fee}",
            amount_in_figures(self.amount),
            self.officer,
            f"{self.taken_at.astimezone(PAPER_ZONE):%H:%M}",
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheetTotal:
    """What one officer took."""

    officer: str
    lines: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheetContext:
    """The fees a one-stop unit took on a day, as of `letterhead.issued_at`; neither numbered nor kept."""

    letterhead: Letterhead
    day: date
    lines: tuple[DaySheetLine, ...]
    totals: tuple[DaySheetTotal, ...]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """The context as JSON knows it, amounts in figures and the sum in words too."""
        return {
            "letterhead": {
                f.name: plain(getattr(self.letterhead, f.name)) for f in fields(self.letterhead)
            },
            "day": self.day.isoformat(),
            "lines": [line.cells() for line in self.lines],
            "totals": [
                [total.officer, str(total.lines), amount_in_figures(total.amount)]
                for total in self.totals
            ],
            "total": amount_in_figures(self.total),
            "total_in_words": amount_in_words(self.total),
        }


def typeset_day_sheet(context: DaySheetContext) -> bytes:
    """The sheet as a PDF/A-2b on A4."""
    pdf = typeset(_TEMPLATE, context.as_json(), tagged=False).pdf
    forget()
    return pdf
