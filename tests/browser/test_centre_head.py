"""The Centre head's ten seconds: what is late, where it is crowded, one click to the dossiers."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.eyes import assert_good_for_everybody
from tests.browser.test_counter_officer import sign_in
from tests.factories import Office, moment, perform_act
from tests.integration.notifications.scenes import running

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands on a Monday on which the dossiers of the scene are late."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment("2026-11-30 10:00"))


def test_the_head_sees_what_is_late_and_opens_it(page: Page, office: Office) -> None:
    late = running(office)
    perform_act(office, "settle", at=moment("2026-11-24 09:00"), dossier=running(office))
    perform_act(office, "receive", at=moment("2026-11-30 09:20"))
    sign_in(page, office.centre_head.username)

    page.get_by_role("link", name="Overview").first.click()
    overdue = page.get_by_role("link", name="Overdue now")
    expect(overdue.locator(".desk-number")).to_have_text("1")
    assert overdue.bounding_box()["y"] < 768, "what is late stands above the fold"
    assert_good_for_everybody(page, "main")

    page.get_by_text("The numbers as a table").first.click()
    expect(page.get_by_role("cell", name="1", exact=True).first).to_be_visible()
    page.get_by_role("link", name=f"{office.department.name}: Overdue 1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=late.code)).to_be_visible()
    expect(page.locator(".desk-figure")).to_contain_text(office.department.name)

    page.get_by_role("link", name="Report on settlement").first.click()
    assert_good_for_everybody(page, "main")
    page.get_by_role("link", name=office.department.name).click()
    expect(page.get_by_role("rowheader", name=office.unit.name)).to_be_visible()
