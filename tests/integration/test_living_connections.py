"""A connection of the pool is asked only when there is something to read on it, and a dead one is never handed out."""

import select
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from config.living_connections import LivingConnection

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(db: None) -> Iterator[ConnectionPool]:
    wanted = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in ("dbname", "user", "password", "host", "port")
    }
    with ConnectionPool(
        kwargs={**wanted, "autocommit": True},
        min_size=1,
        max_size=1,
        connection_class=LivingConnection,
        check=ConnectionPool.check_connection,
    ) as opened:
        yield opened


def _last_statement_of(pid: int, pool: ConnectionPool) -> str:
    """Asked outside of any transaction, which would be told the same again and again."""
    with pool_less(pool) as other:
        found = other.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone()
        return str(found[0])


def test_nothing_is_sent_to_a_server_that_has_said_nothing(pool: ConnectionPool) -> None:
    with pool.connection() as first:
        pid = first.info.backend_pid
        first.execute("SELECT 'worked with'")
    with pool.connection() as second:
        assert second.info.backend_pid == pid
        assert _last_statement_of(pid, pool) == "SELECT 'worked with'"
        assert second.execute("SELECT 1").fetchone() == (1,)


def test_a_connection_whose_server_has_gone_is_replaced(pool: ConnectionPool) -> None:
    with pool.connection() as first:
        pid = first.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone() == (True,)
    with pool.connection() as second:
        assert second.info.backend_pid != pid
        assert second.execute("SELECT 1").fetchone() == (1,)


def test_what_has_something_to_say_is_asked(pool: ConnectionPool) -> None:
    with pool.connection() as first, pool_less(pool) as other:
        first.execute("LISTEN casetracking_test")
        other.execute("NOTIFY casetracking_test")
        assert select.select([first.fileno()], [], [], 10.0)[0]
        assert _last_statement_of(first.info.backend_pid, pool) == "LISTEN casetracking_test"
        ConnectionPool.check_connection(first)
        assert _last_statement_of(first.info.backend_pid, pool) == ""


def pool_less(pool: ConnectionPool) -> psycopg.Connection:
    """A connection of its own to the pool's database."""
    return psycopg.connect(**pool.kwargs)
