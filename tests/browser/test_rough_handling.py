"""Rough hands at the desk: pressed twice, gone back, the session at its end, two officers on one dossier."""

import unicodedata

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers.models import Dossier
from tests.browser.test_counter_officer import sign_in
from tests.factories import Office, dossier_in, make_officer, moment

pytestmark = pytest.mark.browser

#: Every letter with its hat, hook and tone, as some keyboards send it: base and marks apart.
NAME = unicodedata.normalize("NFD", "Nguyễn Ỵ Đặng Hữu Thuỳ Ngọc Ướt Ẩn Ễ Ợ Ự Ỹ Ằ Ẵ Ộ")
ADDRESS = "\n".join(f"Dòng thứ {number}, xã Ví Dụ" for number in range(1, 11))


def open_reception(page: Page, office: Office) -> None:
    page.goto(f"/admin/dossiers/dossier/new/{office.procedure.code}/")
    page.get_by_role("button", name="Tick all that is needed").click()
    page.get_by_label("Full name").fill(NAME)
    page.locator("[name=applicant_address]").fill(ADDRESS)


def receive_button(page: Page):
    return page.get_by_role("button", name="Receive and print the receipt")


def test_a_double_click_and_the_way_back_receive_one_dossier(page: Page, office: Office) -> None:
    sign_in(page, office.counter.username)
    open_reception(page, office)
    receive_button(page).dblclick()
    page.locator("[data-print-now]").wait_for()
    dossier = Dossier.objects.get()
    expect(page).to_have_title(f"{dossier.code} | Dossier desk")
    assert dossier.applicant.name == unicodedata.normalize("NFC", NAME)
    assert "Dòng thứ 10" in dossier.applicant.address
    page.go_back()
    receive_button(page).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert Dossier.objects.count() == 1


@pytest.mark.slow
def test_a_session_that_ended_in_the_reception_costs_a_log_in_and_nothing_else(
    page: Page, office: Office
) -> None:
    sign_in(page, office.counter.username)
    open_reception(page, office)
    page.context.clear_cookies(name="sessionid")
    receive_button(page).click()
    expect(page.get_by_role("status")).to_contain_text("nothing you typed is lost")
    page.fill("[name=username]", office.counter.username)
    page.fill("[name=password]", "mat-khau-thu-nghiem")
    page.get_by_role("button", name="Log in").click()
    send = page.get_by_role("button", name="Send it now")
    expect(send).to_be_focused()
    assert not Axe().run(page, "main").response["violations"]
    assert not Dossier.objects.exists()
    send.click()
    expect(page.get_by_role("main")).to_contain_text(unicodedata.normalize("NFC", NAME))
    assert "Dòng thứ 10" in Dossier.objects.get().applicant.address


@pytest.mark.slow
def test_the_second_of_two_officers_is_told_who_did_what_and_goes_on(
    page: Page, chromium: Browser, live_server: LiveServer, office: Office
) -> None:
    dossier = dossier_in(office, "received", at=moment("2026-03-10 09:00"))
    make_officer("quay2", "counter", office.centre, full_name="Trần Thị Quầy")
    context = chromium.new_context(base_url=live_server.url, locale="en")
    colleague = context.new_page()
    address = f"/admin/dossiers/dossier/{dossier.code}/acts/"
    sign_in(page, office.counter.username)
    sign_in(colleague, "quay2")
    page.goto(f"{address}withdraw/")
    page.fill("[name=request]", "Đơn xin rút")
    page.fill("[name=reason]", "Không còn nhu cầu")
    colleague.goto(f"{address}transfer/")
    colleague.get_by_role("button", name="Transfer to the agency").click()
    expect(colleague.locator(".desk-badge").first).to_have_text("In process")
    context.close()
    withdraw = page.get_by_role("button", name="Withdraw")
    withdraw.click()
    told = page.get_by_role("alert").filter(has_text="Trần Thị Quầy")
    expect(told).to_contain_text("Meanwhile Trần Thị Quầy did “Transfer to the agency” at")
    expect(page.locator("[name=reason]")).to_have_value("Không còn nhu cầu")
    withdraw.click()
    expect(page.locator(".desk-badge").first).to_have_text("Withdrawn by the applicant")
    assert Dossier.objects.get().state == "withdrawn"
