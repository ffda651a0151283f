"""A citizen with the letter's QR and its file: is it genuine, is it unchanged?"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from notifications.models import ApologyLetter
from procedures.services.reference import load_shipped_calendar
from tests.browser.eyes import PHONE, SCREEN, assert_good_for_everybody
from tests.factories import make_office, moment
from tests.integration.notifications.scenes import answered, issued

pytestmark = pytest.mark.browser


@pytest.fixture
def letter(live_server: LiveServer) -> ApologyLetter:
    load_shipped_calendar(at=moment("2026-01-05 08:00"))
    office = make_office()
    return issued(office, answered(office), at=moment("2026-11-26 16:00"))


@pytest.fixture(params=[PHONE, SCREEN], ids=["phone", "screen"])
def page(
    request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer
) -> Iterator[Page]:
    context = chromium.new_context(base_url=live_server.url, viewport=request.param, locale="vi")
    yield context.new_page()
    context.close()


@pytest.mark.slow
def test_the_letter_behind_the_qr_and_the_file_beside_it(page: Page, letter: ApologyLetter) -> None:
    page.goto(f"/xac-minh/{letter.ref}/")
    assert_good_for_everybody(page)
    assert (
        "This apology letter is for demonstration only"
        in page.get_by_role("heading").first.inner_text()
    )
    assert letter.dossier.code in page.content()
    content = bytes(letter.signed_pdf)
    for sent, tone in ((content, "done"), (content + b" ", "late")):
        page.set_input_files(
            "#file", {"name": "phieu.pdf", "mimeType": "application/pdf", "buffer": sent}
        )
        page.locator("main button").click()
        expect(page.get_by_role("status")).to_contain_class(tone)
        assert_good_for_everybody(page)
