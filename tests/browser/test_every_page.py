"""Every page that links lead to, as each role sees it: for everybody's eyes, in whole words, in its frame.

With `SCREENSHOTS=folder` each is also photographed: in both languages, and at a telephone's width.
`WALKERS=visitor,counter` lets only these walk.
"""

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from config.demo.cast import PASSWORD
from config.demo.loading import load_demo
from dossiers.models import Dossier
from notifications.models import ApologyLetter
from tests.browser.eyes import (
    PHONE,
    SCREEN,
    is_too_wide,
    stopped_by_policy,
    violations,
    watch_policy,
)
from tests.browser.walking import Stop, walk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.walk]

#: Who walks, and under which account of the demo; the visitor has none.
WALKERS = {
    "visitor": "",
    "counter": "tiepnhan1",
    "specialist": "chuyenvien1.stp",
    "unit_head": "truongphong1.stp",
    "agency_head": "giamdoc.stp",
    "centre_head": "giamdoc.tt",
    "oversight": "giamsat",
    "administrator": "quantri",
}
#: A name of the program's own, which nobody should have to read.
RAW_CODE = re.compile(r"\b[a-z]{2,}(?:_[a-z]{2,})+\b")
#: Icons are drawn by their names.
WITHOUT_SIGNS = """() => {
    document.querySelectorAll(".material-symbols-outlined, code").forEach((sign) => sign.remove());
    return document.body.innerText;
}"""
FOLDER = os.environ.get("SCREENSHOTS", "")


def walkers() -> dict[str, str]:
    wanted = os.environ.get("WALKERS", "").split(",")
    return {walker: WALKERS[walker] for walker in filter(None, wanted)} or WALKERS


@pytest.fixture
def demo(live_server: LiveServer) -> None:
    """The demo's house with its officers; every plight of a dossier is in it."""
    call_command("load_reference", verbosity=0)
    load_demo(dossiers=60, seed=1, as_of=timezone.now().replace(microsecond=0))


def starts(walker: str) -> list[str]:
    """Where a walker comes in; what only a QR leads to is no link."""
    if walker != "visitor":
        return ["/admin/"]
    dossier = Dossier.objects.filter(state="processing").latest("pk")
    letter = ApologyLetter.objects.filter(number__isnull=False).latest("pk")
    return [
        "/",
        f"/tra-cuu/{dossier.code}/",
        f"/xac-minh/{letter.ref}/",
        f"/tra-cuu/q/{dossier.lookup_token}/",
    ]


@contextmanager
def signed_in(
    browser: Browser, url: str, username: str, **view: object
) -> Iterator[BrowserContext]:
    with closing(browser.new_context(base_url=url, locale="vi", **view)) as context:  # type: ignore[type-var]
        watch_policy(context)
        if username:
            page = context.new_page()
            page.goto("/admin/login/")
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.click("[type=submit]")
            page.wait_for_url("**/admin/")
        yield context


def faults(page: Page) -> list[str]:
    """What the page's own policy stops, what axe finds, and words that are no words."""
    told = stopped_by_policy(page)
    told += [f"{rule}: {html[:160]}" for rule, broken in violations(page) for html in broken[:3]]
    visible = page.evaluate(WITHOUT_SIGNS)
    return told + [f"raw code: {code}" for code in sorted(set(RAW_CODE.findall(visible)))]


def photograph(page: Page, walker: str, stop: Stop, size: str) -> None:
    """In both languages, Vietnamese last, as the walk goes on in it."""
    if not FOLDER:
        return
    folder = Path(FOLDER) / walker
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("en", "vi"):
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": page.url}
        page.context.add_cookies([cookie])
        page.reload(wait_until="load")
        page.screenshot(path=folder / f"{stop.name}.{size}.{language}.png", full_page=True)


def test_every_page_of_every_role_is_good_for_everybody(
    chromium: Browser, live_server: LiveServer, demo: None
) -> None:
    wrong: dict[str, list[str]] = {}
    on_telephone: set[str] = set()
    for walker, username in walkers().items():
        stops: list[Stop] = []
        with signed_in(chromium, live_server.url, username, viewport=SCREEN) as context:
            for stop, page in walk(context, *starts(walker)):
                stops.append(stop)
                if found := faults(page):
                    wrong[f"{walker} {stop.address}"] = found
                photograph(page, walker, stop, "screen")
        assert len(stops) > len(starts(walker))
        with signed_in(chromium, live_server.url, username, viewport=PHONE) as context:
            page = context.new_page()
            for stop in (stop for stop in stops if stop.kind not in on_telephone):
                on_telephone.add(stop.kind)
                page.goto(stop.address, wait_until="load")
                if is_too_wide(page):
                    where = f"{walker} {stop.address}"
                    wrong.setdefault(where, []).append("wider than a telephone")
                photograph(page, walker, stop, "phone")
    assert not wrong, "\n".join(f"{where}: {what}" for where, what in wrong.items())
