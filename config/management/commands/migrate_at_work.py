"""`migrate_at_work`: migrates while desks work; holds nobody up for longer than they bear, and tries again."""

import time
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

#: Whoever comes after a waiting ALTER TABLE waits behind it: so long, and no longer.
LOCK_MILLISECONDS = 900
PAUSE_SECONDS = 5.0

#: What a `CREATE INDEX CONCURRENTLY` that was broken off has left, and that nobody is making just now.
INVALID = """
    SELECT quote_ident(c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = c.oid)
    ORDER BY 1
"""


class Command(BaseCommand):
    help = (
        "Migrates while the old release serves. A migration that would wait for a lock longer than "
        f"{LOCK_MILLISECONDS} ms lets go and tries again; indexes that an earlier try left half made "
        "are removed first. Safe to break off and to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tries", type=int, default=120, help="of each migration (120)")

    def handle(self, *args: Any, tries: int, **options: Any) -> None:
        # The role's own limit is for desks; moving rows may take longer.
        _run("SET statement_timeout = 0")
        self._remove_invalid_indexes()
        for migration in self._plan():
            self._apply(migration, tries)
        # Also where nothing is to be done: permissions and types of content are looked after.
        call_command("migrate", interactive=False, verbosity=0)

    def _plan(self) -> list[Migration]:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return [migration for migration, _backwards in plan]

    def _apply(self, migration: Migration, tries: int) -> None:
        # Making an index concurrently waits for every open transaction, and nobody waits behind it.
        patience = LOCK_MILLISECONDS if migration.atomic else 0
        for _attempt in range(tries):
            _run(f"SET lock_timeout = {patience}")
            try:
                call_command(
                    "migrate", migration.app_label, migration.name, interactive=False, verbosity=0
                )
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                    raise
                self.stdout.write(_("%s: somebody works there; again in a moment") % migration)
                time.sleep(PAUSE_SECONDS)
                self._take_back(migration)
            else:
                self.stdout.write(_("%s: done") % migration)
                return
        raise CommandError(
            _("%(migration)s: %(tries)d tries, and the lock was never free")
            % {"migration": migration, "tries": tries}
        )

    def _take_back(self, migration: Migration) -> None:
        """What an unfinished migration has left, so that it can begin anew."""
        self._remove_invalid_indexes()
        for operation in () if migration.atomic else migration.operations:
            if isinstance(operation, AddIndexConcurrently):
                _run(f"DROP INDEX CONCURRENTLY IF EXISTS {operation.index.name}")

    def _remove_invalid_indexes(self) -> None:
        _run("SET lock_timeout = 0")
        with connection.cursor() as cursor:
            cursor.execute(INVALID)
            names = [name for (name,) in cursor.fetchall()]
        for name in names:
            _run(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            self.stdout.write(_("%s: half made, removed") % name)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
