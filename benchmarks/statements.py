"""How many statements a request costs, counted by the server itself (`pg_stat_statements`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

#: Not statements of the product: transactions, the pool's own, and what foreign keys ask by themselves.
_COUNTED = """
SELECT calls, query FROM pg_stat_statements s JOIN pg_database b ON b.oid = s.dbid
WHERE b.datname = current_database() AND toplevel
  AND query !~* '^ *(begin|commit|rollback|savepoint|release|set |show |discard|deallocate|create |drop |alter )'
  AND query !~ 'FROM ONLY' AND query !~ 'pg_stat_statements'
ORDER BY calls DESC
"""


@dataclass
class Counted:
    """Statements by their text, filled in when the block ends; None where the server cannot count."""

    texts: list[tuple[int, str]] | None = field(default=None)

    def each(self, requests: int) -> float | None:
        """Statements a request."""
        if self.texts is None:
            return None
        return round(sum(calls for calls, _ in self.texts) / requests, 1)


@contextmanager
def counting(connection: psycopg.Connection) -> Iterator[Counted]:
    """Count what the database is asked within the block."""
    counted = Counted()
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        connection.execute("SELECT pg_stat_statements_reset()")
    except psycopg.Error:
        yield counted
        return
    yield counted
    counted.texts = connection.execute(_COUNTED).fetchall()
