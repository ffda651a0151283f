"""`import_calendar FILE`: take over the official calendar of one or more years."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.domain.calendar_file import CalendarFault, CalendarRefused, parse_calendar
from procedures.management.files import read_text
from procedures.services.calendar import import_calendar
from procedures.services.calendar_preview import ImportPreview, preview_import
from procedures.wording import days_sentence, effect_sentences, fault_sentence, move_sentence

#: Dossiers named one by one unless more are asked for.
MOST_TOLD = 200
COUNTS = ("examined", "moved", "later", "earlier", "newly_late", "late_no_more")


class Command(BaseCommand):
    help = (
        "Takes over the official calendar (CSV with the columns ngay, thu, ten, loai, van_ban, "
        "muc_do_tin_cay). The years in the file become exactly what the file says; a repeat "
        "changes nothing, a change makes a new edition. A faulty file changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--note", default="", help="kept with the edition (default: file name)")
        parser.add_argument(
            "--preview", action="store_true",
            help="change nothing; say which running dossiers would move and by how much",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="the preview as JSON")
        parser.add_argument(
            "--most", type=int, default=MOST_TOLD, help="dossiers the preview names (%(default)s)"
        )

    def handle(self, *args: Any, file: Path, note: str, **options: Any) -> None:
        try:
            rows = parse_calendar(read_text(file))
        except CalendarRefused as refusal:
            raise CommandError("\n".join(map(_sentence, refusal.faults))) from None
        if options["preview"]:
            preview = preview_import(rows, at=timezone.now(), most=max(options["most"], 0))
            tell = _as_json if options["json"] else _in_words
            self.stdout.write(tell(preview))
            return
        report = import_calendar(rows, at=timezone.now(), note=note or file.name)
        self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))


def _as_json(preview: ImportPreview) -> str:
    effect = preview.effect
    moves = [
        {
            "dossier": move.key,
            "agency": move.agency,
            "due_before": move.due_before.isoformat(),
            "due_after": move.due_after.isoformat(),
            "working_days": move.working_days,
        }
        for move in effect.moves
    ]
    counts = {name: getattr(effect, name) for name in COUNTS}
    told = {
        "days": asdict(preview.days),
        **counts,
        "by_agency": dict(effect.by_agency),
        "moves": moves,
    }
    return json.dumps(told, ensure_ascii=False)


def _in_words(preview: ImportPreview) -> str:
    days, effect = preview.days, preview.effect
    lines = [
        days_sentence(added=days.added, changed=days.changed, removed=days.removed),
        *effect_sentences(effect),
    ]
    lines += [f"{count:>7}  {agency}" for agency, count in effect.by_agency.items()]
    lines += [move_sentence(move) for move in effect.moves]
    if untold := effect.moved - len(effect.moves):
        lines.append(_("… and %(count)s more (--most).") % {"count": untold})
    return "\n".join(lines)


def _sentence(fault: CalendarFault) -> str:
    return f"{fault_sentence(fault)} [{fault.code}]"
