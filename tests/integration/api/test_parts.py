"""`fields` and `count`: a caller hears no more than it asks for, and of a list its length only on request."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.api import pages
from dossiers.models import Dossier
from tests.factories import Office, dossier_in, moment
from tests.integration.api.caller import Caller, description
from tests.integration.notifications.scenes import MONDAY_AFTER, overdue

Call = Callable[..., Caller]
AT = moment("2026-03-10 09:00")

#: Doors that the issue names, with the fields asked of each.
ASKED = {
    "dossiers/": "ref,code,state",
    "dossiers/{code}/": "code,due_at,consultations",
    "dossiers/{code}/history/": "sequence,act",
    "dossiers/{code}/clock/": "due_at,late_from",
    "dossiers/{code}/handovers/": "number,at",
    "delay-notices/": "id,open",
    "apologies/": "id,state",
    "announcements/": "id,tell_by",
    "violations/": "id,kind",
    "procedures/": "code,name",
    "procedures/1.000001/": "code,steps,results",
}


@pytest.mark.parametrize("path", ASKED)
def test_only_the_fields_asked_for_are_told(
    office: Office, call: Call, at: Callable[..., None], path: str
) -> None:
    dossier = overdue(office).dossier
    at(MONDAY_AFTER)
    path, fields = path.format(code=dossier.code), ASKED[path]
    head = call("agency_head")
    whole = head.get(path)
    part = head.get(path, {"fields": fields})
    assert head.status == 200
    things = list(zip(_things(whole), _things(part), strict=True))
    for everything, told in things:
        assert told == {name: everything[name] for name in fields.split(",")}
    assert things or path in ("announcements/", "violations/")


@pytest.mark.parametrize("path", ASKED)
def test_an_unknown_field_is_refused_and_named(office: Office, call: Call, path: str) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    head = call("agency_head")
    refused = head.get(path.format(code=dossier.code), {"fields": "code,colour"})
    assert (head.status, refused["code"]) == (400, "unknown_field")
    assert "colour" in {error["field"] for error in refused["errors"]}


@pytest.mark.parametrize("asked", ["applicant__phone", "id", "pin_digest", "submitted_by"])
def test_no_column_can_be_asked_for_that_is_not_told(
    office: Office, call: Call, asked: str
) -> None:
    assert call("counter").get("dossiers/", {"fields": asked})["code"] == "unknown_field"


def test_a_paper_has_no_fields(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=AT)
    refused = call("counter").get(f"dossiers/{dossier.code}/forms/01.pdf", {"fields": "code"})
    assert refused["code"] == "unknown_filter"


def test_a_refusal_is_told_whole(office: Office, call: Call) -> None:
    counter = call("counter")
    refused = counter.get("dossiers/khong-co/", {"fields": "ref"})
    assert (counter.status, refused["code"]) == (404, "unknown_dossier")


def test_columns_and_names_that_nobody_asks_for_are_not_read(office: Office, call: Call) -> None:
    for _ in range(3):
        dossier_in(office, "received", at=AT)
    counter = call("counter")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = counter.get("dossiers/", {"fields": "code,state", "page_size": 2})
    assert [sorted(each) for each in found["results"]] == [["code", "state"]] * 2
    listing = [each["sql"] for each in asked if 'FROM "dossiers_dossier"' in each["sql"]]
    assert len(listing) == 1
    for column in ("dossiers_applicant", 'receiving_unit_id" AS', "original_due_at"):
        assert column not in listing[0].split("FROM")[0]
    names = [each["sql"] for each in asked if "procedures_procedureversion" in each["sql"]]
    assert not names
    second = counter.get(_path(found["next"]))
    assert [sorted(each) for each in second["results"]] == [["code", "state"]]


@pytest.mark.parametrize("order", ["newest", "due"])
def test_a_list_is_counted_on_request_whatever_its_page(
    office: Office, call: Call, order: str
) -> None:
    for _ in range(3):
        dossier_in(office, "received", at=AT)
    counter = call("counter")
    assert "count" not in counter.get("dossiers/", {"page_size": 2})
    asked = {"page_size": 2, "count": "true", "order": order}
    first = counter.get("dossiers/", asked)
    assert (first["count"], first["count_is_capped"], len(first["results"])) == (3, False, 2)
    second = counter.get(_path(first["next"]))
    assert (second["count"], len(second["results"])) == (3, 1)
    assert counter.get("dossiers/", {"count": "true", "state": "settled"})["count"] == 0


def test_a_long_list_is_counted_only_so_far(
    office: Office, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_COUNTED", 2)
    for _ in range(3):
        dossier_in(office, "received", at=AT)
    counter = call("counter")
    found = counter.get("dossiers/", {"count": "true"})
    assert (found["count"], found["count_is_capped"]) == (2, True)
    Dossier.objects.filter(pk=Dossier.objects.earliest("pk").pk).update(agency=office.commune)
    found = call("specialist").get("dossiers/", {"count": "true"})
    assert (found["count"], found["count_is_capped"]) == (2, False)


def test_every_list_in_pages_can_be_counted(office: Office, call: Call) -> None:
    lists = [
        (path, operation)
        for path, methods in description()["paths"].items()
        for operation in [methods.get("get", {})]
        if "cursor" in _names(operation) and "{" not in path and "changes" not in path
    ]
    assert len(lists) > 8
    for path, operation in lists:
        assert "count" in _names(operation), path
        caller = call("centre_head")
        told = caller.get(path, {"count": "true"})
        assert (
            isinstance(told["count"], int)
            if caller.status == 200
            else told["code"] != "unknown_filter"
        ), path


def _names(operation: dict[str, Any]) -> set[str]:
    return {each["name"] for each in operation.get("parameters", [])}


def _path(address: str) -> str:
    return address.removeprefix("http://testserver")


def _things(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of a list; what a procedure results in is a field like others."""
    return answer["results"] if set(answer) <= {"next", "results"} else [answer]
