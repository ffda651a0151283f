"""The figures and files over REST: the overview, the report on settlement, exports from start to file."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from agencies.domain.roles import Role
from batches.models import Batch
from batches.services import run_batch
from tests.factories import APPLICANT, Office, dossier_in, make_officer, moment
from tests.integration.api.caller import Caller
from tests.integration.batches.sheets import csv_rows

Call = Callable[..., Caller]
At = Callable[[datetime], None]
NOW = moment("2026-03-10 16:00")
MORNING = moment("2026-03-10 09:00")


@pytest.fixture(autouse=True)
def _today(at: At) -> None:
    cache.clear()
    at(NOW)


def test_the_overview_tells_what_is_open_and_what_came_today(office: Office, call: Call) -> None:
    dossier_in(office, "processing", at=MORNING)
    dossier_in(office, "settled", at=MORNING)
    told = call("centre_head").get("reports/dashboard/")
    (line,) = told["open"]
    assert (line["code"], line["due_later"], line["overdue"]) == (office.department.code, 1, 0)
    today = told["received_today"]
    assert today["count"] == 2
    assert today["units"][0]["by_hour"] == {"9": 2}
    assert today["officers"][0]["code"] == office.counter.username
    assert (len(told["months"]), len(told["weeks"])) == (12, 13)
    assert told["months"][-1] == {
        "first": "2026-03-01",
        "last": "2026-03-31",
        "in_time": 1,
        "late": 0,
    }
    assert told["duties"]["without_apology"] == 0


def test_the_overview_is_narrowed_to_an_agency_of_the_own_scope(office: Office, call: Call) -> None:
    dossier_in(office, "processing", at=MORNING)
    (line,) = call("oversight").get("reports/dashboard/", {"agency": "H41.03"})["open"]
    assert line["code"] == office.unit.code
    head = call("agency_head")
    assert head.get("reports/dashboard/")["agency"] == "H41.03"
    for address in ("dashboard", "satisfaction", "settlement"):
        refused = head.get(f"reports/{address}/", {"agency": office.commune.code})
        assert (head.status, refused["code"]) == (404, "not_found"), address
    for role in ("counter", "specialist", "partner", "administrator"):
        caller = call(role)
        for address in ("dashboard", "satisfaction", "settlement"):
            assert caller.get(f"reports/{address}/")["code"] == "permission_denied", role


def test_the_report_balances_and_each_column_opens_its_list(office: Office, call: Call) -> None:
    for state in ("settled", "processing", "withdrawn", "supplement_requested"):
        dossier_in(office, state, at=MORNING)
    head = call("centre_head")
    report = head.get("reports/settlement/", {"first": "2026-03-01", "last": "2026-03-31"})
    assert (report["first"], report["last"]) == ("2026-03-01", "2026-03-10"), "up to today"
    (line,) = report["lines"]
    assert line["code"] == office.department.code
    assert {name: line[name] for name in report["total"]} == report["total"]
    for column, count in (("received", 4), ("settled", 1), ("left", 1), ("pending", 2)):
        assert line[column] == count, column
        span = {"since": "2026-03-01", "until": "2026-03-11"}
        listed = head.get("dossiers/", {"figure": column, **span})["results"]
        assert len(listed) == count, column
    assert line["in_time_share"] == 1.0


def test_the_report_is_told_by_unit_and_procedure_and_by_period(office: Office, call: Call) -> None:
    dossier_in(office, "processing", at=MORNING)
    head = call("agency_head")
    (unit,) = head.get("reports/settlement/", {"period": "quarter"})["lines"]
    assert unit["code"] == office.unit.code
    by_procedure = head.get("reports/settlement/", {"by": "procedure", "period": "year"})
    assert [line["code"] for line in by_procedure["lines"]] == [office.procedure.code]
    for wrong in (
        {"by": "agency"},
        {"period": "week"},
        {"first": "2026-03-01"},
        {"first": "2026-03-02", "last": "2026-03-01"},
        {"first": "1999-03-02", "last": "2026-03-01"},
        {"first": "2026-03-01", "last": "2026-03-02", "period": "month"},
    ):
        assert head.get("reports/settlement/", wrong)["code"] == "bad_filter", wrong


def test_few_ratings_tell_nothing(office: Office, call: Call) -> None:
    told = call("oversight").get("reports/satisfaction/")
    assert (told["together"], told["agencies"]) == (None, [])
    assert (told["first"], told["last"]) == ("2025-12-11", "2026-03-10")


def test_jobs_are_told_to_those_who_answer_for_the_system(office: Office, call: Call) -> None:
    rows = call("oversight").get("reports/jobs/")["results"]
    assert {row["pulse"] for row in rows} == {"unknown"}, "never run is not down"
    assert "notifications.sweep" in {row["job"] for row in rows}
    assert call("agency_head").get("reports/jobs/")["code"] == "permission_denied"


def test_an_export_is_begun_polled_and_fetched(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=MORNING)
    counter = call("counter")
    asked = {"list": "dossiers", "format": "csv", "filters": {"work": "open"}}
    begun = counter.post("exports/", asked)
    assert (counter.status, begun["state"]) == (201, "waiting")
    assert counter.post("exports/", asked)["id"] == begun["id"], "while it goes on it is the same"
    address = f"batches/{begun['id']}/"
    assert counter.get(f"{address}file/")["code"] == "no_file_yet"
    assert counter.status == 409
    run_batch(Batch.objects.get().pk)
    whole = counter.get(address)
    assert (whole["state"], whole["done"]) == ("done", 1)
    assert whole["file"]["name"].endswith(".csv")
    head, row = csv_rows(counter.get(f"{address}file/"))
    assert (row[0], APPLICANT["name"] in row) == (dossier.code, True)
    assert len(head) == len(row)
    assert [each["id"] for each in counter.get("batches/")["results"]] == [begun["id"]]
    assert counter.get(f"{address}rows/")["results"] == []


def test_what_an_officer_may_not_read_does_not_go_out(office: Office, call: Call) -> None:
    dossier_in(office, "received", at=MORNING)
    specialist = call("specialist")
    begun = specialist.post("exports/", {"list": "violations", "format": "csv"})
    run_batch(Batch.objects.get().pk)
    told = specialist.get(f"batches/{begun['id']}/")
    assert (told["state"], told["failure"], told["file"]) == ("failed", "not_allowed", None)
    watcher = call("oversight")
    begun = watcher.post("exports/", {"list": "dossiers", "format": "csv"})
    run_batch(Batch.objects.latest("pk").pk)
    content = watcher.get(f"batches/{begun['id']}/file/").decode("utf-8-sig")
    assert APPLICANT["name"] not in content
    for role in ("administrator", "partner", "stranger"):
        caller = call(role)
        assert caller.get("exports/")["code"] == "permission_denied", role
        assert caller.post("exports/", {})["code"] == "permission_denied", role


def test_exports_of_others_do_not_exist(office: Office, call: Call) -> None:
    begun = call("counter").post("exports/", {"list": "dossiers", "format": "xlsx"})
    other = Caller(make_officer("quay2", Role.COUNTER, office.centre))
    assert other.get("batches/")["results"] == []
    for path in ("", "file/", "rows/"):
        assert other.get(f"batches/{begun['id']}/{path}")["code"] == "unknown_batch", path
        assert other.status == 404
    assert other.post(f"batches/{begun['id']}/cancel/", {})["code"] == "unknown_batch"


def test_an_export_is_given_up(office: Office, call: Call) -> None:
    counter = call("counter")
    begun = counter.post("exports/", {"list": "register", "format": "xlsx"})
    address = f"batches/{begun['id']}/cancel/"
    assert counter.post(address, {})["state"] == "cancelled"
    assert counter.post(address, {})["state"] == "cancelled"
    run_batch(Batch.objects.get().pk)
    assert counter.get("batches/", {"state": "cancelled"})["results"][0]["id"] == begun["id"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"list": "officers"}, "bad_list"),
        ({"format": "pdf"}, "bad_format"),
        ({"filters": {"password": "x"}}, "unknown_fact"),
        ({"filters": {"work": 7}}, "bad_work"),
        ({"filters": ["work"]}, "bad_filters"),
    ],
)
def test_an_export_that_makes_no_sense_is_refused(
    office: Office, call: Call, changed: dict[str, object], code: str
) -> None:
    counter = call("counter")
    assert counter.post("exports/", {"list": "dossiers", "format": "csv"} | changed)["code"] == code
    assert counter.status == 422
    assert not Batch.objects.exists()


def test_every_list_named_can_be_exported_with_every_filter(office: Office, call: Call) -> None:
    """What the door offers, the lists of the desk know."""
    dossier_in(office, "received", at=MORNING)
    head = call("centre_head")
    values = {
        "work": "open", "q": "vi du", "state": "open", "channel": "post", "officer": "-", "agency": "H41.03",
        "figure": "received", "figure_since": "2026-03-01", "figure_until": "2026-03-11",
        "unit": office.centre.code, "year": "2026", "kind": "complaint", "days": "30",
    }  # fmt: skip
    for each in head.get("exports/")["results"]:
        filters = {name: values.get(name, "") for name in each["filters"]}
        begun = head.post("exports/", {"list": each["list"], "format": "csv", "filters": filters})
        run_batch(Batch.objects.latest("pk").pk)
        told = head.get(f"batches/{begun['id']}/")
        assert told["state"] == "done", (each["list"], told["failure"])


def test_the_overview_costs_the_same_however_much_lies_there(
    office: Office, call: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    head = call("agency_head")
    dossier_in(office, "processing", at=MORNING)
    head.get("reports/dashboard/")  # what is past is counted once a day
    for _more in range(2):
        dossier_in(office, "processing", at=MORNING)
        with django_assert_num_queries(19):
            head.get("reports/dashboard/")
