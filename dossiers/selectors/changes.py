"""Every act in an order in which nothing can appear behind a place that was already given out.

Transactions commit out of the order in which they began. Told is therefore only what was written in
transactions below the oldest one of this database that still runs: all of those are over, and what
they wrote can be read. A writing transaction that stays open holds the feed back; it never tears a
hole into it.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from agencies.models import Officer
from agencies.selectors import RoleSet
from dossiers.domain.refusals import ActRefused
from dossiers.models import DossierEvent
from dossiers.selectors.visibility import visible_to

#: The server's own name, its timeline, which is a new one after a return to an earlier moment, and
#: the table's number, which is a new one after a dump was loaded: in each case acts may be undone
#: and numbers of transactions given out again. A history that bears numbers not yet given out here
#: was brought from another server.
#:
#: Transactions of the server's other databases write nothing here. Whatever cannot be told for
#: certain to be one of theirs counts as ours: one that has just begun bears no lock yet.
_HORIZON = f"""
    WITH seen AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot)
    SELECT (SELECT system_identifier FROM pg_control_system()) || '-' ||
               left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) || '-' ||
               '{DossierEvent._meta.db_table}'::regclass::oid,
           coalesce(
               (SELECT min(running::text::bigint) FROM pg_snapshot_xip(snapshot) AS running
                WHERE running::xid NOT IN (
                    SELECT transactionid FROM pg_locks JOIN pg_stat_activity USING (pid)
                    WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'
                      AND datname <> current_database()
                )),
               pg_snapshot_xmax(snapshot)::text::bigint
           ),
           pg_snapshot_xmax(snapshot)::text::bigint,
           -- By its order the index is entered at the number, however many events there are.
           (
               SELECT written_in FROM {DossierEvent._meta.db_table}
               WHERE written_in >= (SELECT pg_snapshot_xmax(snapshot)::text::bigint FROM seen)
                 -- Whoever asks may be writing: then its own number is not yet behind the snapshot's.
                 AND written_in IS DISTINCT FROM pg_current_xact_id_if_assigned()::text::bigint
               ORDER BY written_in LIMIT 1
           ) IS NULL,
           pg_current_xact_id_if_assigned()::text::bigint
    FROM seen
"""  # noqa: S608 -- built from constants

#: Instead of a cursor: nothing that has happened so far.
_NOW = "now"
_CURSOR = re.compile(r"(\d{1,20}-[0-9A-F]{8}-\d{1,10})\.(\d{1,18})\.(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Behind this event of this transaction; event 0 is before the transaction's first."""

    written_in: int
    event_id: int = 0


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far the feed reaches at this moment: before the oldest transaction that still runs.

    `line` names the line of transactions, within which alone their numbers can be compared; a
    history brought here from another line is not in order. `unborn` is the first number not yet
    given out.
    """

    line: str
    oldest_running: int
    unborn: int
    is_in_order: bool
    #: The number of the asker's own transaction, if it has written; no snapshot tells its own.
    own: int | None = None

    @property
    def place_before_own(self) -> Place:
        """Behind everything that is told now, and before what the asker writes itself."""
        return min(self.place, Place(self.own or self.oldest_running))

    @property
    def place(self) -> Place:
        """Behind everything that is told now."""
        return Place(self.oldest_running)

    def cursor_of(self, place: Place) -> str:
        """A place as text that callers hand back unread."""
        return f"{self.line}.{place.written_in}.{place.event_id}"

    def place_of(self, cursor: str, *, field: str) -> Place | None:
        """The place a cursor names, None for the beginning.

        Refuses `bad_cursor`, and `cursor_gone` where it was given out on another line.
        """
        if not cursor:
            return None
        if cursor == _NOW:
            return self.place
        found = _CURSOR.fullmatch(cursor)
        if found is None:
            raise ActRefused("bad_cursor", field=field)
        place = Place(int(found[2]), int(found[3]))
        if found[1] != self.line or place > Place(self.unborn):
            raise ActRefused("cursor_gone", field=field)
        return place


def horizon() -> Horizon:
    """Read before the events: they are then at least as new, and the horizon errs on the safe side."""
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON)
        return Horizon(*cursor.fetchone())


def horizon_in_order() -> Horizon:
    """The same; refuses `changes_out_of_order` as long as the history bears another server's numbers."""
    found = horizon()
    if not found.is_in_order:
        raise ActRefused("changes_out_of_order")
    return found


def changes_for(
    officer: Officer,
    *,
    at: datetime,
    to: Horizon,
    after: Place | None = None,
    roles: RoleSet | None = None,
) -> QuerySet[DossierEvent]:
    """Acts on the dossiers an officer may see at a moment, oldest first, those of one dossier in their order."""
    seen = visible_to(officer, at=at, roles=roles)
    events = DossierEvent.objects.filter(dossier__in=seen, written_in__lt=to.oldest_running)
    if after is not None:
        events = events.filter(behind(after))
    return events.order_by("written_in", "pk")


def behind(place: Place) -> Q:
    """Written so that the index on (written_in, id) is entered at the place."""
    same_or_later = Q(written_in__gte=place.written_in)
    return same_or_later & (Q(written_in__gt=place.written_in) | Q(pk__gt=place.event_id))
