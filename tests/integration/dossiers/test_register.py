"""The register of a one-stop unit: entries without gaps, prints, and the year that is closed for good."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest
from celery.signals import before_task_publish
from django.db import connection

from agencies.domain.roles import Role
from agencies.models import Officer, RoleGrant
from agencies.selectors import Actor, roles_of
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, FormCounter, RegisterYear
from dossiers.selectors.register import (
    register_entries,
    register_lines,
    register_units,
    register_years,
)
from dossiers.services import register as books
from dossiers.services.register import close_register, print_register
from dossiers.tasks import close_register as close_long_register
from tests.factories import Office, dossier_in, moment, perform_act
from tests.stories.telling import text_of

AT = moment("2025-03-10 09:00")
NEXT_YEAR = moment("2026-01-05 08:00")
WHOLE = {"first_day": date(2025, 1, 1), "last_day": date(2025, 12, 31)}


def close(office: Office, *, at: datetime = NEXT_YEAR, year: int = 2025) -> RegisterYear | None:
    return close_register(
        actor=Actor(office.centre_head), at=at, unit_id=office.centre.pk, year=year
    )


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ActRefused) as caught:
        call()
    return caught.value.code


def test_receptions_are_entered_one_after_another_and_each_year_begins_anew(office: Office) -> None:
    days = ("2025-12-30 09:00", "2025-12-31 09:00", "2026-01-05 09:00", "2026-01-05 09:10")
    entered = [dossier_in(office, "received", at=moment(day)) for day in days]
    numbers = [(dossier.register_year, dossier.register_number) for dossier in entered]
    assert numbers == [(2025, 1), (2025, 2), (2026, 1), (2026, 2)]
    assert register_years(office.centre) == [2026, 2025]
    assert register_years(office.commune) == []


def test_every_one_stop_unit_keeps_its_own_register(office: Office) -> None:
    officer = Officer.objects.get(pk=office.counter.pk)
    officer.grants.create(role=Role.COUNTER, agency=office.commune, valid_from=date(2019, 1, 1))
    first = perform_act(office, "receive", at=AT)
    other = perform_act(office, "receive", at=AT, receiving_unit=office.commune.code)
    assert (first.register_number, other.register_number) == (1, 1)


def test_what_was_never_received_is_not_entered(office: Office) -> None:
    assert dossier_in(office, "declined", at=AT).register_number is None
    assert dossier_in(office, "received", at=AT).register_number == 1


def test_a_reception_that_fails_leaves_no_gap(office: Office) -> None:
    assert refused(lambda: perform_act(office, "receive", at=AT, documents=[])) == (
        "documents_missing"
    )
    assert dossier_in(office, "received", at=AT).register_number == 1


def test_a_restarted_dossier_keeps_its_number(office: Office) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    again = perform_act(office, "accept_supplement", at=moment("2025-03-11 09:00"), dossier=dossier)
    assert again.register_number == dossier.register_number == 1
    receipt = again.forms.filter(kind="01").latest("pk")
    assert (receipt.context["register_book"], receipt.context["register_number"]) == ("2025", "1")


def test_a_line_tells_the_dossiers_whole_way(office: Office) -> None:
    dossier = perform_act(office, "receive", at=AT)
    perform_act(office, "transfer", at=moment("2025-03-10 14:00"), dossier=dossier)
    perform_act(office, "settle", at=moment("2025-03-12 10:00"), dossier=dossier)
    perform_act(office, "return_result", at=moment("2025-03-12 15:00"), dossier=dossier)
    (line,) = register_lines(office.centre, 2025, date(2025, 3, 1), date(2025, 3, 31))
    assert line.cells() == [
        "1",
        "H41.01.02-250310-0001",
        "Cấp giấy phép thử nghiệm",
        "01",
        "Nguyễn Văn Ví Dụ",
        "Khối 1, phường Ví Dụ, Nghệ An\n0900000001",
        "Sở Thử nghiệm",
        "09:00 10/03/2025",
        "17:00 17/03/2025",
        "14:00 10/03/2025",
        "10:00 12/03/2025",
        "15:00 12/03/2025",
        "Trực tiếp",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("act", "facts", "note"),
    [
        ("settle", {"outcome": "refused", "reason": "Không đủ điều kiện"}, "Từ chối giải quyết"),
        ("withdraw", {}, "Rút hồ sơ 15:00 10/03/2025"),
        ("stop", {}, "Dừng giải quyết 15:00 10/03/2025"),
    ],
)
def test_the_notes_tell_how_a_dossier_ended_without_its_result(
    office: Office, act: str, facts: dict[str, str], note: str
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    perform_act(office, act, at=moment("2025-03-10 15:00"), dossier=dossier, **facts)
    (line,) = register_lines(office.centre, 2025, AT.date(), AT.date())
    assert line.cells()[-1] == note


def test_the_lines_cost_the_same_queries_for_many_as_for_one(
    office: Office, django_assert_num_queries: Callable[[int], object]
) -> None:
    for _number in range(4):
        dossier_in(office, "returned", at=AT)
    with django_assert_num_queries(2):
        assert len(register_lines(office.centre, 2025, AT.date(), AT.date())) == 4


def test_entries_are_found_by_a_name_without_accents_and_by_code(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    for words in ("nguyen van", dossier.code, "0001", ""):
        assert list(register_entries(office.centre, 2025, words=words)) == [dossier]
    assert not register_entries(office.centre, 2025, words="tran thi").exists()
    assert not register_entries(office.centre, 2026).exists()


def test_a_print_of_some_days_holds_their_entries_only(office: Office) -> None:
    for day in (10, 11, 12):
        dossier_in(office, "received", at=moment(f"2025-03-{day} 09:00"))
    printed = text_of(
        print_register(
            office.centre, first_day=date(2025, 3, 11), last_day=date(2025, 3, 11), at=NEXT_YEAR
        )
    )
    assert "250311-" in printed.replace(" ", "")
    assert "250310-" not in printed.replace(" ", "")
    assert "Sổ này có 1 hồ sơ." in printed
    assert "khóa sổ" not in printed


def test_a_print_stays_within_a_year(office: Office) -> None:
    def span(first: date, last: date) -> str:
        return refused(
            lambda: print_register(office.centre, first_day=first, last_day=last, at=NEXT_YEAR)
        )

    assert span(date(2025, 2, 2), date(2025, 2, 1)) == "bad_span"
    assert span(date(2025, 12, 31), date(2026, 1, 1)) == "bad_span"


def test_a_long_book_is_closed_by_a_worker_for_the_head_who_asked(
    office: Office, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    for _number in range(2):
        dossier_in(office, "received", at=AT)
    monkeypatch.setattr(books, "MOST_CLOSED_AT_ONCE", 1)
    queued: list[dict[str, Any]] = []

    def note(sender: str, body: Any, **told: Any) -> None:
        assert sender == "dossiers.close_register"
        queued.append(body[1])

    before_task_publish.connect(note)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert close(office) is None
    finally:
        before_task_publish.disconnect(note)
    assert not RegisterYear.objects.exists()
    for asked in (*queued, *queued):
        close_long_register(**asked)
    closed = RegisterYear.objects.get()
    assert (closed.entries, closed.closed_by) == (2, office.centre_head)
    assert close(office) == closed


def test_a_head_no_longer_in_office_closes_no_long_book(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier_in(office, "received", at=AT)
    monkeypatch.setattr(books, "MOST_CLOSED_AT_ONCE", 0)
    RoleGrant.objects.filter(officer=office.centre_head).update(valid_to=NEXT_YEAR.date())
    asked = {"officer_id": office.centre_head.pk, "unit_id": office.centre.pk, "year": 2025}
    assert refused(lambda: close_long_register(**asked)) == "not_head_of_register"
    assert not RegisterYear.objects.exists()


def test_a_book_too_long_is_neither_printed_nor_closed_and_its_lines_are_not_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(2):
        dossier_in(office, "received", at=AT)
    monkeypatch.setattr(books, "MOST_PRINTED", 1)
    monkeypatch.setattr(books, "MOST_CLOSED", 1)
    monkeypatch.setattr(books, "register_lines", lambda *asked: pytest.fail("was read"))
    printed = refused(lambda: print_register(office.centre, **WHOLE, at=NEXT_YEAR))
    assert (printed, refused(lambda: close(office))) == (
        "register_too_long",
        "register_too_long_to_close",
    )
    assert not RegisterYear.objects.exists()


def test_a_closed_register_is_kept_byte_for_byte(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    closed = close(office)
    assert (closed.entries, closed.closed_by) == (1, office.centre_head)
    assert closed.sha256 == sha256(closed.pdf).hexdigest()
    said = text_of(bytes(closed.pdf))
    assert "Sổ này có 1 hồ sơ, khóa sổ ngày 05 tháng 01 năm 2026." in said
    assert "Võ Thị Tâm" in said
    perform_act(office, "withdraw", at=moment("2026-01-06 09:00"), dossier=dossier)
    again = print_register(office.centre, **WHOLE, at=moment("2027-01-04 08:00"))
    assert again == bytes(RegisterYear.objects.get().pdf)


def test_into_a_closed_year_nothing_more_is_received(office: Office) -> None:
    dossier_in(office, "received", at=AT)
    close(office)
    late = moment("2025-12-31 16:00")
    assert refused(lambda: perform_act(office, "receive", at=late)) == "register_closed"
    assert FormCounter.objects.get(kind="06", year=2025).last == 1
    assert perform_act(office, "receive", at=NEXT_YEAR).register_year == 2026


def test_a_closed_register_does_not_hinder_what_goes_on(office: Office) -> None:
    dossier = dossier_in(office, "received", at=moment("2025-12-31 09:00"))
    close(office)
    moved = perform_act(office, "transfer", at=NEXT_YEAR, dossier=dossier)
    assert moved.state == "processing"


def test_a_register_is_closed_by_its_head_after_the_year_with_something_in_it(
    office: Office,
) -> None:
    assert refused(lambda: close(office)) == "register_empty"
    dossier_in(office, "received", at=AT)
    assert refused(lambda: close(office, at=moment("2025-12-31 17:00"))) == "register_year_runs"
    for officer in (office.counter, office.agency_head, office.oversight, office.administrator):
        call = {"actor": Actor(officer), "at": NEXT_YEAR, "unit_id": office.centre.pk}
        assert refused(lambda call=call: close_register(**call, year=2025)) == (
            "not_head_of_register"
        )
    assert not RegisterYear.objects.exists()


def test_closing_twice_changes_nothing(office: Office) -> None:
    dossier_in(office, "received", at=AT)
    first = close(office)
    second = close(office, at=moment("2026-02-02 08:00"))
    assert second == first
    assert second.closed_at == NEXT_YEAR


def test_who_reads_a_register(office: Office) -> None:
    def units(officer: Officer) -> set[str]:
        return {unit.code for unit in register_units(roles_of(officer, on=AT.date()))}

    assert units(office.counter) == units(office.centre_head) == {"H41.01.02"}
    assert units(office.oversight) == {"H41.01.02", "H41.90"}
    for officer in (office.agency_head, office.specialist, office.administrator, office.partner):
        assert units(officer) == set()


@pytest.mark.django_db(transaction=True)
def test_receptions_at_once_leave_no_gap_and_no_double(office: Office) -> None:
    def receive(_number: int) -> int | None:
        try:
            return perform_act(office, "receive", at=AT).register_number
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as counters:
        numbers = list(counters.map(receive, range(12)))
    assert sorted(numbers) == list(range(1, 13))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_once_one_closes_and_late_receptions_are_in_it_or_refused(
    office: Office,
) -> None:
    dossier_in(office, "received", at=AT)

    def receive() -> str:
        try:
            perform_act(office, "receive", at=moment("2025-12-31 16:00"))
        except ActRefused as refusal:
            return refusal.code
        return "received"

    def closed() -> str:
        return str(close(office).pk)

    def alone(call: Callable[[], str]) -> str:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as desks:
        told = list(desks.map(alone, [closed, receive, receive, closed, receive, receive]))
    register = RegisterYear.objects.get()
    assert told[0] == told[3] == str(register.pk)
    assert set(told) <= {"received", "register_closed", told[0]}
    assert register.entries == Dossier.objects.filter(register_year=2025).count()
    assert register.entries == 1 + told.count("received")
