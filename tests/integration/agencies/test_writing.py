"""A row written by a statement that is kept stands as one that the ORM has saved."""

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from agencies.services.writing import insert_row, insert_rows, update_row
from dossiers.models import AccessRecord, Dossier, DossierDocument, DossierEvent, EventText
from tests.factories import Office, dossier_in, make_office, moment

pytestmark = pytest.mark.django_db
AT = moment("2026-03-10 09:00")


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def _event(dossier: Dossier, **columns: object) -> DossierEvent:
    given = {"act": "amend", "from_state": dossier.state, "to_state": dossier.state, "run": 1}
    return DossierEvent(**{**given, "dossier": dossier, "at": AT, **columns})


def test_a_new_row_has_its_key_and_what_the_database_sets(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    event = _event(dossier, facts={"subject": "Đổi tên"})
    insert_row(event)
    kept = DossierEvent.objects.get(pk=event.pk)
    assert model_to_dict(kept, exclude=["sequence", "previous_hash", "hash"]) == model_to_dict(
        event, exclude=["sequence", "previous_hash", "hash"]
    )
    assert event.recorded_at == kept.recorded_at is not None
    assert event.written_in == kept.written_in
    text = EventText(event=event, salt="s", values={"remark": "'; DROP TABLE x; -- %s"})
    insert_row(text)
    assert EventText.objects.get(pk=text.pk).values == text.values
    with CaptureQueriesContext(connection) as asked:
        text.save()
    assert [each["sql"][:6] for each in asked] == ["UPDATE"]


def test_a_key_or_moment_given_is_kept(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    insert_row(
        AccessRecord(pk=77_000_001, officer=office.counter, dossier=dossier, door="x", at=AT)
    )
    assert AccessRecord.objects.get(pk=77_000_001).at == AT


def test_several_rows_are_one_statement_and_each_has_its_own_key(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    rows = [
        DossierDocument(dossier=dossier, name=f"Bản {n}", originals=n, copies=0, position=90 + n)
        for n in range(3)
    ]
    with CaptureQueriesContext(connection) as asked:
        insert_rows(rows)
        insert_rows([])
    assert len(asked) == 1
    kept = DossierDocument.objects.in_bulk([row.pk for row in rows])
    assert [model_to_dict(kept[row.pk]) for row in rows] == [model_to_dict(row) for row in rows]


def test_rows_that_do_not_give_the_same_columns_are_refused(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    rows = [
        AccessRecord(officer=office.counter, dossier=dossier, door="x", **at)
        for at in ({}, {"at": AT})
    ]
    with pytest.raises(ValueError, match="same columns"):
        insert_rows(rows)


def test_a_row_that_stands_already_is_refused(office: Office) -> None:
    with pytest.raises(IntegrityError):
        insert_row(Agency(code=office.centre.code, kind="centre", name="Twice"))


def test_all_columns_are_written_but_those_that_others_keep(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    before = Dossier.objects.get(pk=dossier.pk)
    stale = Dossier.objects.get(pk=dossier.pk)
    stale.result, stale.officer, stale.settled_at = "Giấy phép", None, AT
    stale.head_hash, stale.event_count = "0" * 64, 99
    update_row(stale, but=frozenset({"head_hash", "event_count"}))
    now = Dossier.objects.get(pk=dossier.pk)
    assert (now.result, now.officer, now.settled_at) == ("Giấy phép", None, AT)
    assert (now.head_hash, now.event_count) == (before.head_hash, before.event_count)
    assert now.code == before.code


def test_a_row_that_is_gone_is_told(office: Office) -> None:
    with pytest.raises(DatabaseError, match="stands no longer"):
        update_row(Agency(pk=0, code="H41.99", kind="centre", name="Nowhere"))
