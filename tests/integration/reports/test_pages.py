"""The heads' pages: numbers that open their lists, narrowed to whom they concern, at a price that does not grow."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.domain.roles import Role
from agencies.models import Officer
from dossiers.models import Feedback, Rating
from notifications.models import SweepRun
from notifications.services import sweep
from reports.admin.charts import Row
from tests.factories import APPLICANT, Office, make_officer, make_procedure, moment, perform_act
from tests.integration.notifications.scenes import LATE, RECEIVED, running

DASHBOARD, SETTLEMENT = "/admin/reports/", "/admin/reports/settlement/"
#: The first dossiers are late, one was received this morning.
NOW = moment("2026-11-30 10:00")
Desk = Callable[[Officer], Client]


@pytest.fixture(autouse=True)
def fresh_memory() -> Iterator[None]:
    """What one test counted of the past is not another's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A browser of an officer, in English, at `NOW`."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)

    def sign_in(officer: Officer) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def scene(office: Office) -> None:
    """Two late, one settled in time, one received today; at the commune one late of its own."""
    running(office), running(office)
    perform_act(office, "settle", at=moment("2026-11-24 09:00"), dossier=running(office))
    sweep(LATE)
    perform_act(office, "receive", at=moment("2026-11-30 09:20"))
    at_commune(office)


def at_commune(office: Office) -> None:
    """What a commune received and settles by itself, overdue by now."""
    make_officer("quay.xa", Role.COUNTER, office.commune)
    procedure = make_procedure("1.000090", name="Chứng thực ở xã", agency=office.commune)
    counter = Officer.objects.get(username="quay.xa")
    own = {"receiving_unit": office.commune.code, "procedure": procedure.procedure.code}
    there = type(office)(**{**as_fields(office), "counter": counter})
    perform_act(there, "receive", at=RECEIVED, documents=documents(procedure), **own)


def as_fields(office: Office) -> dict[str, object]:
    return {name: getattr(office, name) for name in office.__dataclass_fields__}


def documents(version: object) -> list[dict[str, object]]:
    return [
        {"required": each.pk, "originals": 1, "copies": 0, "received": True}
        for each in version.required_documents.all()
    ]


def numbers(page: HttpResponse) -> dict[str, int]:
    return {tile.label: tile.number for tile in page.context["tiles"]}


def listed(client: Client, href: str) -> int:
    """How many rows the list behind an address has."""
    page = client.get(href)
    assert page.status_code == 200, href
    return int(page.context["cl"].result_count)


def test_every_number_is_as_many_as_the_list_it_opens(office: Office, desk: Desk) -> None:
    scene(office)
    for officer in (office.oversight, office.centre_head, office.agency_head):
        client = desk(officer)
        page = client.get(DASHBOARD)
        assert numbers(page)["Overdue now"] >= 2
        for tile in page.context["tiles"]:
            if "without-apology" not in tile.href:
                assert listed(client, tile.href) == tile.number, (officer, tile)
        for name in ("load", "months", "weeks"):
            check_chart(client, page.context[name].rows)


def check_chart(client: Client, rows: list[Row]) -> None:
    for row in rows:
        for cell in row.cells:
            if cell.number:
                assert listed(client, cell.href) == cell.number, (row.name, cell)


def test_the_centres_head_reads_what_the_centre_received_and_everybodys_overdue(
    office: Office, desk: Desk
) -> None:
    scene(office)
    whole, centre = (desk(each).get(DASHBOARD) for each in (office.oversight, office.centre_head))
    assert numbers(whole)["Overdue now"] == numbers(centre)["Overdue now"] == 3
    assert office.commune.name in {row.name for row in centre.context["load"].rows}
    report = desk(office.centre_head).get(SETTLEMENT)
    assert [line.name for line in report.context["lines"]] == [office.department.name]
    assert [line.name for line in desk(office.oversight).get(SETTLEMENT).context["lines"]] == [
        office.department.name,
        office.commune.name,
    ]


def test_heads_read_their_own_agency_and_no_other(office: Office, desk: Desk) -> None:
    scene(office)
    for officer in (office.agency_head, office.unit_head):
        page = desk(officer).get(DASHBOARD)
        assert page.context["title"] == office.department.name
        assert {row.name for row in page.context["load"].rows} == {
            office.centre.name,  # received there this morning, not transferred yet
            office.unit.name,
        }
        for address in (DASHBOARD, SETTLEMENT):
            assert desk(officer).get(address, {"agency": office.commune.code}).status_code == 404
            assert desk(officer).get(address, {"agency": office.department.code}).status_code == 200
    assert numbers(desk(office.agency_head).get(DASHBOARD))["Overdue now"] == 2


def test_others_do_not_come_in(office: Office, desk: Desk) -> None:
    for officer in (office.counter, office.specialist, office.administrator, office.stranger):
        for address in (DASHBOARD, SETTLEMENT):
            assert desk(officer).get(address).status_code == 403


def test_the_province_reads_and_does_nothing(office: Office, desk: Desk) -> None:
    scene(office)
    client = desk(office.oversight)
    for address in (DASHBOARD, f"{SETTLEMENT}?by=procedure&period=year"):
        text = unescape(client.get(address).text)
        assert APPLICANT["name"] not in text
        assert APPLICANT["phone"] not in text
        assert "/acts/" not in text
        assert client.post(address).status_code == 405


def test_the_grid_says_when_and_at_whose_counter(office: Office, desk: Desk) -> None:
    scene(office)
    client = desk(office.centre_head)
    (_, units), (_, officers) = client.get(DASHBOARD).context["grids"]
    assert [row.name for row in units.rows] == [office.centre.name]
    (row,) = officers.rows
    assert (row.name, row.total.number) == (office.counter.full_name, 1)
    busy = {
        hour: shaded.cell
        for hour, shaded in zip(officers.hours, row.cells, strict=True)
        if shaded.cell.number
    }
    assert list(busy) == [9]
    assert listed(client, busy[9].href) == 1
    assert listed(client, row.total.href) == 1


def test_the_pages_ask_the_same_however_many_dossiers(office: Office, desk: Desk) -> None:
    client = desk(office.oversight)
    scene(office)
    addresses = (DASHBOARD, f"{SETTLEMENT}?period=year", f"{SETTLEMENT}?period=year&by=procedure")
    frame = queries(client, "/admin/password_change/")
    asked = [queries(client, address) for address in addresses]
    for _ in range(6):
        running(office)
        perform_act(office, "submit", at=NOW)
    assert [queries(client, address) for address in addresses] == asked
    assert [number - frame for number in asked] == [28, 5, 5]


def queries(client: Client, address: str) -> int:
    cache.clear()
    client.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


def test_what_is_past_is_counted_once_a_day(office: Office, desk: Desk) -> None:
    scene(office)
    client = desk(office.oversight)
    client.get(DASHBOARD)
    with CaptureQueriesContext(connection) as again:
        client.get(DASHBOARD)
    assert len(again) < queries(client, DASHBOARD)


def test_the_report_by_agency_leads_to_its_units_for_the_same_days(
    office: Office, desk: Desk
) -> None:
    scene(office)
    client = desk(office.oversight)
    asked = {"first": "2026-11-01", "last": "2026-11-25"}
    department, _ = client.get(SETTLEMENT, asked).context["lines"]
    query = parse_qs(urlsplit(department.href).query)
    assert query == {
        "agency": [office.department.code],
        "first": ["2026-11-01"],
        "last": ["2026-11-25"],
    }
    units = client.get(department.href).context
    assert {line.name for line in units["lines"]} == {office.unit.name}
    assert units["days"] == "01/11/2026 – 25/11/2026"
    for line in units["lines"]:
        for cell, _ in line.cells:
            if cell.number:
                assert listed(client, cell.href) == cell.number


def test_days_that_make_no_span_are_refused_and_this_month_shown(
    office: Office, desk: Desk
) -> None:
    client = desk(office.oversight)
    for asked in (
        {"first": "2026-11-20", "last": "2026-11-01"},
        {"first": "x", "last": "2026-11-01"},
        {"first": "0001-01-01", "last": "2026-11-01"},
        {"first": "2026-11-01"},
    ):
        page = client.get(SETTLEMENT, asked)
        assert 'role="alert"' in page.text, asked
        assert page.context["days"] == "01/11/2026 – 30/11/2026"
    assert client.get(SETTLEMENT, {"first": "2026-12-01", "last": "2026-12-09"}).status_code == 200
    assert client.get(SETTLEMENT, {"by": "nonsense", "period": "nonsense"}).status_code == 200
    assert client.get(DASHBOARD, {"agency": "\x00"}).status_code in (200, 404)


def test_a_job_that_stands_still_stands_red_at_the_top(office: Office, desk: Desk) -> None:
    long_ago = NOW - timedelta(hours=2)
    run = SweepRun.objects.create(as_of=long_ago, started_at=long_ago, finished_at=long_ago)
    assert (
        "Has not run on time: sweep, last at 08:00 30/11/2026."
        in desk(office.centre_head).get(DASHBOARD).text
    )
    assert "Has not run on time" not in desk(office.agency_head).get(DASHBOARD).text
    SweepRun.objects.filter(pk=run.pk).update(finished_at=NOW)
    text = desk(office.centre_head).get(DASHBOARD).text
    assert "All periodic jobs run on time, the last at 10:00 30/11/2026." in text


def test_ratings_are_told_of_five_and_more(office: Office, desk: Desk) -> None:
    client = desk(office.oversight)
    for number in range(4):
        Rating.objects.create(dossier=running(office), score=2 + number % 4, at=NOW)
    assert client.get(DASHBOARD).context["satisfaction"]["together"] is None
    Rating.objects.create(dossier=running(office), score=5, at=NOW)
    told = client.get(DASHBOARD).context["satisfaction"]
    assert (told["together"].count, told["together"].mean) == (5, "3.8")
    assert [row.name for row in told["agencies"]] == [office.department.name]


def test_feedback_is_red_once_the_day_for_its_answer_is_past(office: Office, desk: Desk) -> None:
    given = Feedback.objects.create(
        dossier=running(office),
        kind="complaint",
        text="Chờ lâu",
        given_at=RECEIVED,
        agency=office.department,
        answer_by=NOW + timedelta(days=1),
    )
    client = desk(office.agency_head)

    def tile() -> tuple[int, str]:
        tiles = client.get(DASHBOARD).context["tiles"]
        found = next(each for each in tiles if each.label == "Feedback unanswered")
        return found.number, found.shown_tone

    assert tile() == (1, "near")
    Feedback.objects.filter(pk=given.pk).update(answer_by=NOW - timedelta(hours=1))
    assert tile() == (1, "late")


def test_supplements_above_the_usual_are_named_with_both_rates(office: Office, desk: Desk) -> None:
    before, lately = moment("2026-09-07 08:00"), moment("2026-11-10 08:00")
    for number in range(30):
        dossier = perform_act(office, "receive", at=before)
        if number < 2:
            perform_act(office, "request_supplement", at=before, dossier=dossier)
    for number in range(7):
        dossier = perform_act(office, "receive", at=lately)
        if number < 5:
            perform_act(office, "request_supplement", at=lately, dossier=dossier)
    client = desk(office.oversight)
    agency, procedure = client.get(DASHBOARD).context["unusual"]
    assert (agency["name"], procedure["name"]) == (office.department.name, office.procedure.name)
    assert (agency["recent_share"], agency["usual_share"]) == ("71%", "6%")
    for row in (agency, procedure):
        assert listed(client, row["href"]) == 5
        assert listed(client, row["usual_href"]) == 2
