"""The department's day: what presses, a dossier beside the list, many handed over at once, a colleague's desk."""

import pytest
from playwright.sync_api import Page, expect

from agencies.domain.roles import Role
from dossiers.models import Dossier
from tests.browser.eyes import assert_good_for_everybody
from tests.browser.test_counter_officer import sign_in
from tests.factories import Office, dossier_in, make_officer, moment

pytestmark = pytest.mark.browser

LIST = "/admin/dossiers/dossier/"
#: Long ago for whoever looks today, so that all of it is overdue.
AT = moment("2026-03-10 09:00")


def test_dossiers_are_read_beside_the_list_by_keys_alone(page: Page, office: Office) -> None:
    first, second = (dossier_in(office, "processing", at=AT) for _number in range(2))
    sign_in(page, office.unit_head.username)
    expect(page.locator(".desk-piles-pressing")).to_contain_text("Overdue")
    assert_good_for_everybody(page, "main")
    page.get_by_role("link", name="On my unit's desks").click()
    page.wait_for_url("**work=unit_desk**")  # loaded, with the script that hears the keys
    panel, title = page.locator("#desk-panel"), page.locator("#desk-panel-title")
    page.locator("a[data-panel]").first.focus()
    page.keyboard.press("Space")
    expect(title).to_have_text(first.code)
    expect(panel).to_contain_text("Why this date")
    assert_good_for_everybody(page, "#desk-panel")
    page.keyboard.press("ArrowRight")
    expect(title).to_have_text(second.code)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("link", name=second.code)).to_be_focused()
    page.get_by_text(office.version.name).first.click()
    expect(title).to_have_text(first.code)
    panel.get_by_role("link", name="Hand over").click()
    expect(page).to_have_url(f"{page.url.partition('/admin')[0]}{LIST}{first.code}/acts/hand_over/")


@pytest.mark.slow
def test_a_whole_list_then_a_colleagues_whole_desk_is_handed_over(
    page: Page, office: Office
) -> None:
    make_officer("chuyenvien2", Role.SPECIALIST, office.unit, full_name="Đặng Thị Ưu Mỹ")
    for _number in range(3):
        dossier_in(office, "processing", at=AT)
    sign_in(page, office.unit_head.username)
    page.goto(f"{LIST}?work=unit_desk")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("hand_over_selected")
    page.get_by_role("button", name="Run").click()
    page.get_by_label("To officer").select_option("chuyenvien1")
    page.get_by_label("Remark").fill("Giao việc")
    assert_good_for_everybody(page, "main")
    page.get_by_role("button", name="Hand over: 3 dossiers").dblclick()
    expect(page.get_by_role("status")).to_contain_text("3 done, 0 not done")
    assert_good_for_everybody(page, "main")

    page.goto(f"{LIST}colleagues/")
    page.get_by_label("Whose desk").select_option("chuyenvien1")
    page.get_by_role("button", name="Show").click()
    page.get_by_label("To officer").select_option("chuyenvien2")
    page.get_by_label("Remark").fill("Nghỉ thai sản từ 01/12/2026")
    assert_good_for_everybody(page, "main")
    page.get_by_role("button", name="Hand the chosen dossiers over").dblclick()
    expect(page.get_by_role("status")).to_contain_text("3 done, 0 not done")
    assert set(Dossier.objects.values_list("officer__username", flat=True)) == {"chuyenvien2"}
    assert Dossier.objects.first().handovers.count() == 3
