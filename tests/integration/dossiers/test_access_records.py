"""Who was shown whose data: one note a look, of the officer, the machine, the door and the address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models.functions import Now
from django.db.utils import OperationalError
from django.test import Client
from pytest_django import Settings

from dossiers.models import AccessRecord, Applicant, Dossier
from dossiers.services.recording_access import ONE_LOOK, Reader, forget_accesses, record_access
from tests.factories import APPLICANT, Office, dossier_in, make_office, moment
from tests.integration.api.caller import Caller

AT = moment("2026-11-19 09:00")
LIST = "/admin/dossiers/dossier/"


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return dossier_in(office, "processing", at=AT)


def signed_in(officer: object) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def page_of(dossier: Dossier) -> str:
    return f"{LIST}{dossier.code}/"


def test_opening_a_dossier_is_noted_once_a_look(office: Office, dossier: Dossier) -> None:
    client = signed_in(office.counter)
    for _ in range(3):
        client.get(page_of(dossier), REMOTE_ADDR="203.0.113.7")
    (note,) = AccessRecord.objects.all()
    assert note.officer == office.counter
    assert note.dossier == dossier
    assert note.machine is None
    assert (note.door, note.address) == ("dossiers_dossier_change", "203.0.113.7")


def test_a_look_after_ten_minutes_is_another(office: Office, dossier: Dossier) -> None:
    client = signed_in(office.counter)
    client.get(page_of(dossier))
    AccessRecord.objects.update(at=Now() - ONE_LOOK - timedelta(seconds=1))
    client.get(page_of(dossier))
    assert AccessRecord.objects.count() == 2


def test_a_foreign_dossier_leaves_no_note(office: Office, dossier: Dossier) -> None:
    assert signed_in(office.stranger).get(page_of(dossier)).status_code in (403, 404)
    assert not AccessRecord.objects.exists()


def test_a_paper_and_a_search_are_noted_each_by_its_door(office: Office, dossier: Dossier) -> None:
    client = signed_in(office.counter)
    paper = dossier.forms.get(kind="01")
    client.get(f"{page_of(dossier)}papers/{paper.pk}/")
    client.get(LIST, {"work": "all", "q": APPLICANT["name"]})
    noted = AccessRecord.objects.values_list("door", flat=True)
    assert sorted(noted) == ["dossiers_dossier_changelist", "dossiers_dossier_paper"]


def test_a_list_is_noted_for_each_of_its_rows_once_a_day(office: Office) -> None:
    rows = [dossier_in(office, "processing", at=AT) for _ in range(3)]
    client = signed_in(office.agency_head)
    for _ in range(2):
        client.get(LIST)
    assert sorted(AccessRecord.objects.values_list("dossier", flat=True)) == [r.pk for r in rows]
    AccessRecord.objects.update(at=Now() - timedelta(hours=23))
    client.get(LIST)
    assert AccessRecord.objects.count() == 3


def test_who_sees_no_names_leaves_no_note(office: Office, dossier: Dossier) -> None:
    client = signed_in(office.oversight)
    assert client.get(LIST).status_code == client.get(page_of(dossier)).status_code == 200
    Caller(office.oversight).get(f"dossiers/{dossier.code}/")
    assert not AccessRecord.objects.exists()


def test_an_exported_file_is_noted_for_every_dossier_in_it(office: Office) -> None:
    rows = [dossier_in(office, "processing", at=AT) for _ in range(3)]
    answer = signed_in(office.agency_head).post(f"{LIST}export/?work=all", {"format": "csv"})
    assert APPLICANT["name"] in answer.getvalue().decode()
    noted = AccessRecord.objects.filter(door="dossiers_dossier_export")
    assert sorted(noted.values_list("dossier", flat=True)) == [row.pk for row in rows]


def test_an_exported_file_without_names_is_not_noted(office: Office, dossier: Dossier) -> None:
    answer = signed_in(office.oversight).post(f"{LIST}export/?work=all", {"format": "csv"})
    assert APPLICANT["name"] not in answer.getvalue().decode()
    assert not AccessRecord.objects.exists()


def test_an_applicant_known_by_number_is_noted(office: Office, dossier: Dossier) -> None:
    address = f"{LIST}new/known-applicant/"
    typed = {"applicant_identity_number": APPLICANT["identity_number"], "procedure": "1.000001"}
    assert APPLICANT["name"] in signed_in(office.counter).post(address, typed).content.decode()
    assert AccessRecord.objects.get().dossier == dossier


def test_a_machine_is_noted_beside_the_officer_it_names(office: Office, dossier: Dossier) -> None:
    Caller(office.partner, On_Behalf_Of="chuyenvien1").get(f"dossiers/{dossier.code}/history/")
    Caller(office.partner).get(f"dossiers/{dossier.code}/")
    named, alone = AccessRecord.objects.order_by("pk")
    assert (named.officer, named.machine, named.door) == (
        office.specialist,
        office.partner,
        "api-history",
    )
    assert (alone.officer, alone.machine, alone.door) == (office.partner, None, "api-dossier")


def test_a_note_that_fails_takes_no_page_away(
    office: Office, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: object, **kwargs: object) -> None:
        raise OperationalError("the disk is full")

    monkeypatch.setattr("config.access_log.record_access", down)
    answer = signed_in(office.counter).get(page_of(dossier))
    assert answer.status_code == 200
    assert APPLICANT["name"] in answer.content.decode()


def test_a_page_costs_one_statement_more(office: Office, dossier: Dossier) -> None:
    from django.test.utils import CaptureQueriesContext

    client = signed_in(office.counter)
    client.get(page_of(dossier))
    with CaptureQueriesContext(connection) as queries:
        client.get(page_of(dossier))
    about = [q for q in queries.captured_queries if "accessrecord" in q["sql"]]
    assert len(about) == 1


def test_old_notes_are_forgotten_and_younger_ones_kept(office: Office, dossier: Dossier) -> None:
    for age in (1, 731):
        reader = Reader(office.counter.pk, None, door=f"door{age}", address=None)
        record_access(Dossier.objects.filter(pk=dossier.pk), reader=reader)
        AccessRecord.objects.filter(door=f"door{age}").update(at=AT - timedelta(days=age))
    assert forget_accesses(before=AT - timedelta(days=730)) == 1
    assert forget_accesses(before=AT - timedelta(days=730)) == 0
    assert AccessRecord.objects.get().door == "door1"


@pytest.mark.django_db(transaction=True)
def test_many_looks_at_once_are_noted_and_nobody_waits() -> None:
    office = make_office()
    dossier = dossier_in(office, "received", at=AT)

    def look(number: int) -> int:
        try:
            reader = Reader(office.counter.pk, None, door=f"door{number % 2}", address=None)
            return record_access(Dossier.objects.filter(pk=dossier.pk), reader=reader)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, range(20)))
    assert set(AccessRecord.objects.values_list("door", flat=True)) == {"door0", "door1"}


def test_the_note_names_no_applicant(office: Office, dossier: Dossier, settings: Settings) -> None:
    """It outlives what is erased: who looked, never at whom."""
    kept = {field.name for field in AccessRecord._meta.fields}
    assert kept == {"id", "at", "officer", "machine", "dossier", "door", "address"}
    assert not kept & {field.name for field in Applicant._meta.fields} - {
        "id",
        "dossier",
        "address",
    }


def test_heads_read_the_notes_over_rest(office: Office, dossier: Dossier) -> None:
    other = dossier_in(office, "processing", at=AT)
    Caller(office.partner, On_Behalf_Of="chuyenvien1").get(f"dossiers/{dossier.code}/history/")
    signed_in(office.counter).get(page_of(other))
    caller = Caller(office.agency_head)
    (note,) = caller.get("accesses/", {"dossier": dossier.code})["results"]
    assert note["by"]["username"] == "chuyenvien1"
    assert note["through"]["username"] == "may-lienthong"
    assert (note["door"], note["dossier"]) == ("api-history", str(dossier.ref))
    (by_name,) = caller.get("accesses/", {"officer": "quay1"})["results"]
    assert by_name["dossier_code"] == other.code
    refused = Caller(office.specialist)
    refused.get("accesses/")
    assert refused.status == 403
