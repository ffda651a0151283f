"""The administrator sees what a change of the calendar would move, and only then makes it."""

import io
import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from dossiers.services import recompute_due_dates
from procedures.models import CalendarDay, CalendarEdition
from procedures.selectors import work_calendar
from procedures.services.reference import CALENDAR_FILE
from tests.factories import Office, dossier_in, moment

DAY_FORM = {"date": "25/11/2026", "kind": "closed", "name": "Nghỉ bão", "notice": "", "note": ""}


@pytest.fixture
def desk(office: Office) -> Client:
    client = Client()
    client.force_login(office.administrator)
    return client


@pytest.fixture
def running(office: Office) -> str:
    """A dossier due on 27 November."""
    return str(dossier_in(office, "processing", at=moment("2026-11-19 16:40")).code)


def with_storm() -> str:
    text = CALENDAR_FILE.read_text(encoding="utf-8-sig")
    columns = text.splitlines()[0].split(",")
    values = {
        "ngay": "2026-11-25",
        "thu": "T4",
        "ten": "Nghỉ bão",
        "loai": "nghi_hoan_doi",
        "van_ban": "12/TB-UBND",
    }
    return text.rstrip("\n") + "\n" + ",".join(values.get(name, "") for name in columns) + "\n"


def uploaded(text: str) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("lich.csv", text.encode(), "text/csv")}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields that a preview sends back."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_an_upload_is_shown_first_and_done_once_confirmed(desk: Client, running: str) -> None:
    address = reverse("admin:procedures_calendarday_import")
    before = work_calendar().version
    shown = desk.post(address, uploaded(with_storm()))
    page = shown.content.decode()
    assert shown.status_code == 200
    assert running in page
    assert "17:00 27/11/2026" in page
    assert "17:00 30/11/2026" in page
    assert work_calendar().version == before
    done = desk.post(address, hidden(page))
    assert done.status_code == 302
    assert work_calendar().version == before + 1
    assert CalendarDay.objects.filter(name="Nghỉ bão").exists()


def test_a_confirmation_of_a_calendar_that_has_changed_since_is_shown_anew(
    desk: Client, running: str
) -> None:
    address = reverse("admin:procedures_calendarday_import")
    page = desk.post(address, uploaded(with_storm())).content.decode()
    other = {**DAY_FORM, "date": "01/06/2027", "name": "Nghỉ khác"}
    desk.post(reverse("admin:procedures_calendarday_add"), other)
    assert desk.post(address, hidden(page)).status_code == 200
    assert not CalendarDay.objects.filter(name="Nghỉ bão").exists()


@pytest.mark.parametrize(
    "text", ["ngay,ten,loai\n2026-13-01,X,le\n", "not a calendar", "\udcff"], ids=repr
)
def test_a_file_that_is_no_calendar_is_refused_with_its_faults(desk: Client, text: str) -> None:
    raw = text.encode("utf-8", "surrogateescape")
    file = SimpleUploadedFile("lich.csv", raw, "text/csv")
    answer = desk.post(reverse("admin:procedures_calendarday_import"), {"file": file})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert CalendarEdition.objects.count() == 1


def test_a_day_that_moves_dossiers_is_shown_before_it_is_saved(desk: Client, running: str) -> None:
    address = reverse("admin:procedures_calendarday_add")
    shown = desk.post(address, DAY_FORM)
    assert shown.status_code == 200
    assert running in shown.content.decode()
    assert not CalendarDay.objects.filter(name="Nghỉ bão").exists()
    assert desk.post(address, hidden(shown.content.decode())).status_code == 302
    day = CalendarDay.objects.get(name="Nghỉ bão")
    recompute_due_dates(at=moment("2026-11-20 08:00"))
    delete = reverse("admin:procedures_calendarday_delete", args=[day.pk])
    shown = desk.post(delete, {"post": "yes"})
    assert running in shown.content.decode()
    assert CalendarDay.objects.filter(pk=day.pk).exists()
    assert desk.post(delete, hidden(shown.content.decode())).status_code == 302
    assert not CalendarDay.objects.filter(pk=day.pk).exists()


def test_only_administrators_come_to_the_import(office: Office) -> None:
    client = Client()
    client.force_login(office.counter)
    address = reverse("admin:procedures_calendarday_import")
    assert client.get(address).status_code == 403
    assert client.post(address, uploaded(with_storm())).status_code == 403


def preview(tmp_path: Path, *options: str) -> str:
    file = tmp_path / "lich.csv"
    file.write_text(with_storm(), encoding="utf-8")
    told = io.StringIO()
    with translation.override("en"):
        call_command("import_calendar", str(file), "--preview", *options, stdout=told)
    return told.getvalue()


def test_the_command_foretells_in_words_and_as_json(tmp_path: Path, running: str) -> None:
    before = work_calendar().version
    words = preview(tmp_path)
    assert "Days: 1 added, 0 changed, 0 removed." in words
    assert "1 running dossier would move: 1 later, 0 earlier." in words
    assert (
        f"{running}: 17:00 27/11/2026 → 17:00 30/11/2026 (+1 working day), Sở Thử nghiệm" in words
    )
    told = json.loads(preview(tmp_path, "--json"))
    assert (told["moved"], told["by_agency"]) == (1, {"Sở Thử nghiệm": 1})
    assert told["moves"][0]["due_after"] == "2026-11-30T17:00:00+07:00"
    assert "… and 1 more (--most)." in preview(tmp_path, "--most", "0")
    assert work_calendar().version == before
