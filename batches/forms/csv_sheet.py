"""A list as text: UTF-8 with a mark at its beginning and semicolons between, as a Vietnamese Excel reads it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import BinaryIO

from batches.domain.cells import Value, inert
from batches.forms.headings import Heading

#: Where the comma parts whole numbers from fractions, Excel parts columns at semicolons.
SEPARATOR = ";"
_MARK = b"\xef\xbb\xbf"


def write_csv(
    target: BinaryIO,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Value]],
    *,
    zone: tzinfo,
) -> int:
    """Write headings and rows, dates the Vietnamese way; answers how many rows there were."""
    target.write(_MARK)
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, delimiter=SEPARATOR)
    writer.writerow(inert(heading.label) for heading in headings)
    count = 0
    for row in rows:
        writer.writerow(_text(value, zone) for value in row)
        count += 1
    text.detach()
    return count


def _text(value: Value, zone: tzinfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return inert(value or "")
