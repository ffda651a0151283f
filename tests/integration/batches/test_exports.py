"""What is exported is what the officer sees in the list now, no more, wherever it is written."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.db import connection
from django.http import FileResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from agencies.domain.roles import Role
from agencies.models import RoleGrant
from batches.admin.exportable import Exportable
from batches.models import Batch, BatchState
from dossiers.models import Applicant
from tests.factories import APPLICANT, Office, dossier_in, make_officer, moment
from tests.integration.batches.conftest import run
from tests.integration.batches.sheets import csv_rows, xlsx_rows
from tests.integration.dossiers.admin.conftest import LIST, Desk, text
from tests.integration.notifications.scenes import overdue

EXPORT = f"{LIST}export/"
AT = moment("2026-03-10 09:00")


def sent(response: FileResponse) -> bytes:
    return b"".join(response.streaming_content)


def exported(desk: Desk, query: str = "", address: str = EXPORT) -> list[list[str]]:
    """The rows without the head, as text; none where there is no file for an empty list."""
    response = desk.post(f"{address}{query}", {"format": "csv"})
    if not isinstance(response, FileResponse):
        assert "Nothing is listed" in text(response)
        return []
    return csv_rows(sent(response))[1:]


def in_background(desk: Desk, query: str = "") -> Batch:
    response = desk.post(f"{EXPORT}{query}", {"format": "csv"})
    batch = Batch.objects.latest("pk")
    assert response["Location"] == reverse("admin:batches_batch_page", args=[batch.ref])
    return batch


@pytest.fixture
def all_in_background(settings: Settings) -> None:
    settings.EXPORT_ROWS_AT_ONCE = 0


def test_the_file_holds_what_the_filters_leave_in_the_order_of_the_list(
    office: Office, counter: Desk
) -> None:
    first, second = (dossier_in(office, "received", at=AT) for _ in range(2))
    closed = dossier_in(office, "returned", at=AT)
    assert [row[0] for row in exported(counter)] == [first.code, second.code]
    assert [row[0] for row in exported(counter, "?work=all&state=returned")] == [closed.code]
    assert [row[0] for row in exported(counter, f"?q={second.code}")] == [second.code]


def test_a_page_beyond_the_first_exports_the_whole_list(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    assert len(exported(counter, "?p=7")) == 1


def test_nobody_exports_what_others_see(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    assert len(exported(counter)) == 1
    neighbour = make_officer("hang-xom", Role.SPECIALIST, office.commune)
    assert exported(Desk(neighbour), "?work=all") == []
    assert Desk(office.stranger).post(EXPORT, {"format": "csv"}).status_code == 403


def test_oversight_gets_no_applicants(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    told = sent(Desk(office.oversight).post(EXPORT, {"format": "csv"})).decode()
    assert APPLICANT["name"] not in told
    assert APPLICANT["phone"] not in told
    assert APPLICANT["name"] in sent(counter.post(EXPORT, {"format": "csv"})).decode()


def test_the_head_is_in_the_officers_language(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    book = sent(counter.post(EXPORT, {"format": "xlsx"}))
    assert xlsx_rows(book)[0]["A"] == "Dossier code"
    book = sent(counter.post(EXPORT, {"format": "xlsx"}, headers={"accept-language": "vi"}))
    assert xlsx_rows(book)[0]["A"] == "Mã hồ sơ"


def test_a_name_that_a_spreadsheet_would_calculate_goes_out_as_text(
    office: Office, counter: Desk
) -> None:
    dossier_in(office, "received", at=AT)
    Applicant.objects.update(name="=cmd|'/c calc'!A1")
    assert "'=cmd|'/c calc'!A1" in exported(counter)[0]


def test_a_short_list_is_sent_at_once_and_leaves_no_batch(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    response = counter.post(EXPORT, {"format": "xlsx"})
    assert response["Content-Disposition"].startswith('attachment; filename="dossiers-')
    assert len(xlsx_rows(sent(response))) == 2
    assert not Batch.objects.exists()


def test_the_page_says_how_many_rows_would_go_out(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    assert "1 row is listed" in text(counter.get(EXPORT))
    assert "Nothing is listed" in text(counter.get(f"{EXPORT}?q=khong-co"))


def test_a_list_past_the_most_rows_is_refused_and_says_what_to_do(
    office: Office, counter: Desk, settings: Settings
) -> None:
    settings.EXPORT_MOST_ROWS = 1
    for _ in range(2):
        dossier_in(office, "received", at=AT)
    told = text(counter.post(EXPORT, {"format": "xlsx"}))
    assert "more than 1 rows" in told
    assert "Narrow it with the filters" in told
    assert not Batch.objects.exists()


@pytest.mark.usefixtures("all_in_background")
def test_a_long_list_is_written_by_a_worker_under_the_same_filters(
    office: Office, counter: Desk
) -> None:
    dossier_in(office, "received", at=AT)
    closed = dossier_in(office, "returned", at=AT)
    batch = run(in_background(counter, "?work=all&state=returned"))
    assert (batch.state, batch.done, batch.total) == (BatchState.DONE, 1, 1)
    content = counter.get(reverse("admin:batches_batch_file", args=[batch.ref])).content
    assert [row[0] for row in csv_rows(content)[1:]] == [closed.code]


@pytest.mark.usefixtures("all_in_background")
def test_two_clicks_start_one_export(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    assert in_background(counter) == in_background(counter)


@pytest.mark.usefixtures("all_in_background")
def test_an_officer_moved_elsewhere_meanwhile_gets_nothing(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    batch = in_background(counter)
    RoleGrant.objects.filter(officer=office.counter).update(valid_to=AT.date())
    assert (run(batch).state, batch.failure) == (BatchState.FAILED, "not_allowed")
    assert not batch.files.exists()


@pytest.mark.usefixtures("all_in_background")
def test_an_officer_made_oversight_meanwhile_gets_no_applicants(
    office: Office, counter: Desk
) -> None:
    dossier_in(office, "received", at=AT)
    batch = in_background(counter)
    RoleGrant.objects.filter(officer=office.counter).update(role=Role.OVERSIGHT)
    run(batch)
    assert APPLICANT["name"] not in bytes(batch.files.get().content).decode()


@pytest.mark.usefixtures("all_in_background")
def test_an_account_shut_meanwhile_gets_nothing(office: Office, counter: Desk) -> None:
    dossier_in(office, "received", at=AT)
    batch = in_background(counter)
    office.counter.is_active = False
    office.counter.save()
    assert run(batch).failure == "not_allowed"


def test_the_register_goes_out_as_it_is_searched(office: Office, counter: Desk) -> None:
    codes = [dossier_in(office, "received", at=AT).code for _ in range(2)]
    address = reverse("admin:dossiers_registeryear_export")
    year = f"?unit={office.centre.code}&year=2026"
    assert [row[1] for row in exported(counter, year, address)] == codes
    assert [row[1] for row in exported(counter, f"{year}&q={codes[1]}", address)] == codes[1:]
    assert counter.post(f"{address}?unit=H41.99", {"format": "csv"}).status_code == 404


def test_what_was_searched_for_does_not_stand_in_the_log(
    office: Office, counter: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    dossier_in(office, "received", at=AT)
    with caplog.at_level("INFO"):
        exported(counter, "?q=nguyen+van+vi&state=received")
    (line,) = (r.msg for r in caplog.records if "list_exported" in str(r.msg))
    assert line["list"] == "dossiers.Dossier"
    assert (line["officer"], line["rows"]) == (office.counter.pk, 1)
    assert line["filters"] == {"q": "…", "state": ["received"]}


def exportable() -> list[str]:
    """Every list of the admin that can be exported."""
    return [
        model._meta.label_lower
        for model, model_admin in admin.site._registry.items()
        if isinstance(model_admin, Exportable)
    ]


def reader_of(office: Office, label: str) -> Desk:
    """Somebody who may read the list."""
    address = reverse(f"admin:{label.replace('.', '_')}_export")
    desks = [Desk(officer) for officer in (office.centre_head, office.administrator)]
    return next(desk for desk in desks if desk.get(address).status_code == 200)


@pytest.mark.slow
@pytest.mark.parametrize(("style", "rows"), [("csv", csv_rows), ("xlsx", xlsx_rows)])
def test_every_list_of_the_admin_is_exported_as_plain_text(
    office: Office, style: str, rows: Callable
) -> None:
    overdue(office)
    sent_lists = set()
    for label in exportable():
        address = reverse(f"admin:{label.replace('.', '_')}_export")
        response = reader_of(office, label).post(address, {"format": style})
        if isinstance(response, FileResponse):
            head, *lines = rows(sent(response))
            assert head
            assert lines
            assert not [row for row in lines if "<" in str(row)]
            sent_lists.add(label)
    assert sent_lists > {"dossiers.dossier", "notifications.overdueflag", "agencies.officer"}


def test_the_queries_of_an_export_do_not_grow_with_its_rows(office: Office, counter: Desk) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert exported(counter)
        return len(captured)

    for _ in range(3):
        dossier_in(office, "received", at=AT)
    queries()  # names are read once a minute
    few = queries()
    for _ in range(27):
        dossier_in(office, "received", at=AT)
    assert queries() == few <= 31
