"""`import_procedures FILE`: take over the national portal's export of procedures."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from procedures.domain.portal import NotAnExport, rows_of
from procedures.management.files import read_text
from procedures.services.catalogue_import import CatalogueImport, RowReport, import_catalogue
from procedures.wording import REMARK_SENTENCES, ROW_SENTENCES


class Command(BaseCommand):
    help = (
        "Takes over the portal's export of procedures (JSON). Every row is accounted for in the "
        "report on standard output; changed content opens a new version; a repeat changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--on",
            type=_day,
            help="first day of the new versions of known procedures (default: today)",
        )
        parser.add_argument(
            "--summary", action="store_true", help="leave the rows without remark out of the report"
        )

    def handle(
        self, *args: Any, file: Path, on: date | None, summary: bool, **options: Any
    ) -> None:
        rows = _rows(file)
        report = import_catalogue(
            rows,
            on=on or timezone.localdate(),
            progress=lambda each: _with_progress(each, quiet=options["verbosity"] == 0),
        )
        self.stdout.write(_as_json(report, summary=summary))


def _rows(file: Path) -> list[object]:
    try:
        return rows_of(json.loads(read_text(file)))
    except (json.JSONDecodeError, RecursionError) as error:
        message = _("%(path)s is not JSON: %(reason)s.") % {"path": file, "reason": error}
        raise CommandError(message) from None
    except NotAnExport:
        message = _("%(path)s holds no list of procedures.") % {"path": file}
        raise CommandError(message) from None


def _with_progress(rows: Iterable[object], *, quiet: bool) -> Iterable[object]:
    return tqdm(rows, file=sys.stderr, unit="row", disable=quiet)


def _as_json(report: CatalogueImport, *, summary: bool) -> str:
    """One JSON document, a line per row of the file."""
    head = {"rows": len(report.reports), **report.counts(), "facts": report.facts}
    shown = [each for each in report.reports if not summary or each.reason or each.remarks]
    lines = ",\n  ".join(json.dumps(_row(each), ensure_ascii=False) for each in shown)
    opened = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{opened},\n "report": [\n  {lines}\n ]\n}}'


def _row(report: RowReport) -> dict[str, Any]:
    row: dict[str, Any] = {
        "row": report.row,
        "code": report.code,
        "outcome": report.outcome.value,
    }
    if report.reason:
        row |= {"reason": report.reason, "field": report.field, "detail": report.detail}
        row["sentence"] = str(ROW_SENTENCES[report.reason])
    if report.remarks:
        row["remarks"] = [
            {"code": code, "sentence": str(REMARK_SENTENCES[code])} for code in report.remarks
        ]
    return row


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is not a date") from None
