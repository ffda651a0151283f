"""A citizen looks for a procedure and asks when it would be ready, on a telephone and without a script."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from procedures.domain.text import search_key
from procedures.models import Fee, Procedure, RequiredDocument
from tests.browser.eyes import PHONE, assert_good_for_everybody
from tests.factories import Office

pytestmark = pytest.mark.browser


@pytest.fixture
def offered(office: Office) -> Office:
    """The office's procedure with all that a page can show, its name as long as the longest real one."""
    name = "Cấp giấy phép thử nghiệm " + "đối với trường hợp " * 56
    Procedure.objects.filter(pk=office.procedure.pk).update(
        name=name, search_key=search_key(f"{office.procedure.code} {name}")
    )
    office.version.name = name
    office.version.levels = ["province", "commune"]
    office.version.save()
    RequiredDocument.objects.create(
        version=office.version, case="Trường hợp ủy quyền " * 20, name="Giấy ủy quyền", originals=1
    )
    Fee.objects.create(version=office.version, channel="online", amount=Decimal(50_000))
    return office


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A telephone in Vietnamese; what a page loads from elsewhere, or as a script, is kept."""
    context = chromium.new_context(base_url=live_server.url, viewport=PHONE, locale="vi")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith(live_server.url) or ".js" in url] == []


def test_from_a_word_to_the_procedure_to_its_return_date(phone: Page, offered: Office) -> None:
    phone.goto("/thu-tuc/")
    assert_good_for_everybody(phone)
    phone.get_by_role("searchbox").fill("giay phep thu")
    phone.get_by_role("search").get_by_role("button").click()
    expect(phone.locator(".procedures li")).to_have_count(1)
    phone.locator(".procedures a").click()
    phone.wait_for_url("**1.000001**")
    for summary in phone.locator("summary").all():
        summary.click()
    assert_good_for_everybody(phone)
    phone.locator("a.main").click()
    expect(phone.locator("p.date")).to_be_visible()
    expect(phone.get_by_role("radio", checked=True)).to_have_count(1)
    assert_good_for_everybody(phone)
    phone.get_by_role("radio").nth(1).check()
    phone.locator("#id_received").fill("16:40 19/11/2026")
    phone.locator("button.main").click()
    expect(phone.locator("p.date")).to_contain_text("17:00, 27/11/2026")
    expect(phone.locator("td.due")).to_have_text(re.compile("^27"))


@pytest.mark.parametrize(
    "address",
    [
        "/tinh-han/",
        "/tinh-han/?limit=0&unit=working_day&received=x",
        "/tinh-han/?procedure=cap",
        "/tinh-han/?limit=40&unit=working_day&received=08:00+02/01/2026",
        "/thu-tuc/?q=khong+co",
        "/thu-tuc/9.999999/",
    ],
)
def test_every_turn_is_good_for_everybody(phone: Page, offered: Office, address: str) -> None:
    phone.goto(address)
    assert_good_for_everybody(phone)
