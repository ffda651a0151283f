"""An administrator draws a token for a machine, copies it, and takes it away again."""

import pytest
import requests
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.eyes import assert_good_for_everybody
from tests.factories import Office

pytestmark = pytest.mark.browser


def status_with(token: str, server: LiveServer) -> int:
    answer = requests.get(
        f"{server.url}/api/v1/tokens/current/",
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
    return answer.status_code


@pytest.mark.slow
def test_a_token_is_drawn_copied_and_revoked(
    page: Page, office: Office, live_server: LiveServer
) -> None:
    page.goto("/admin/login/?next=/admin/agencies/accesstoken/add/")
    page.fill("[name=username]", office.administrator.username)
    page.fill("[name=password]", "mat-khau-thu-nghiem")
    page.get_by_role("button", name="Log in").click()
    page.locator(".select2-selection").first.click()
    page.keyboard.type(office.partner.full_name)
    page.locator(".select2-results__option--highlighted").click()
    page.get_by_label("Used for").fill("Cổng dịch vụ công")
    page.get_by_label("Read dossiers, their history").check()
    page.get_by_role("button", name="Save", exact=True).click()

    field = page.get_by_label("Token", exact=True)
    expect(field).to_be_focused()
    assert_good_for_everybody(page, "main")
    token = field.input_value()
    assert status_with(token, live_server) == 200

    page.get_by_role("link", name="I have copied it").click()
    expect(page.locator("#result_list")).not_to_contain_text(token)
    page.get_by_role("link", name="Cổng dịch vụ công").click()
    page.get_by_role("link", name="Revoke").click()
    assert_good_for_everybody(page, "main")
    page.get_by_role("button", name="Revoke the token").click()
    expect(page.get_by_text("revoked", exact=True)).to_be_visible()
    assert status_with(token, live_server) == 401
