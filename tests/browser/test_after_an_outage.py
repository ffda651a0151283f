"""After a power cut: the Centre's head approves the time on paper, a reception is entered, the day's sheet has its fee."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiers.models import Dossier
from procedures.domain.zone import local_day
from tests.browser.eyes import assert_good_for_everybody
from tests.browser.test_counter_officer import sign_in
from tests.factories import Office

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_reception_on_paper_is_approved_entered_and_counted_on_its_own_day(
    page: Page, office: Office
) -> None:
    yesterday = local_day(timezone.now()) - timedelta(days=1)
    sign_in(page, office.centre_head.username)
    page.goto("/admin/dossiers/outage/")
    assert_good_for_everybody(page, "main")
    began, ended = (page.get_by_role("group", name=name) for name in ("from", "until"))
    began.get_by_label("Day").fill(f"{yesterday:%Y-%m-%d}")
    began.get_by_label("Time").fill("08:00")
    ended.get_by_label("Day").fill(f"{yesterday:%Y-%m-%d}")
    ended.get_by_label("Time").fill("07:00")
    page.get_by_label("Reason").fill("Mất điện toàn khu vực")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_have_text(
        "The end of the outage must be later than its beginning."
    )
    expect(page.get_by_label("Reason")).to_have_value("Mất điện toàn khu vực")
    ended.get_by_label("Time").fill("11:00")
    page.get_by_role("button", name="Approve").dblclick()
    expect(page.get_by_text("open until")).to_have_count(1)

    page.goto(f"/admin/dossiers/dossier/new/{office.procedure.code}/")
    page.get_by_label("Full name").fill("Nguyễn Thị Ánh")
    page.keyboard.press("F9")
    page.get_by_text("Received on paper while the system was down?").click()
    for part, typed in (("day", f"{yesterday:%Y-%m-%d}"), ("time", "09:15")):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.locator(f"[name=received_on_paper_at_{part}]").fill(typed)
            page.keyboard.press("Tab")
    expect(page.locator("#preview")).to_contain_text("As received on paper at 09:15")
    page.get_by_text("Paid now? Open and write the receipt number.").click()
    page.locator("[name=taken_0_name]").fill("Lệ phí")
    page.locator("[name=taken_0_amount]").fill("1200000")
    page.locator("[name=taken_0_receipt_number]").fill("BL-0001")
    page.get_by_role("button", name="Receive and print the receipt").click()
    expect(page.locator(".desk-badge", has_text="Received on paper")).to_be_visible()
    dossier = Dossier.objects.get()
    assert f"-{yesterday:%y%m%d}-0001" in dossier.code
    assert dossier.outage is not None

    page.goto("/admin/dossiers/feeline/")
    expect(page.get_by_text("Nothing was taken on this day.")).to_be_visible()
    page.get_by_role("link", name="Day before").click()
    expect(page.get_by_text("Một triệu hai trăm nghìn đồng")).to_be_visible()
    expect(page.get_by_role("link", name=dossier.code)).to_be_visible()
    assert_good_for_everybody(page, "main")
    sheet = page.get_by_role("link", name="Print the day's sheet").get_attribute("href")
    assert page.request.get(sheet).body().startswith(b"%PDF")
