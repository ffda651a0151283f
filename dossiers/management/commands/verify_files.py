"""`manage.py verify_files`: whether every file of a dossier is in the storage, and with --content the same as when it came."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dossiers.services.keeping_files import Kept, compare_contents, missing_contents


class Command(BaseCommand):
    help = "Find files whose content is missing from the storage, or (--content) not the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--content", action="store_true", help="read every file and compare it with its digest"
        )

    def handle(self, *args: Any, content: bool, **options: Any) -> None:
        kept = compare_contents() if content else Kept(missing=missing_contents())
        told = {"missing": kept.missing, "changed": kept.changed}
        self.stdout.write(json.dumps(told, indent=2))
        if kept.missing or kept.changed:
            raise CommandError("Not every file is as it was; see docs/operations/files.md.")
