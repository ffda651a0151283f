"""A batch is opened by whoever started it; a file handed in is accounted for row by row."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from batches.models import Batch, BatchState
from batches.services import start_batch
from dossiers.models import Dossier
from tests.factories import Office
from tests.integration.batches.conftest import run
from tests.integration.batches.sheets import csv_rows
from tests.integration.dossiers.admin.conftest import Desk, text
from tests.integration.importing.test_import_dossiers import line

LIST = reverse("admin:batches_batch_changelist")
TAKE_OVER = reverse("admin:dossiers_dossier_import")
CATALOGUE = reverse("admin:procedures_procedure_import")


def page_of(batch: Batch, door: str = "page") -> str:
    return reverse(f"admin:batches_batch_{door}", args=[batch.ref])


def handed_in(desk: Desk, address: str, content: str, name: str) -> Batch:
    file = SimpleUploadedFile(name, content.encode())
    assert desk.post(address, {"file": file}).status_code == 302
    return Batch.objects.latest("pk")


@pytest.fixture
def export(office: Office) -> Batch:
    return start_batch(
        officer_id=office.counter.pk, kind="export", subject="Hồ sơ của tôi", at=timezone.now()
    )


def test_others_find_nothing_and_the_keeper_sees_only_that_it_exists(
    office: Office, export: Batch
) -> None:
    for officer in (office.specialist, office.administrator):
        for door in ("page", "file", "report", "cancel"):
            assert Desk(officer).post(page_of(export, door)).status_code in (404, 405)
            assert Desk(officer).get(page_of(export, door)).status_code == 404
    assert export.subject in text(Desk(office.counter).get(LIST))
    kept = Desk(office.administrator).get(LIST)
    assert kept.context["cl"].result_count == 1
    assert export.subject not in text(kept)
    assert Desk(office.specialist).get(LIST).context["cl"].result_count == 0
    export.refresh_from_db()
    assert export.state == BatchState.WAITING


def test_the_part_that_changes_is_asked_for_until_the_end(office: Office, export: Batch) -> None:
    desk = Desk(office.counter)
    part = desk.get(page_of(export), headers={"hx-request": "true"})
    assert "every 2s" in text(part)
    assert "<html" not in text(part)
    desk.post(page_of(export, "cancel"))
    export.refresh_from_db()
    assert export.state == BatchState.CANCELLED
    assert desk.get(page_of(export), headers={"hx-request": "true"})["HX-Refresh"] == "true"
    assert "every 2s" not in text(desk.get(page_of(export)))


def test_dossiers_taken_over_are_told_line_by_line_and_a_second_time_changes_nothing(
    office: Office,
) -> None:
    desk = Desk(office.administrator)
    content = "\n".join([json.dumps(line(office)), "no JSON", json.dumps(line(office))])
    first = run(handed_in(desk, TAKE_OVER, content, "old.jsonl"))
    assert first.state == BatchState.DONE
    told = first.rows.order_by("number").values_list("number", "outcome", "is_refused")
    assert list(told) == [(1, "Taken over", False), (2, "Refused", True), (3, "Refused", True)]
    refused = csv_rows(desk.get(page_of(first, "report") + "?refused").content)
    assert [row[0] for row in refused[1:]] == ["2", "3"]
    second = run(handed_in(desk, TAKE_OVER, content, "old.jsonl"))
    assert second.rows.get(number=1).outcome == "There already"
    assert Dossier.objects.count() == 1


def test_a_file_that_is_evidently_none_is_refused_at_once(office: Office) -> None:
    desk = Desk(office.administrator)
    for address, name in ((TAKE_OVER, "old.jsonl"), (CATALOGUE, "thu-tuc.json")):
        file = SimpleUploadedFile(name, b"not JSON")
        assert "JSON" in text(desk.post(address, {"file": file}))
    assert not Batch.objects.exists()
