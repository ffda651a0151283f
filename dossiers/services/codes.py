"""Numbers: dossier codes per receiving unit and day, paper numbers per agency, year and kind; no gap, no double."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from agencies.models import Agency
from agencies.selectors.prepared import planned_cursor


def allot_code(unit: Agency, day: date, *, pattern: str) -> str:
    """The next dossier code of the day at a receiving unit, `H41.01.02-261124-0001`, as the rule set writes it.

    One upsert; the counter's row stays locked until the act commits, and a rollback gives the
    number back. Source: Decree 61/2018/NĐ-CP, art. 26; Circular 01/2018/TT-VPCP, art. 19.1.
    """
    number = _next(
        """
        INSERT INTO dossiers_codecounter (unit_id, day, last) VALUES (%s, %s, 1)
        ON CONFLICT (unit_id, day) DO UPDATE SET last = dossiers_codecounter.last + 1
        RETURNING last
        """,
        [unit.pk, day],
    )
    return pattern.format(unit=unit.code, day=day, number=number)


def allot_form_number(agency_id: int, year: int, kind: str) -> int:
    """The next number in an agency's book of one kind of paper for a year."""
    return _next(
        """
        INSERT INTO dossiers_formcounter (agency_id, year, kind, last) VALUES (%s, %s, %s, 1)
        ON CONFLICT (agency_id, year, kind) DO UPDATE SET last = dossiers_formcounter.last + 1
        RETURNING last
        """,
        [agency_id, year, kind],
    )


def hold_form_number(agency_id: int, year: int, kind: str) -> int:
    """The last number drawn from a book; nobody draws another until the caller's transaction is over."""
    return _next(
        """
        INSERT INTO dossiers_formcounter (agency_id, year, kind, last) VALUES (%s, %s, %s, 0)
        ON CONFLICT (agency_id, year, kind) DO UPDATE SET last = dossiers_formcounter.last
        RETURNING last
        """,
        [agency_id, year, kind],
    )


def raise_code_counter(unit_id: int, day: date, *, at_least: int) -> None:
    """Let the day's counter go on above a number the old system has used."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO dossiers_codecounter (unit_id, day, last) VALUES (%s, %s, %s)
            ON CONFLICT (unit_id, day) DO UPDATE
            SET last = GREATEST(dossiers_codecounter.last, EXCLUDED.last)
            """,
            [unit_id, day, at_least],
        )


def _next(upsert: str, values: Sequence[int | str | date]) -> int:
    with planned_cursor() as cursor:
        cursor.execute(upsert, values)
        return int(cursor.fetchone()[0])
