"""`manage.py lifecycle`: write the lifecycle table to `docs/lifecycle.md`, or check that it is fresh."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from dossiers.domain.acts import Allowed
from dossiers.domain.facts import Fact
from dossiers.lifecycle import NEW, DossierState, Row, rows
from dossiers.models import Dossier
from dossiers.wording import ACT_LABELS

HEAD = """# The lifecycle of a dossier

Written by `manage.py lifecycle` from `dossiers/lifecycle.py`; do not edit. `make lint` checks that
it is fresh. Roles are held at the *receiving* unit or the *holding* (settling) agency; a delegate
counts as the head who gave the delegation. Facts in parentheses are optional; a stroke names the
case in which a fact is demanded.
"""


class Command(BaseCommand):
    help = "Write the lifecycle table to docs/lifecycle.md (--check: fail if it is not fresh)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail instead of writing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "lifecycle.md"
        with translation.override("en"):
            wanted = document()
        if check:
            if not page.exists() or page.read_text(encoding="utf-8") != wanted:
                raise CommandError("docs/lifecycle.md is not fresh: run `manage.py lifecycle`.")
            self.stdout.write("docs/lifecycle.md is fresh.")
            return
        page.write_text(wanted, encoding="utf-8")
        self.stdout.write(f"Wrote {page}.")


def document() -> str:
    """The page, from the table itself."""
    states = "\n".join(
        f"| `{state.value}` | {state.national} | {state.label} | {_vietnamese(state)} |"
        for state in DossierState
    )
    acts = "\n".join(_line(row) for row in sorted(rows(Dossier), key=_order))
    return (
        f"{HEAD}\n## States\n\n| state | national | English | Vietnamese |\n|---|---|---|---|\n{states}\n"
        f"\n## Acts\n\n| act | from | to | who | clock | facts | conditions | form |\n"
        f"|---|---|---|---|---|---|---|---|\n{acts}\n"
    )


def _order(row: Row) -> tuple[int, int]:
    sources = [NEW, *DossierState.values]
    return list(ACT_LABELS).index(row.act), sources.index(row.source)


def _vietnamese(state: DossierState) -> str:
    with translation.override("vi"):
        return str(state.label)


def _line(row: Row) -> str:
    cells = (
        f"`{row.act}`",
        f"`{row.source}`" if row.source else "–",
        ", ".join(f"`{target}`" for target in row.targets),
        "; ".join(_allowed(allowed) for allowed in row.allowed),
        row.clock.value.replace("_", " ") or "–",
        ", ".join(_fact(fact) for fact in row.facts) or "–",
        ", ".join(f"`{condition.code}`" for condition in row.conditions) or "–",
        row.form or "–",
    )
    return f"| {' | '.join(cells)} |"


def _allowed(allowed: Allowed) -> str:
    roles = ", ".join(role.value for role in allowed.roles)
    only = f", only {allowed.when[0]} = {allowed.when[1]}" if allowed.when else ""
    return f"{roles} ({allowed.place.value}{only})"


def _fact(fact: Fact) -> str:
    if fact.demanded_if:
        return f"{fact.name} / {fact.demanded_if[0]} = {fact.demanded_if[1]}"
    return fact.name if fact.required else f"({fact.name})"
