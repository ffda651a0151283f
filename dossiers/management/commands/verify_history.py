"""`verify_history`: recompute the hash chain of every dossier's history."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Dossier
from dossiers.services.verifying import Broken, verify_history

WHY = {
    "missing": gettext_lazy("an event is missing"),
    "previous": gettext_lazy("not chained to the event before it"),
    "hash": gettext_lazy("changed after it was written"),
    "text": gettext_lazy("its text was changed, not erased"),
    "head": gettext_lazy("the dossier knows another last event"),
}


class Command(BaseCommand):
    help = "Recomputes the hash chain of the dossiers' history; exit code 1 when it is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dossier", metavar="CODE", help="only the dossier with this code")

    def handle(self, *args: Any, dossier: str | None, **options: Any) -> None:
        found = verify_history(dossier_id=None if dossier is None else _key(dossier))
        for broken in found.broken:
            self.stderr.write(_line(broken))
        figures = {
            "dossiers": found.dossiers,
            "events": found.events,
            "broken": len(found.broken),
        }
        if found.broken:
            raise CommandError(_("%(broken)d places do not agree.") % figures)
        self.stdout.write(
            _("%(events)d events of %(dossiers)d dossiers agree with their chain.") % figures
        )


def _key(code: str) -> int:
    found = Dossier.objects.filter(code=code.strip().upper()).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError(_("There is no dossier with the code %(code)s.") % {"code": code})
    return found


def _line(broken: Broken) -> str:
    names = Dossier.objects.filter(pk=broken.dossier_id).values_list("code", "ref").first()
    name = (names[0] or names[1]) if names else broken.dossier_id
    return f"{name} #{broken.sequence}: {WHY[broken.why]}"
