"""The counter officer's morning, by keys: sign in, receive, print the receipt, find the dossier by its code, transfer it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dossiers.models import Dossier
from tests.factories import APPLICANT, Office, make_procedure, moment, perform_act

pytestmark = pytest.mark.browser

#: Beyond the applicant's own data.
MOST_STROKES = 12


class Keyboard:
    """The officer's keyboard, which counts every key that goes down; data of the applicant are not counted."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.strokes = 0

    def press(self, chord: str) -> None:
        self.strokes += len(chord.split("+"))
        self._page.keyboard.press(chord)

    def type(self, text: str) -> None:
        for sign in text:
            self.press(sign)

    def type_data(self, text: str) -> None:
        self._page.keyboard.insert_text(text)


def sign_in(page: Page, username: str) -> None:
    page.goto("/admin/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", "mat-khau-thu-nghiem")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("Find a dossier")).to_be_focused()


def test_a_dossier_is_received_by_keys_printed_scanned_and_transferred(
    page: Page, office: Office
) -> None:
    make_procedure("2.000101", name="Cấp giấy phép khác", agency=office.department)
    sign_in(page, office.counter.username)

    keys = Keyboard(page)
    keys.press("F2")
    expect(page.get_by_label("Which procedure?")).to_be_focused()
    keys.type("0001")
    keys.press("Enter")
    number = page.get_by_label("Identity number")
    expect(number).to_be_focused()
    due = page.locator("#preview .desk-big").inner_text()
    keys.type_data("040123456789")
    keys.press("Enter")
    keys.type_data("Nguyễn Thị Ánh")
    keys.press("Enter")
    keys.type_data("0912 345 678")
    keys.press("Enter")
    keys.type_data("Khối 1,\nphường Trường Vinh,\ntỉnh Nghệ An")
    keys.press("F9")
    keys.press("Control+Enter")
    receipt = page.locator("[data-print-now]")
    expect(receipt).to_be_focused()
    assert keys.strokes <= MOST_STROKES

    dossier = Dossier.objects.get()
    expect(page).to_have_title(f"{dossier.code} | Dossier desk")
    expect(page.locator(".desk-big").first).to_have_text(due)
    assert dossier.applicant.address == "Khối 1, phường Trường Vinh, tỉnh Nghệ An"
    address = receipt.get_attribute("href")
    assert page.request.get(address).body().startswith(b"%PDF")
    expect(page.locator(f"iframe[src$='{address}']")).to_be_attached()

    page.goto("/admin/")
    page.keyboard.insert_text(dossier.forms.get().context["qr"]["lookup"])
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Transfer to the agency").click()
    page.get_by_role("button", name="Transfer to the agency").click()
    expect(page.locator(".desk-badge").first).to_have_text("In process")
    assert Dossier.objects.get().unit == office.unit


@pytest.mark.slow
def test_who_is_known_is_filled_in_by_one_key_and_a_double_entry_is_noticed(
    page: Page, office: Office
) -> None:
    before = perform_act(office, "receive", at=moment("2026-03-10 09:00"))
    sign_in(page, office.counter.username)
    keys = Keyboard(page)
    keys.press("F2")
    expect(page.get_by_label("Which procedure?")).to_be_focused()
    keys.press("ArrowDown")
    expect(page.get_by_role("link", name=office.version.name)).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_label("Identity number")).to_be_focused()
    keys.type_data(APPLICANT["identity_number"])
    keys.press("Enter")
    expect(page.get_by_text(f"As in dossier {before.code} of 10/03/2026.")).to_be_visible()
    expect(page.get_by_role("link", name=before.code)).to_be_visible()
    assert Axe().run(page, context="main").response["violations"] == []
    keys.press("F8")
    expect(page.get_by_label("Full name")).to_have_value(APPLICANT["name"])
    expect(page.get_by_label("Telephone")).to_have_value(APPLICANT["phone"])
    page.get_by_text("Not complete, or not to be received?").click()
    expect(page.locator("[name=items]")).to_have_value("Đơn đề nghị\nBản sao giấy tờ kèm theo")
    keys.press("F9")
    keys.press("Control+Enter")
    expect(page.locator("[data-print-now]")).to_be_focused()
    assert keys.strokes <= MOST_STROKES
    assert Dossier.objects.latest("pk").applicant.email == APPLICANT["email"]


@pytest.mark.slow
def test_another_procedure_and_another_channel_lose_nothing_that_was_typed(
    page: Page, office: Office
) -> None:
    office.version.limits.filter(channel="post").update(value=20)
    sign_in(page, office.counter.username)
    page.goto(f"/admin/dossiers/dossier/new/{office.at_counter.code}/")
    page.get_by_label("Full name").fill("Nguyễn Thị Ánh")
    page.keyboard.press("F4")
    page.get_by_label("Which procedure?").press_sequentially("cap giay phep")
    page.keyboard.press("Enter")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("5 working days")
    expect(page).to_have_url(f"/admin/dossiers/dossier/new/{office.procedure.code}/")
    page.get_by_label("By post").first.check()
    expect(preview).to_contain_text("20 working days")
    expect(page.get_by_label("Full name")).to_have_value("Nguyễn Thị Ánh")
    assert not Dossier.objects.exists()
