"""`personal_data`: an archive of all that is held about a person, or about the applicant of one dossier."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dossiers.models import Dossier
from dossiers.selectors.finding import named
from dossiers.selectors.personal_data import dossiers_of_person
from dossiers.services.telling_person import write_archive


class Command(BaseCommand):
    help = "Writes a ZIP of everything that is held about a person; for whoever runs the system."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("--identity", metavar="NUMBER", help="the exact identity number")
        whom.add_argument("--dossier", metavar="KEY", help="code or reference of one dossier")
        parser.add_argument("--out", metavar="FILE", type=Path, required=True)

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        found = _asked(options).select_related("procedure_version", "agency").order_by("pk")
        if not found.exists():
            raise CommandError(_("Nothing is held."))
        try:
            with out.open("xb") as file:
                count = write_archive(file, found.iterator(chunk_size=100))
        except FileExistsError:
            raise CommandError(_("%(file)s is there already.") % {"file": out}) from None
        out.chmod(0o600)
        self.stdout.write(
            _("%(count)d dossiers are told in %(file)s.") % {"count": count, "file": out}
        )


def _asked(options: dict[str, Any]) -> QuerySet[Dossier]:
    if options["identity"] is not None:
        return dossiers_of_person(Dossier.objects.all(), options["identity"])
    return Dossier.objects.filter(named(options["dossier"]))
