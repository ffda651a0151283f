"""The counter officer adds a scan to a dossier and opens it again; on a telephone the page stays as wide as the screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dossiers.models import DossierFile
from tests.browser.eyes import PHONE, assert_good_for_everybody, is_too_wide
from tests.browser.test_counter_officer import sign_in
from tests.factories import Office, dossier_in, moment
from tests.file_samples import pdf

pytestmark = pytest.mark.browser
LONG = "Đơn đề nghị với một cái tên dài mà máy quét đã tự đặt cho tệp này_20261128_0001_trang_1"


@pytest.mark.slow
def test_a_scan_is_added_and_opened_again(page: Page, office: Office) -> None:
    dossier = dossier_in(office, "received", at=moment("2026-03-10 09:00"))
    content = pdf(text="Đơn")
    sign_in(page, office.counter.username)
    page.goto(f"/admin/dossiers/dossier/{dossier.key}/")
    page.get_by_role("link", name="Add scans and files").click()
    place = dossier.documents.order_by("position", "pk").first()
    page.get_by_label(f"Files: {place.name}").set_input_files(
        [{"name": f"{LONG}.pdf", "mimeType": "application/pdf", "buffer": content}]
    )
    page.get_by_role("button", name="Add the files").click()
    expect(page.get_by_text("1 file was added.")).to_be_visible()
    assert_good_for_everybody(page, "main")

    page.get_by_role("link", name="Back to the dossier").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=f"{LONG}.pdf", exact=True).click()
    assert Path(download.value.path()).read_bytes() == content
    assert download.value.suggested_filename == f"{LONG}.pdf"
    assert DossierFile.objects.get().document == place

    page.set_viewport_size(PHONE)
    for address in ("", "files/"):
        page.goto(f"/admin/dossiers/dossier/{dossier.key}/{address}")
        assert not is_too_wide(page)
