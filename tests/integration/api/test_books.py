"""A one-stop unit's books over REST: its registers, the fees of its day, the papers of a dossier."""

from collections.abc import Callable
from datetime import datetime

from pytest_django import DjangoAssertNumQueries

from agencies.domain.roles import Role
from dossiers.models import RegisterYear
from tests.factories import APPLICANT, Office, dossier_in, make_officer, moment, perform_act
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
At = Callable[[datetime], None]
IN_2025 = moment("2025-03-10 09:00")
NEXT_YEAR = moment("2026-01-05 08:00")
BOOK = "registers/H41.01.02/"


def test_the_register_is_read_by_number_and_searched(office: Office, call: Call, at: At) -> None:
    first = dossier_in(office, "received", at=IN_2025)
    second = dossier_in(office, "returned", at=IN_2025)
    at(NEXT_YEAR)
    counter = call("counter")
    assert counter.get("registers/")["results"] == [
        {"code": office.centre.code, "name": office.centre.name}
    ]
    assert [row["year"] for row in counter.get(BOOK)["results"]] == [2026, 2025]
    rows = counter.get(f"{BOOK}2025/entries/")["results"]
    assert [(row["number"], row["dossier_code"]) for row in rows] == [
        (1, first.code),
        (2, second.code),
    ]
    assert rows[0]["applicant"]["name"] == APPLICANT["name"]
    found = counter.get(f"{BOOK}2025/entries/", {"q": second.code})["results"]
    assert [row["number"] for row in found] == [2]


def test_oversight_reads_the_register_without_applicants_and_prints_none(
    office: Office, call: Call, at: At
) -> None:
    dossier_in(office, "received", at=IN_2025)
    at(NEXT_YEAR)
    watcher = call("oversight")
    (row,) = watcher.get(f"{BOOK}2025/entries/")["results"]
    assert row["applicant"] is None
    assert watcher.get(f"{BOOK}2025/register.pdf")["code"] == "no_documents"


def test_the_head_closes_a_year_that_is_over(office: Office, call: Call, at: At) -> None:
    dossier_in(office, "received", at=IN_2025)
    head, counter = call("centre_head"), call("counter")
    at(IN_2025)
    assert head.post(f"{BOOK}2025/close/", {})["code"] == "register_year_runs"
    assert head.status == 409
    at(NEXT_YEAR)
    assert counter.post(f"{BOOK}2025/close/", {})["code"] == "not_head_of_register"
    assert counter.status == 403
    closed = head.post(f"{BOOK}2025/close/", {})
    assert (head.status, closed["entries"]) == (200, 1)
    assert closed["closed_by"]["username"] == office.centre_head.username
    assert head.post(f"{BOOK}2025/close/", {}) == closed
    register = RegisterYear.objects.get()
    assert counter.get(f"{BOOK}2025/register.pdf") == bytes(register.pdf)
    assert head.post(f"{BOOK}2024/close/", {})["code"] == "register_empty"


def test_some_days_of_a_year_are_printed_and_no_other_year(
    office: Office, call: Call, at: At
) -> None:
    dossier_in(office, "received", at=IN_2025)
    at(NEXT_YEAR)
    counter = call("counter")
    days = {"first_day": "2025-03-01", "last_day": "2025-03-31"}
    assert counter.get(f"{BOOK}2025/register.pdf", days).startswith(b"%PDF-")
    for wrong in (
        {"first_day": "2024-03-01"},
        {"first_day": "2025-04-01", "last_day": "2025-03-01"},
    ):
        assert counter.get(f"{BOOK}2025/register.pdf", wrong)["code"] == "bad_span"
        assert counter.status == 422


def test_books_of_another_unit_do_not_exist(office: Office, call: Call, at: At) -> None:
    dossier_in(office, "received", at=IN_2025)
    at(NEXT_YEAR)
    stranger = Caller(make_officer("quayxa", Role.COUNTER, office.commune))
    for address in (BOOK, f"{BOOK}2025/entries/", f"{BOOK}2025/register.pdf"):
        assert stranger.get(address)["code"] == "unknown_register", address
        assert stranger.status == 404
    assert stranger.post(f"{BOOK}2025/close/", {})["code"] == "unknown_register"
    assert stranger.get("fees/", {"unit": office.centre.code})["code"] == "unknown_register"
    for role in ("specialist", "agency_head", "partner", "administrator"):
        caller = call(role)
        assert caller.get("registers/")["code"] == "permission_denied", role
        assert caller.get("fees/")["code"] == "permission_denied", role


def test_the_day_sheet_tells_what_each_officer_took(office: Office, call: Call, at: At) -> None:
    paid = [{"name": "Lệ phí", "amount": 50_000, "receipt_number": "BL-0001"}]
    dossier = perform_act(office, "receive", at=NEXT_YEAR, fees_taken=paid)
    at(moment("2026-01-05 16:00"))
    counter = call("counter")
    sheet = counter.get("fees/")
    (line,) = sheet["lines"]
    assert (line["receipt_number"], line["amount"], line["dossier_code"]) == (
        "BL-0001",
        50_000,
        dossier.code,
    )
    assert (sheet["unit"], sheet["day"], sheet["total"]) == (
        office.centre.code,
        "2026-01-05",
        50_000,
    )
    assert sheet["officers"] == [
        {"officer": office.counter.full_name, "lines": 1, "amount": 50_000}
    ]
    assert counter.get("fees/", {"day": "2026-01-04"})["lines"] == []
    assert counter.get("fees/", {"day": "2026-01-06"})["code"] == "bad_filter"
    assert counter.get("fees/sheet.pdf").startswith(b"%PDF-")
    (fee,) = call("specialist").get(f"dossiers/{dossier.code}/fees/")["results"]
    assert (fee["receipt_number"], fee["taken_at"]) == ("BL-0001", office.centre.code)


def test_every_paper_handed_out_is_listed_and_printed(office: Office, call: Call, at: At) -> None:
    dossier = dossier_in(office, "supplement_requested", at=NEXT_YEAR)
    at(NEXT_YEAR)
    counter = call("counter")
    papers = counter.get(f"dossiers/{dossier.code}/papers/")["results"]
    assert [paper["kind"] for paper in papers] == ["02", "01"]
    address = f"dossiers/{dossier.code}/papers/{papers[0]['id']}.pdf"
    assert counter.get(address) == counter.get(f"dossiers/{dossier.code}/forms/02.pdf")
    other = dossier_in(office, "received", at=NEXT_YEAR)
    foreign = f"dossiers/{other.code}/papers/{papers[0]['id']}.pdf"
    assert counter.get(foreign)["code"] == "unknown_form", "a paper of another dossier"
    assert call("oversight").get(address)["code"] == "no_documents"
    stranger = Caller(make_officer("quayxa", Role.COUNTER, office.commune))
    for foreign in (address, f"dossiers/{dossier.code}/papers/", f"dossiers/{dossier.code}/fees/"):
        assert stranger.get(foreign)["code"] == "unknown_dossier"


def test_the_entries_cost_the_same_however_many(
    office: Office, call: Call, at: At, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at(NEXT_YEAR)
    counter = call("counter")
    for _more in range(3):
        dossier_in(office, "received", at=IN_2025)
        with django_assert_num_queries(5):  # token with roles, units twice, the page, the note
            counter.get(f"{BOOK}2025/entries/")
