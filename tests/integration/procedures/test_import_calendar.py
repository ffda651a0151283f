"""`import_calendar`: the years of the file become what it says; only a change makes an edition."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.utils import translation

from procedures.models import CalendarDay, CalendarEdition, CalendarYear, YearStatus
from procedures.services.reference import CALENDAR_FILE
from procedures.signals import calendar_changed
from tests.integration.procedures.files import CALENDAR_HEADER, run

pytestmark = pytest.mark.django_db

CULTURE_DAY = "2026-11-24,T3,Ngày Văn hóa Việt Nam,le,28/2026/QH16,\n"


def import_lines(folder: Path, lines: str) -> dict:
    file = folder / "calendar.csv"
    file.write_text(CALENDAR_HEADER + lines, encoding="utf-8")
    return json.loads(run("import_calendar", file))


def test_the_shipped_calendar_imports_and_a_repeat_keeps_the_edition():
    first = json.loads(run("import_calendar", CALENDAR_FILE))
    again = json.loads(run("import_calendar", CALENDAR_FILE))
    assert (first["added"], first["edition"], first["is_new_edition"]) == (146, 1, True)
    assert (again["unchanged"], again["edition"], again["is_new_edition"]) == (146, 1, False)
    assert first["years"]["2026"] == YearStatus.CONFIRMED
    assert first["years"]["2027"] == YearStatus.PROVISIONAL
    assert CalendarEdition.objects.count() == 1


def test_a_changed_day_makes_the_next_edition(tmp_path: Path):
    import_lines(tmp_path, CULTURE_DAY)
    report = import_lines(tmp_path, CULTURE_DAY + "2026-11-23,T2,Nghỉ thêm,nghi_hoan_doi,,\n")
    assert (report["added"], report["unchanged"], report["edition"]) == (1, 1, 2)
    assert report["years"] == {"2026": "provisional"}


def test_a_reworded_note_makes_no_edition(tmp_path: Path):
    import_lines(tmp_path, CULTURE_DAY)
    report = import_lines(tmp_path, CULTURE_DAY.replace(",\n", ",đã đối chiếu\n"))
    assert (report["changed"], report["is_new_edition"]) == (1, False)
    assert CalendarDay.objects.get().note == "đã đối chiếu"


def test_a_day_gone_from_the_file_is_gone_and_other_years_stay(tmp_path: Path):
    import_lines(tmp_path, CULTURE_DAY + "2027-01-01,T6,Tết Dương lịch,le,,\n")
    report = import_lines(tmp_path, "2026-09-02,T4,Quốc khánh,le,9441/TB-BNV,\n")
    assert (report["added"], report["removed"]) == (1, 1)
    assert list(CalendarDay.objects.order_by("date").values_list("date", flat=True)) == [
        date(2026, 9, 2),
        date(2027, 1, 1),
    ]
    assert CalendarYear.objects.count() == 2


def test_the_notice_of_a_year_confirms_it(tmp_path: Path):
    import_lines(tmp_path, "2027-01-01,T6,Tết Dương lịch,le,,\n")
    report = import_lines(tmp_path, "2027-01-01,T6,Tết Dương lịch,le,1/TB-BNV,\n")
    assert report["is_new_edition"]
    assert CalendarYear.objects.get().status == YearStatus.CONFIRMED


def test_who_keeps_due_dates_hears_of_a_new_edition(tmp_path: Path):
    heard = []

    def listen(edition: CalendarEdition, **kwargs) -> None:
        heard.append(edition.number)

    calendar_changed.connect(listen)
    try:
        import_lines(tmp_path, CULTURE_DAY)
        import_lines(tmp_path, CULTURE_DAY)
    finally:
        calendar_changed.disconnect(listen)
    assert heard == [1]


def test_a_faulty_file_changes_nothing_and_names_every_fault(tmp_path: Path):
    import_lines(tmp_path, CULTURE_DAY)
    lines = CULTURE_DAY + "24/12/2026,,Tên,le,,\n2026-12-25,T5,Tên,le,,\n"
    with translation.override("en"), pytest.raises(CommandError) as refusal:
        import_lines(tmp_path, lines)
    first, second = str(refusal.value).splitlines()
    assert "3: This is not a date of the form 2026-11-24. (24/12/2026)" in first
    assert "4: The weekday does not fit the date." in second
    assert CalendarDay.objects.count() == 1
    assert CalendarEdition.objects.count() == 1
