"""A list as a file: headings, then a row of plain values for each object."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import BinaryIO, Protocol

from batches.domain.cells import Value
from batches.forms.csv_sheet import write_csv
from batches.forms.headings import Heading
from batches.forms.xlsx_sheet import write_xlsx


class Writer(Protocol):
    """Writes a whole list, moments in the zone's time, and answers how many rows it had."""

    def __call__(
        self,
        target: BinaryIO,
        headings: Sequence[Heading],
        rows: Iterable[Sequence[Value]],
        *,
        zone: tzinfo,
    ) -> int: ...


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """A kind of file that lists are exported to."""

    suffix: str
    content_type: str
    write: Writer


XLSX = SheetFormat(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx
)
CSV = SheetFormat("csv", "text/csv; charset=utf-8", write_csv)
FORMATS = {each.suffix: each for each in (XLSX, CSV)}
