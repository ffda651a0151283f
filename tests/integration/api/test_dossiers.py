"""Reading dossiers over REST: lists, pages, filters, one dossier and what belongs to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier
from tests.factories import APPLICANT, Office, dossier_in, moment, perform_act
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
AT = moment("2026-03-10 09:00")


def refs(answer: dict[str, Any]) -> list[str]:
    return [each["ref"] for each in answer["results"]]


def test_a_dossier_is_told_with_state_desks_and_dates(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    told = call("specialist").get(f"dossiers/{dossier.code}/")
    assert told["ref"] == str(dossier.ref)
    assert (told["state"], told["national_status"]) == ("processing", 4)
    assert (told["procedure"], told["agency"], told["unit"]) == (
        office.procedure.code,
        "H41.03",
        "H41.03.01",
    )
    assert told["received_at"] == "2026-03-10T09:00:00+07:00"
    assert told["due_at"] == told["original_due_at"] == "2026-03-17T17:00:00+07:00"
    assert told["late_from"] == "2026-03-18T00:00:00+07:00"
    assert told["overdue"] is True
    assert told["ruleset"] == "ND61_2018"
    assert told["applicant"]["name"] == APPLICANT["name"]


def test_a_dossier_is_found_by_code_in_any_case_and_by_reference(
    office: Office, call: Call
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    counter = call("counter")
    for key in (dossier.code, dossier.code.lower(), str(dossier.ref), dossier.ref.hex):
        assert counter.get(f"dossiers/{key}/")["ref"] == str(dossier.ref)


def test_a_foreign_dossier_answers_as_one_that_does_not_exist(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    office.counter.grants.update(agency=office.commune)
    counter = call("counter")
    for part in (
        "",
        "acts/",
        "history/",
        "clock/",
        "handovers/",
        "linked/",
        "documents/",
        "forms/01.pdf",
    ):
        foreign = counter.get(f"dossiers/{dossier.code}/{part}")
        assert (counter.status, foreign["code"]) == (404, "unknown_dossier")
        assert counter.get(f"dossiers/H41.01.02-260310-9999/{part}") == foreign
    refused = counter.post(f"dossiers/{dossier.code}/acts/", {"act": "amend", "facts": {}})
    assert (counter.status, refused["code"]) == (404, "unknown_dossier")


@pytest.mark.parametrize("key", ["%00", "a" * 65, "%F0%9F%98%80", "..", "'--", "1" * 64])
def test_a_key_that_cannot_be_one_leads_nowhere(call: Call, key: str) -> None:
    counter = call("counter")
    counter.get(f"dossiers/{key}/")
    assert counter.status == 404


def test_an_unchanged_dossier_is_not_sent_again(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=timezone.now())
    counter = call("counter")
    counter.get(f"dossiers/{dossier.code}/")
    etag = counter.last.headers["ETag"]
    assert etag == f'"{dossier.version}"'
    for known in (etag, f"W/{etag}", f'"0", {etag}', "*"):
        assert counter.get(f"dossiers/{dossier.code}/", If_None_Match=known) == b""
        assert (counter.status, counter.last.headers["ETag"]) == (304, etag)
    perform_act(office, "transfer", at=timezone.now(), dossier=dossier)
    assert counter.get(f"dossiers/{dossier.code}/", If_None_Match=etag)["state"] == "processing"


def test_a_dossier_that_became_late_by_the_clock_alone_is_sent_again(
    office: Office, call: Call
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    told = call("counter").get(f"dossiers/{dossier.code}/", If_None_Match=f'"{dossier.version}"')
    assert told["overdue"] is True


def test_pages_hold_every_dossier_once_in_each_order(office: Office, call: Call) -> None:
    made = [dossier_in(office, "received", at=AT + timedelta(days=n % 3)) for n in range(7)]
    counter = call("counter")
    orders = {
        "newest": [str(d.ref) for d in reversed(made)],
        "oldest": [str(d.ref) for d in made],
        "due": [str(d.ref) for d in sorted(made, key=lambda d: (d.due_at, d.pk))],
    }
    for order, wanted in orders.items():
        page = counter.get("dossiers/", {"order": order, "page_size": 3})
        found = refs(page)
        while page["next"]:
            page = counter.get(page["next"].removeprefix("http://testserver"))
            found += refs(page)
        assert found == wanted


def test_the_list_is_narrowed_by_each_filter(office: Office, call: Call) -> None:
    late = dossier_in(office, "processing", at=AT)
    fresh = dossier_in(office, "received", at=timezone.now())
    waiting = dossier_in(office, "submitted", at=timezone.now())
    late_no_more = dossier_in(office, "supplement_requested", at=AT)
    everything = {late, fresh, waiting, late_no_more}
    counter = call("counter")
    cases: list[tuple[dict[str, Any], set[Dossier]]] = [
        ({}, everything),
        ({"state": "processing"}, {late}),
        ({"state": "received,submitted"}, {fresh, waiting}),
        ({"state": ["received", "processing"]}, {fresh, late}),
        ({"agency": "H41.03"}, everything),
        ({"agency": "H41.90"}, set()),
        ({"procedure": "1.000002"}, set()),
        ({"overdue": "true"}, {late}),
        ({"overdue": "false"}, everything - {late}),
        ({"due_before": "2026-03-17T17:00:00+07:00"}, set()),
        ({"due_before": "2026-03-17T17:00:01"}, {late}),
        ({"due_before": "2026-03-18"}, {late}),
        ({"q": "nguyen van vi du"}, everything),
        ({"q": "NGUYỄN vi"}, everything),
        ({"q": fresh.code}, {fresh}),
        ({"q": "không có ai"}, set()),
        ({"order": "due"}, {late, fresh}),
    ]
    for query, wanted in cases:
        assert set(refs(counter.get("dossiers/", query))) == {str(d.ref) for d in wanted}, query


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({"colour": "red"}, "unknown_filter", "colour"),
        ({"state": "lost"}, "bad_filter", "state"),
        ({"overdue": "perhaps"}, "bad_filter", "overdue"),
        ({"due_before": "tomorrow"}, "bad_filter", "due_before"),
        ({"due_before": "0001-01-01T00:00+14:00"}, "bad_filter", "due_before"),
        ({"due_before": "9999-12-31"}, "bad_filter", "due_before"),
        ({"order": "random"}, "bad_filter", "order"),
        ({"page_size": "0"}, "bad_filter", "page_size"),
        ({"page_size": "201"}, "bad_filter", "page_size"),
        ({"page_size": "٣"}, "bad_filter", "page_size"),
        ({"q": "a\x00b"}, "bad_filter", "q"),
        ({"q": "a" * 501}, "bad_filter", "q"),
        ({"cursor": "!"}, "bad_cursor", "cursor"),
        ({"cursor": "AAAA"}, "bad_cursor", "cursor"),
        ({"cursor": "W10"}, "bad_cursor", "cursor"),
        ({"cursor": "WyJhIiwxXQ", "order": "due"}, "bad_cursor", "cursor"),
        ({"cursor": "WzFlNDAwXQ"}, "bad_cursor", "cursor"),
        ({"cursor": "WyJhIl0"}, "bad_cursor", "cursor"),
    ],
)
def test_a_bad_query_is_refused_and_named(
    call: Call, query: dict[str, str], code: str, field: str
) -> None:
    counter = call("counter")
    refused = counter.get("dossiers/", query)
    assert (counter.status, refused["code"]) == (400, code)
    assert [error["field"] for error in refused["errors"]] == [field]


def test_one_dossier_takes_no_filters(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=AT)
    counter = call("counter")
    assert counter.get(f"dossiers/{dossier.code}/", {"a": "1"})["code"] == "unknown_filter"


def test_the_history_tells_who_did_what_when(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    told = call("specialist").get(f"dossiers/{dossier.code}/history/")["results"]
    assert [(event["sequence"], event["act"]) for event in told] == [
        (1, "receive"),
        (2, "transfer"),
    ]
    assert told[0]["by"]["username"] == "quay1"
    assert told[0]["texts"]["applicant"]["name"] == APPLICANT["name"]
    assert told[0]["at"] == "2026-03-10T09:00:00+07:00"
    assert told[0]["facts"]["code"] == dossier.code


def test_the_clock_explains_the_due_date(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=AT)
    told = call("counter").get(f"dossiers/{dossier.code}/clock/")
    assert told["due_at"] == "2026-03-17T17:00:00+07:00"
    assert told["counted"] == [f"2026-03-{day}" for day in (11, 12, 13, 16, 17)]
    assert {"date": "2026-03-14", "why": "weekend"} in told["skipped"]
    assert (told["budget"], told["warn_on"], told["overdue"]) == ("5", "2026-03-16", True)
    assert told["explanation"][-1]["code"] == "due"
    assert any("art. 147" in sentence for sentence in told["sentences"])


def test_before_reception_there_is_no_clock(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "submitted", at=AT)
    told = call("counter").get(f"dossiers/{dossier.ref}/clock/")
    assert (told["running"], told["due_at"], told["overdue"]) == (False, None, False)


def test_a_stopped_clock_tells_the_date_as_if_it_went_on(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    told = call("counter").get(f"dossiers/{dossier.code}/clock/")
    assert (told["pending"], told["running"]) == (True, False)


def test_hand_overs_and_documents_are_told(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    perform_act(office, "hand_over", at=AT, dossier=dossier)
    specialist = call("specialist")
    rows = specialist.get(f"dossiers/{dossier.code}/handovers/")["results"]
    assert [(row["from_unit"]["code"], row["to_unit"]["code"]) for row in rows] == [
        ("H41.01.02", "H41.03.01"),
        ("H41.03.01", "H41.03.02"),
    ]
    told = specialist.get(f"dossiers/{dossier.code}/documents/")
    assert [row["name"] for row in told["results"]] == ["Đơn đề nghị", "Bản sao giấy tờ kèm theo"]
    assert told["supplements"] == []


def test_oversight_reads_dossiers_but_nothing_that_lies_in_them(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    oversight = call("oversight")
    assert oversight.get(f"dossiers/{dossier.code}/")["applicant"] is None
    assert oversight.get("dossiers/")["results"][0]["applicant"] is None
    events = oversight.get(f"dossiers/{dossier.code}/history/")["results"]
    assert [event["texts"] for event in events] == [None, None]
    for part in ("documents/", "forms/01.pdf"):
        refused = oversight.get(f"dossiers/{dossier.code}/{part}")
        assert (oversight.status, refused["code"]) == (403, "no_documents")


def test_papers_come_as_pdf_the_same_at_every_print(office: Office, call: Call) -> None:
    dossier = dossier_in(office, "received", at=AT)
    counter = call("counter")
    first = counter.get(f"dossiers/{dossier.code}/forms/01.pdf")
    assert counter.last.headers["Content-Type"] == "application/pdf"
    assert first.startswith(b"%PDF-")
    assert counter.get(f"dossiers/{dossier.code}/forms/01.pdf", Accept="application/pdf") == first
    for kind in ("02", "03", "99", "x"):
        assert counter.get(f"dossiers/{dossier.code}/forms/{kind}.pdf")["code"] == "unknown_form"


def test_a_page_of_dossiers_costs_the_same_queries_however_long(
    office: Office, call: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counter = call("counter")
    for _ in range(3):
        dossier_in(office, "received", at=AT)
        counter.get("dossiers/")  # names are read once a minute
        # token with roles, the page, the note of whose data were shown
        with django_assert_num_queries(3):
            counter.get("dossiers/")


@pytest.mark.parametrize(
    ("part", "queries"),
    [
        # token with roles, the row; questions and verifications; the note of whose data were
        # shown, as wherever texts or names are
        ("", 5),
        ("history/", 4),
        ("handovers/", 5),  # clock events, for what was held
        ("linked/", 3),
        ("documents/", 6),  # the files
        # the last hand-over, open questions, who is asked
        ("acts/", 5),
        ("clock/", 5),  # clock events, and the calendar's edition twice
    ],
)
def test_one_dossier_costs_few_queries(
    office: Office,
    call: Call,
    django_assert_num_queries: DjangoAssertNumQueries,
    part: str,
    queries: int,
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    for _ in range(2):
        perform_act(office, "hand_over", at=AT, dossier=dossier)
    specialist = call("specialist")
    specialist.get(f"dossiers/{dossier.code}/{part}")
    with django_assert_num_queries(queries):
        specialist.get(f"dossiers/{dossier.code}/{part}")
