"""`erase_personal_data`: what the nightly job does, at once; with `--dry-run` only how much it would take."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.services.erasing import erase_personal_data, foretell_erasure


class Command(BaseCommand):
    help = (
        "Erases the personal data of dossiers that ended more than PERSONAL_DATA_YEARS years ago."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        at = timezone.now()
        foretold = foretell_erasure(at=at)
        if foretold.before is None:
            self.stdout.write(_("Nothing is ever erased: PERSONAL_DATA_YEARS is 0."))
            return
        if not dry_run:
            erased = erase_personal_data(at=at)
            self.stdout.write(
                _("Erased what was personal in %(count)d dossiers.") % {"count": erased}
            )
            return
        self.stdout.write(
            _("%(count)d dossiers ended before %(day)s and may be erased.")
            % {"count": foretold.dossiers, "day": f"{foretold.before:%Y-%m-%d}"}
        )
        for model, rows in foretold.rows.items():
            self.stdout.write(f"  {rows:>8}  {model}")
