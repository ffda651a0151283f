"""`import_dossiers FILE`: take over the running dossiers of an older system."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from tqdm import tqdm

from dossiers.services.importing import Outcome, RowReport, import_dossiers
from dossiers.wording import sentence
from procedures.management.files import read_text


class Command(BaseCommand):
    help = (
        "Takes over running dossiers, one JSON object a line (docs/import.md). Every line is "
        "accounted for in the report on standard output; a repeat changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--summary", action="store_true", help="list only the rejected lines in the report"
        )

    def handle(self, *args: Any, file: Path, summary: bool, **options: Any) -> None:
        lines = read_text(file).splitlines()
        quiet = options["verbosity"] == 0 or None  # None: quiet where no terminal listens
        with_bar = tqdm(lines, file=sys.stderr, unit="row", disable=quiet)
        reports = list(import_dossiers(with_bar, now=timezone.now()))
        self.stdout.write(_as_json(reports, summary=summary))


def _as_json(reports: list[RowReport], *, summary: bool) -> str:
    """One JSON document, a line per line of the file."""
    counts = Counter(report.outcome for report in reports)
    head = {"rows": len(reports), **{outcome.value: counts[outcome] for outcome in Outcome}}
    shown = [r for r in reports if not summary or r.outcome is Outcome.REJECTED]
    lines = ",\n  ".join(json.dumps(_row(report), ensure_ascii=False) for report in shown)
    opened = json.dumps(head, indent=1).removesuffix("\n}")
    return f'{opened},\n "report": [\n  {lines}\n ]\n}}'


def _row(report: RowReport) -> dict[str, Any]:
    row: dict[str, Any] = {
        "row": report.row,
        "code": report.code,
        "outcome": report.outcome.value,
    }
    if report.refusals:
        row["reasons"] = [
            {"code": refusal.code, "field": refusal.field or "", "sentence": sentence(refusal)}
            for refusal in report.refusals
        ]
    return row
