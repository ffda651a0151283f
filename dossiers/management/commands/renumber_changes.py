"""`renumber_changes`: after a dump was restored into another server, put the feed of changes in order."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from dossiers.services.renumbering import renumber_changes


class Command(BaseCommand):
    help = (
        "After pg_restore into another server: puts the history in order for the feed of changes. "
        "Safe to repeat; mirrors begin anew by themselves."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if renumber_changes():
            self.stdout.write(_("The feed of changes begins anew."))
        else:
            self.stdout.write(_("The feed of changes is in order; nothing was done."))
