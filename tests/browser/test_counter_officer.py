"""The counter officer's morning: sign in, receive, print the receipt, find the dossier, transfer it."""

import pytest
from playwright.sync_api import Page, expect

from dossiers.models import Dossier
from tests.factories import Office

pytestmark = pytest.mark.browser


def sign_in(page: Page, username: str) -> None:
    page.goto("/admin/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", "mat-khau-thu-nghiem")
    page.get_by_role("button", name="Log in").click()


def test_a_dossier_is_received_printed_found_and_transferred(page: Page, office: Office) -> None:
    sign_in(page, office.counter.username)
    page.get_by_role("link", name="Receive a dossier").first.click()
    page.get_by_label("Which procedure?").type("cap giay phep")
    page.get_by_role("link", name=office.version.name).click()
    due = page.locator("#preview .desk-big").inner_text()

    page.get_by_role("button", name="Tick all").click()
    page.get_by_label("Full name").fill("Nguyễn Thị Ánh")
    page.get_by_role("button", name="Receive and give the receipt").click()

    dossier = Dossier.objects.get()
    expect(page).to_have_title(f"{dossier.code} | Dossier desk")
    expect(page.locator(".desk-big")).to_have_text(due)
    receipt = page.locator(".desk-print").get_attribute("href")
    assert page.request.get(receipt).body().startswith(b"%PDF")

    page.goto("/admin/")
    page.get_by_placeholder("Code or its last digits").fill("anh nguyen")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=dossier.code).click()
    page.get_by_role("link", name="Transfer to the agency").click()
    page.get_by_role("button", name="Transfer to the agency").click()
    expect(page.locator(".desk-badge").first).to_have_text("In process")
    assert Dossier.objects.get().unit == office.unit


def test_the_date_follows_the_channel_and_what_was_typed_stays(page: Page, office: Office) -> None:
    office.version.limits.filter(channel="post").update(value=20)
    sign_in(page, office.counter.username)
    page.goto(f"/admin/dossiers/dossier/new/{office.procedure.code}/")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("5 working days")
    page.get_by_label("Full name").fill("Nguyễn Thị Ánh")
    page.get_by_label("By post").first.check()
    expect(preview).to_contain_text("20 working days")
    expect(page.get_by_label("Full name")).to_have_value("Nguyễn Thị Ánh")
    assert not Dossier.objects.exists()
