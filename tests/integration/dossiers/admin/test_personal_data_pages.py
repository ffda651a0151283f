"""Heads see who looked; the person at the counter gets all that is held, and nobody else's."""

import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.http import FileResponse
from django.test import Client
from pytest_django import Settings

from dossiers.models import AccessRecord, Dossier
from dossiers.services.erasing import erase_personal_data
from tests.factories import APPLICANT, Office, dossier_in, moment, perform_act
from tests.integration.dossiers.old_case import SECRETS, old_case
from tests.integration.dossiers.test_erasing import TEN_YEARS

AT = moment("2026-11-19 09:00")
NOTES = "/admin/dossiers/accessrecord/"
PERSON = f"{NOTES}person/"
OTHER = {**APPLICANT, "name": "Trần Thị Khác", "identity_number": "040000000002"}


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def signed_in(officer: object) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(officer)
    return client


def asked(client: Client, number: str, **more: str):
    return client.post(PERSON, {"identity_number": number, "has_shown_identity": "on", **more})


def archive_in(answer: FileResponse) -> ZipFile:
    """The archive that was sent."""
    return ZipFile(io.BytesIO(answer.getvalue()))


def test_a_head_sees_who_looked_at_the_agencys_dossiers(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    signed_in(office.specialist).get(f"/admin/dossiers/dossier/{dossier.code}/")
    head = signed_in(office.agency_head)
    page = head.get(f"/admin/dossiers/dossier/{dossier.code}/").content.decode()
    assert f"{NOTES}?q={dossier.code}" in page
    notes = head.get(NOTES, {"q": dossier.code}).content.decode()
    assert "Trần Văn Thẩm" in notes
    assert "page of the dossier" in notes
    assert APPLICANT["name"] not in notes


def test_a_specialist_sees_neither_the_notes_nor_the_way_to_them(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    client = signed_in(office.specialist)
    assert client.get(NOTES).status_code == 403
    assert NOTES not in client.get(f"/admin/dossiers/dossier/{dossier.code}/").content.decode()


def test_a_head_sees_no_note_on_a_foreign_dossier(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    Dossier.objects.filter(pk=dossier.pk).update(agency=office.commune)
    signed_in(office.counter).get(f"/admin/dossiers/dossier/{dossier.code}/")
    assert AccessRecord.objects.count() == 1
    answer = signed_in(office.agency_head).get(NOTES)
    assert "Nguyễn Thị Tiếp Nhận" not in answer.content.decode()


def test_notes_are_a_list_that_costs_the_same_for_many(
    office: Office, django_assert_max_num_queries
) -> None:
    for _ in range(5):
        dossier = dossier_in(office, "processing", at=AT)
        signed_in(office.specialist).get(f"/admin/dossiers/dossier/{dossier.code}/")
    head = signed_in(office.agency_head)
    head.get(NOTES)
    with django_assert_max_num_queries(14):
        head.get(NOTES)


def test_the_person_gets_everything_in_one_archive(office: Office) -> None:
    dossier = old_case(office)
    answer = asked(signed_in(office.counter), APPLICANT["identity_number"])
    archive = archive_in(answer)
    assert archive.testzip() is None
    (told,) = json.loads(archive.read("data.json"))
    assert told["code"] == dossier.code
    words = archive.read("data.json").decode()
    assert not [secret for secret in SECRETS if secret not in words]
    papers = [name for name in archive.namelist() if name.startswith("papers/")]
    assert {name.split("/")[-1][:2] for name in papers} >= {"01", "02", "04"}
    (file,) = (name for name in archive.namelist() if name.startswith("files/"))
    assert archive.read(file).startswith(b"%PDF")
    assert archive.read("data.xlsx").startswith(b"PK")


def test_the_archive_is_noted_as_an_access_and_tells_the_earlier_ones(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    signed_in(office.specialist).get(f"/admin/dossiers/dossier/{dossier.code}/")
    answer = asked(signed_in(office.counter), APPLICANT["identity_number"])
    (told,) = json.loads(archive_in(answer).read("data.json"))
    assert [each["by"] for each in told["accesses"]] == ["Trần Văn Thẩm"]
    note = AccessRecord.objects.latest("pk")
    assert (note.officer, note.door) == (office.counter, "dossiers_person_told")


def test_nobody_elses_data_are_in_it(office: Office) -> None:
    mine = dossier_in(office, "received", at=AT)
    perform_act(office, "receive", at=AT, applicant=OTHER)
    answer = asked(signed_in(office.counter), APPLICANT["identity_number"])
    archive = archive_in(answer)
    told = json.loads(archive.read("data.json"))
    assert [each["code"] for each in told] == [mine.code]
    assert OTHER["name"] not in archive.read("data.json").decode()


@pytest.mark.parametrize("number", ["", "04000000000", "040000000009", "%", "0400000%"])
def test_a_part_of_a_number_tells_nothing(office: Office, number: str) -> None:
    dossier_in(office, "received", at=AT)
    answer = asked(signed_in(office.counter), number)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert not AccessRecord.objects.exists()


def test_without_having_seen_the_card_nothing_is_made(office: Office) -> None:
    dossier_in(office, "received", at=AT)
    sent = {"identity_number": APPLICANT["identity_number"]}
    answer = signed_in(office.counter).post(PERSON, sent)
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("role", ["specialist", "agency_head", "oversight", "administrator"])
def test_only_the_counter_makes_archives(office: Office, role: str) -> None:
    dossier_in(office, "received", at=AT)
    answer = asked(signed_in(getattr(office, role)), APPLICANT["identity_number"])
    assert answer.status_code == 403


def test_the_command_writes_it_once_and_for_its_owner_only(office: Office, tmp_path: Path) -> None:
    dossier = dossier_in(office, "received", at=AT)
    out = tmp_path / "held.zip"
    call_command("personal_data", "--dossier", dossier.code, "--out", str(out))
    assert out.stat().st_mode & 0o077 == 0
    (told,) = json.loads(ZipFile(out).read("data.json"))
    assert told["held"]["dossiers.Applicant"][0]["phone"] == APPLICANT["phone"]
    with pytest.raises(CommandError):
        call_command("personal_data", "--dossier", dossier.code, "--out", str(out))
    with pytest.raises(CommandError):
        call_command("personal_data", "--identity", "000", "--out", str(tmp_path / "b.zip"))
    assert not (tmp_path / "b.zip").exists()


def test_after_the_erasure_the_number_leads_to_nothing(office: Office, tmp_path: Path) -> None:
    dossier = old_case(office)
    erase_personal_data(at=TEN_YEARS)
    number = APPLICANT["identity_number"]
    with pytest.raises(CommandError):
        call_command("personal_data", "--identity", number, "--out", str(tmp_path / "a.zip"))
    out = tmp_path / "held.zip"
    call_command("personal_data", "--dossier", dossier.code, "--out", str(out))
    archive = ZipFile(out)
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode("latin-1")
    for secret in SECRETS:
        assert secret.encode().decode("latin-1") not in everything
    assert not [name for name in archive.namelist() if name.startswith(("papers/", "files/"))]
