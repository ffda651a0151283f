"""Fees of the day on screen: who reads them, what stands there, and that it stays quick."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.domain.roles import Role
from dossiers.selectors.fees import day_sheet
from tests.factories import Office, moment, perform_act
from tests.integration.dossiers.admin.conftest import Desk, text
from tests.stories.telling import text_of

PAGE = "/admin/dossiers/feeline/"
DAY = {"day": "2026-03-10"}


def receive(office: Office, *receipts: str) -> None:
    fees = [{"name": "Lệ phí", "amount": 50_000, "receipt_number": number} for number in receipts]
    perform_act(office, "receive", at=moment("2026-03-10 09:00"), fees_taken=fees)


def test_the_page_shows_the_day_and_nothing_personal(
    office: Office, desk: Callable[[Role], Desk]
) -> None:
    receive(office, "BL-0001", "BL-0002")
    page = desk(Role.OVERSIGHT).get(PAGE, {"unit": office.centre.code, **DAY})
    shown = text(page)
    assert "BL-0001" in shown
    assert "BL-0002" in shown
    assert "Một trăm nghìn đồng" in shown
    assert "Nguyễn Văn Ví Dụ" not in shown
    printed = desk(Role.COUNTER).get(f"{PAGE}print/", DAY)
    assert printed["Content-Type"] == "application/pdf"
    assert "BL-0002" in text_of(printed.content)


@pytest.mark.parametrize(
    "asked",
    [{"unit": "H41.90"}, {"day": "gestern"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}],
    ids=str,
)
def test_a_foreign_unit_and_an_impossible_day_do_not_exist(
    office: Office, counter: Desk, asked: dict[str, str]
) -> None:
    assert counter.get(PAGE, asked).status_code == 404


def test_the_page_costs_the_same_queries_for_many_lines_as_for_few(
    office: Office, counter: Desk, django_assert_num_queries: Callable[[int], Any]
) -> None:
    receive(office, "BL-1", "BL-2", "BL-3")
    with django_assert_num_queries(1):
        assert len(day_sheet(office.centre, moment("2026-03-10 00:00").date())) == 3
    counter.get(PAGE, DAY)
    with CaptureQueriesContext(connection) as few:
        counter.get(PAGE, DAY)
    receive(office, *(f"BL-{number}" for number in range(4, 31)))
    with django_assert_num_queries(len(few)):
        counter.get(PAGE, DAY)
