"""Two imports at once, on real connections, give what one after the other would."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest
from django.db import connection

from agencies.services.load_units import load_units
from procedures.domain.calendar_file import parse_calendar
from procedures.models import CalendarEdition, Procedure, ProcedureVersion
from procedures.services.calendar import import_calendar
from procedures.services.catalogue_import import import_catalogue
from procedures.services.reference import CALENDAR_FILE
from tests.unit.portal.rows import channel, procedure

Result = TypeVar("Result")

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[], Result], times: int = 3) -> list[Result]:
    """Results of the same work started at one moment, each on a connection of its own."""
    start = threading.Barrier(times)

    def run() -> Result:
        start.wait(timeout=10)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run) for _ in range(times)]]


def test_imports_of_the_catalogue_create_and_change_each_procedure_once():
    rows = [procedure(f"1.{number:06}") for number in range(40)]
    created = at_once(lambda: import_catalogue(rows, on=date(2026, 11, 24)).counts()["created"])
    assert sorted(created) == [0, 0, 40]
    changed = [{**row, "cach_thuc_thuc_hien": [channel(value=9)]} for row in rows]
    opened = at_once(
        lambda: import_catalogue(changed, on=date(2026, 11, 24)).counts()["new_version"]
    )
    assert sorted(opened) == [0, 0, 40]
    assert Procedure.objects.count() == 40
    assert ProcedureVersion.objects.count() == 80


def test_imports_of_the_calendar_make_one_edition():
    rows = parse_calendar(CALENDAR_FILE.read_text(encoding="utf-8"))
    at_once(lambda: import_calendar(rows, at=datetime(2026, 11, 24, tzinfo=UTC)))
    assert CalendarEdition.objects.count() == 1


def test_loads_of_the_agencies_make_each_once():
    loaded = at_once(lambda: load_units().created)
    assert sorted(loaded)[:2] == [0, 0]
