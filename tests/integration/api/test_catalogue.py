"""The catalogue and the calculator, open to everybody."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from procedures.models import RequiredDocument
from tests.factories import Office, make_procedure
from tests.integration.api.caller import Caller


def codes(answer: dict[str, Any]) -> list[str]:
    return [each["code"] for each in answer["results"]]


def test_procedures_in_force_are_listed_with_their_limits(office: Office, anybody: Caller) -> None:
    told = anybody.get("procedures/")
    assert codes(told) == ["1.000001", "1.000002"]
    first = told["results"][0]
    assert (first["agency"], first["version"]) == ("H41.03", 1)
    assert [(row["channel"], row["value"], row["unit"]) for row in first["limits"]] == [
        ("in_person", 5, "working_day"),
        ("online", 5, "working_day"),
        ("post", 5, "working_day"),
    ]


def test_procedures_are_found_without_accents_and_by_filters(
    office: Office, anybody: Caller
) -> None:
    from procedures.domain.text import search_key
    from procedures.models import Procedure

    for procedure in Procedure.objects.all():
        procedure.search_key = search_key(f"{procedure.code} {procedure.name}")
        procedure.save()
    cases: list[tuple[dict[str, str], list[str]]] = [
        ({"q": "cap giay phep"}, ["1.000001"]),
        ({"q": "CẤP BẢN SAO"}, ["1.000002"]),
        ({"q": "1.000002"}, ["1.000002"]),
        ({"q": "!!"}, []),
        ({"sector": "linh-vuc-thu"}, ["1.000001", "1.000002"]),
        ({"sector": "khac"}, []),
        ({"agency": "H41.03"}, ["1.000001", "1.000002"]),
        ({"level": "commune"}, []),
        ({"on": "2018-12-31"}, []),
    ]
    for query, wanted in cases:
        assert codes(anybody.get("procedures/", query)) == wanted, query


def test_the_catalogue_comes_in_pages_for_the_same_queries(
    office: Office, anybody: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3, 9):
        make_procedure(f"1.00000{number}", name=f"Thủ tục {number}", agency=office.department)
    with django_assert_num_queries(1):
        page = anybody.get("procedures/", {"page_size": "3"})
    found = codes(page)
    while page["next"]:
        page = anybody.get(page["next"].removeprefix("http://testserver"))
        found += codes(page)
    assert found == [f"1.00000{number}" for number in range(1, 9)]


def test_a_procedure_is_told_whole(
    office: Office, anybody: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        told = anybody.get("procedures/1.000001/")
    assert [row["name"] for row in told["documents"]] == [
        "Đơn đề nghị",
        "Bản sao giấy tờ kèm theo",
    ]
    assert [row["id"] for row in told["documents"]] == list(
        RequiredDocument.objects.filter(version=office.version).values_list("pk", flat=True)
    )
    assert [(row["unit"], row["budget_hours"]) for row in told["steps"]] == [
        ("H41.03.01", "24.00"),
        ("H41.03.02", "16.00"),
    ]


@pytest.mark.parametrize("query", [{}, {"on": "2018-12-31"}])
def test_a_procedure_not_in_force_is_unknown(
    office: Office, anybody: Caller, query: dict[str, str]
) -> None:
    office.procedure.closed_on = date(2026, 1, 1)
    office.procedure.save()
    refused = anybody.get("procedures/1.000001/", query)
    assert (anybody.status, refused["code"]) == (404, "unknown_procedure")


def test_the_calculator_explains_its_answer(office: Office, anybody: Caller) -> None:
    told = anybody.get(
        "due-date/", {"received": "2026-11-20T09:00", "limit": "5", "unit": "working_day"}
    )
    assert told["due_at"] == "2026-11-30T17:00:00+07:00"
    assert {"date": "2026-11-21", "why": "weekend"} in told["skipped"]
    assert [day["date"] for day in told["skipped"] if day["why"] == "holiday"] == ["2026-11-24"]
    assert "overdue" not in told


def test_the_calculator_answers_as_the_command_does(
    office: Office, anybody: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    told = anybody.get(
        "due-date/",
        {
            "received": "2026-11-20T09:00:00 07:00",  # a plus sign that nobody escaped
            "limit": "3",
            "unit": "working_day",
            "holidays": "2026-11-24,2026-11-25",
            "worked": "2026-11-21",
            "hours": "08:00-12:00,13:00-17:00",
            "events": "stop@2026-11-23T08:00,restart@2026-11-26T09:00",
            "as_of": "2026-12-01T09:00",
        },
    )
    call_command(
        "due", received="2026-11-20T09:00:00+07:00", limit="3", unit="working_day",
        holidays=["2026-11-24", "2026-11-25"], worked=["2026-11-21"],
        hours="08:00-12:00,13:00-17:00",
        events=["stop@2026-11-23T08:00", "restart@2026-11-26T09:00"],
        as_of="2026-12-01T09:00", json=True,
    )  # fmt: skip
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {name: told[name] for name in said} == said


SOUND = {"received": "2026-11-20T09:00", "limit": "5", "unit": "working_day"}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"received": ""}, "missing_key", "received"),
        ({"received": "yesterday"}, "bad_moment", "received"),
        ({"received": "1950-01-01T00:00"}, "before_calendar", "received"),
        ({"received": "9999-12-31T23:00"}, "out_of_range", "received"),
        ({"limit": "many"}, "bad_limit", "limit"),
        ({"limit": "99999999999"}, "bad_limit", "limit"),
        ({"limit": "-1"}, "bad_limit", "limit"),
        ({"unit": "fortnight"}, "unknown_unit", "unit"),
        ({"hours": "always"}, "bad_hours", "hours"),
        ({"holidays": "xmas"}, "bad_date", "holidays"),
        ({"events": "dance@2026-11-21T08:00"}, "unknown_event", "events"),
        ({"events": "stop"}, "bad_moment", "events"),
        ({"events": "restart@2026-11-21T08:00"}, "not_stopped", "events"),
        ({"ruleset": "ND0"}, "unknown_ruleset", "ruleset"),
        ({"as_of": "2026-11-01T00:00"}, "as_of_before_start", "as_of"),
        ({"colour": "red"}, "unknown_filter", "colour"),
        ({"received": "a\x00"}, "bad_filter", "received"),
    ],
)
def test_a_question_without_an_answer_is_refused(
    office: Office, anybody: Caller, change: dict[str, str], code: str, field: str
) -> None:
    refused = anybody.get("due-date/", {**SOUND, **change})
    assert (anybody.status, refused["code"]) == (400, code)
    assert [error["field"] for error in refused["errors"]] == [field]
