"""Moments are read from the database by psycopg's compiled loader.

Django reads them with a loader of its own, in Python, for databases whose time zone is set
otherwise than the connection's. It takes seventeen times as long, and a list of fifty dossiers
holds six hundred moments. Our connections are always in UTC, where both give the same.
"""

from datetime import UTC
from typing import Any

import psycopg
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg.adapt import Loader
from psycopg.pq import Format

_COMPILED: Any = psycopg.adapters.get_loader(psycopg.adapters.types["timestamptz"].oid, Format.TEXT)


class MomentLoader(Loader):
    """psycopg's loader, which cannot be derived from; by `timezone` Django knows that no other is needed."""

    timezone = UTC

    def __init__(self, oid: int, context: Any = None) -> None:
        super().__init__(oid, context)
        self._compiled = _COMPILED(oid, context).load

    @property
    def load(self) -> Any:
        """The compiled function itself: psycopg asks for it once a column, not once a value."""
        return self._compiled


@receiver(connection_created, dispatch_uid="fast_moments")
def load_moments_compiled(connection: Any, **more: Any) -> None:
    """Each connection that the pool hands out is told anew."""
    if connection.timezone == MomentLoader.timezone:
        connection.connection.adapters.register_loader("timestamptz", MomentLoader)
