"""Who was shown personal data of which dossier: one statement for whatever a page showed.

Source: Law 91/2025/QH15 on personal data and its decree; before it Decree 13/2023/NĐ-CP, art. 26.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from agencies.selectors.prepared import planned_cursor
from dossiers.models import AccessRecord, Dossier

#: Within it the same officer at the same door of the same dossier is one access: a page asked for
#: again after an act, its side panel, a paper printed twice.
ONE_LOOK = timedelta(minutes=10)
#: For doors that show many at once: an officer's own worklist is seen all day long.
ONE_DAY = timedelta(hours=24)

_RECORD = """
    INSERT INTO dossiers_accessrecord (officer_id, machine_id, dossier_id, door, address)
    SELECT %s, %s, shown.id, %s, %s
    FROM ({shown}) AS shown (id)
    WHERE NOT EXISTS (
        SELECT 1 FROM dossiers_accessrecord r
        WHERE r.dossier_id = shown.id AND r.officer_id = %s AND r.door = %s
          AND r.machine_id IS NOT DISTINCT FROM %s AND r.at > statement_timestamp() - %s
    )
"""


#: What lists show many times a minute, written once.
_BY_REF = "SELECT id FROM dossiers_dossier WHERE ref = ANY(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: an officer, alone or through a machine, from an address, through a door."""

    officer_id: int
    machine_id: int | None
    door: str
    address: str | None


def record_access(
    shown: QuerySet[Dossier] | Collection[str], *, reader: Reader, within: timedelta = ONE_LOOK
) -> int:
    """Note that the reader was shown personal data of the dossiers, which a question or their references name; answers how many notes are new.

    Two requests in the same moment may leave two notes of one look, never none.
    """
    try:
        sql, parameters = _question(shown)
    except EmptyResultSet:
        return 0
    who = (reader.officer_id, reader.machine_id, reader.door, reader.address)
    before = (reader.officer_id, reader.door, reader.machine_id, within)
    with planned_cursor() as cursor:
        values: list[Any] = [*who, *parameters, *before]
        cursor.execute(_RECORD.format(shown=sql), values)
        return int(cursor.rowcount)


def _question(shown: QuerySet[Dossier] | Collection[str]) -> tuple[str, Sequence[Any]]:
    if isinstance(shown, QuerySet):
        return shown.order_by().values("pk").query.sql_with_params()
    if not shown:
        raise EmptyResultSet
    return _BY_REF, ([*shown],)


def forget_accesses(*, before: datetime) -> int:
    """Delete the notes made before a moment; answers how many. Safe twice."""
    return AccessRecord.objects.filter(at__lt=before).delete()[0]
