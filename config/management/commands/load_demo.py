"""`load_demo`: a working Centre of the last three months, made by replaying acts."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from tqdm import tqdm

from config.demo import DemoRefused, Loaded, load_demo
from config.demo.welcome import welcome
from config.settings.environment import VAR_DIR
from procedures.domain.zone import local

WELCOME_FILE = "welcome.txt"
SENTENCES = {
    "not_empty": gettext_lazy("There are dossiers already: demo data are only for an empty database."),
    "too_early": gettext_lazy("Demo data begin three months before; the earliest end is at the end of September 2025."),
    "no_reference": gettext_lazy("Load the catalogue first: manage.py load_reference"),
}  # fmt: skip


class Command(BaseCommand):
    help = "Plays invented dossiers of the last three months through the real services; only on an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dossiers", type=int, default=600, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--as-of", metavar="ISO", help="when the replay ends; now if not given")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are dossiers already"
        )

    def handle(self, *args: Any, dossiers: int, seed: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("Demo data are never loaded in production."))
        if not 1 <= dossiers <= 100_000:
            raise CommandError(_("Between 1 and 100,000 dossiers."))
        as_of = _moment(options["as_of"])
        try:
            loaded = _load(dossiers=dossiers, seed=seed, as_of=as_of)
        except DemoRefused as refusal:
            if refusal.code == "not_empty" and options["if_empty"]:
                return
            raise CommandError(str(SENTENCES[refusal.code])) from None
        self._tell(loaded, as_of)

    def _tell(self, loaded: Loaded, as_of: datetime) -> None:
        text = welcome(loaded.cast, at=as_of)
        file = Path(VAR_DIR) / WELCOME_FILE
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        states = ", ".join(f"{state} {n}" for state, n in sorted(loaded.states.items()))
        figures = {"count": loaded.states.total(), "states": states}
        self.stdout.write(_("%(count)d dossiers: %(states)s") % figures)
        self.stdout.write(text)


def _load(*, dossiers: int, seed: int, as_of: datetime) -> Loaded:
    with tqdm(desc=_("Replaying acts"), unit="", leave=False, disable=None) as bar:
        return load_demo(dossiers=dossiers, seed=seed, as_of=as_of, tell=bar.update)


def _moment(text: str | None) -> datetime:
    """The end of the replay; a naive moment is Vietnam's. Not in the future: acts cannot lie there."""
    now = timezone.now().replace(microsecond=0)
    if text is None:
        return now
    try:
        moment = parse_datetime(text) or datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            _("“%(text)s” is not a moment such as 2026-11-24T09:00.") % {"text": text}
        ) from None
    if local(moment) > now:
        raise CommandError(_("Demo data cannot end in the future."))
    return local(moment)
