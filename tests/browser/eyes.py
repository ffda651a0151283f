"""Whether a page is good for everybody: what axe finds in it, and whether it fits its screen."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1366, "height": 768}

#: Kept from before the page's own scripts; what the policy stops is told nowhere else.
_WATCH = """
window.policyStopped = [];
document.addEventListener("securitypolicyviolation", (stopped) => policyStopped.push(
    `${stopped.effectiveDirective} stopped ${stopped.blockedURI}: ${stopped.sample || stopped.sourceFile}`));
"""


def watch_policy(context: BrowserContext) -> None:
    """Let every page opened from now on keep what its Content-Security-Policy stopped."""
    context.add_init_script(_WATCH)


def stopped_by_policy(page: Page) -> list[str]:
    """What the policy of a watched page has stopped so far."""
    return list(page.evaluate("window.policyStopped"))


def violations(page: Page, part: str | None = None) -> list[tuple[str, list[str]]]:
    """Each rule that axe finds broken, with the elements that break it; in a part of the page if one is named."""
    found: list[dict[str, Any]] = Axe().run(page, context=part).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def assert_good_for_everybody(page: Page, part: str | None = None) -> None:
    """No violation that axe finds, and nothing to push sideways for, once the page is there."""
    page.wait_for_load_state()
    assert violations(page, part) == []
    assert not is_too_wide(page)
