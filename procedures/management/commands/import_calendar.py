"""`import_calendar FILE`: take over the official calendar of one or more years."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from procedures.domain.calendar_file import CalendarFault, CalendarRefused, parse_calendar
from procedures.management.files import read_text
from procedures.management.import_sentences import LINE_SENTENCES
from procedures.services.calendar import import_calendar


class Command(BaseCommand):
    help = (
        "Takes over the official calendar (CSV with the columns ngay, thu, ten, loai, van_ban, "
        "muc_do_tin_cay). The years in the file become exactly what the file says; a repeat "
        "changes nothing, a change makes a new edition. A faulty file changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--note", default="", help="kept with the edition (default: file name)")

    def handle(self, *args: Any, file: Path, note: str, **options: Any) -> None:
        try:
            rows = parse_calendar(read_text(file))
        except CalendarRefused as refusal:
            raise CommandError("\n".join(map(_sentence, refusal.faults))) from None
        report = import_calendar(rows, at=timezone.now(), note=note or file.name)
        self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))


def _sentence(fault: CalendarFault) -> str:
    detail = f" ({fault.detail})" if fault.detail else ""
    return f"{fault.line}: {LINE_SENTENCES[fault.code]}{detail} [{fault.code}]"
