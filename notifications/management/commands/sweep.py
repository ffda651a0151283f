"""`manage.py sweep`: warn, demand, flag, draft letters, escalate; prints what was new as JSON."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.services import sweep
from procedures.domain.zone import local


class Command(BaseCommand):
    help = str(
        _(
            "Warn of what is near its due moment, demand delay notices, flag what is overdue, "
            "draft apology letters and escalate. Safe to run at any time and twice."
        )
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at",
            metavar="ISO",
            help=str(_("as of this moment, Asia/Ho_Chi_Minh if without a zone (default: now)")),
        )

    def handle(self, *args: Any, at: str | None, **options: Any) -> None:
        moment = timezone.now() if at is None else _moment(at)
        self.stdout.write(json.dumps(sweep(moment)))


def _moment(text: str) -> datetime:
    try:
        return local(datetime.fromisoformat(text))
    except ValueError:
        raise CommandError(
            gettext("“%(text)s” is not a moment. Write it like 2026-11-19T16:40.") % {"text": text}
        ) from None
