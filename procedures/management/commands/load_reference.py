"""`load_reference`: agencies, calendar and catalogue that come with the software."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.services.load_units import load_units
from procedures.services.catalogue_import import Outcome
from procedures.services.reference import load_shipped_calendar, load_shipped_catalogue


class Command(BaseCommand):
    help = "Loads what is missing of the shipped agencies, calendar and catalogue; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        units = load_units()
        self._tell(_("Agencies"), new=units.created, known=units.existing)
        edition = load_shipped_calendar(at=timezone.now())
        self.stdout.write(_("Calendar: edition %(number)d") % {"number": edition.number})
        counts = load_shipped_catalogue(on=timezone.localdate()).counts()
        self._tell(_("Procedures"), new=counts[Outcome.CREATED], known=counts[Outcome.KEPT])

    def _tell(self, what: str, *, new: int, known: int) -> None:
        figures = {"what": what, "new": new, "known": known}
        self.stdout.write(_("%(what)s: %(new)d new, %(known)d known already") % figures)
