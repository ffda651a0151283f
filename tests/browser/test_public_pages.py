"""A citizen with a telephone, and one at a screen: look up, type the PIN, follow the QR; for everybody's eyes."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies.selectors import Actor
from dossiers.models import Dossier, Rating
from dossiers.services import throttling
from dossiers.services.receipt_keys import receipt_pin
from notifications.services.downtime import announce_downtime
from tests.browser.eyes import PHONE, SCREEN, assert_good_for_everybody
from tests.factories import Office, moment, perform_act

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Opens a page of a visitor's own, in a language and a size."""
    contexts = []

    def open_page(path: str = "/", *, language: str = "vi", size: dict[str, int] = PHONE) -> Page:
        context = chromium.new_context(base_url=live_server.url, viewport=size, locale=language)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    throttling._memory.clear()
    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def dossiers(office: Office) -> dict[str, Dossier]:
    """One on its way, one overdue, one that waits for the applicant, one with its result ready."""
    at = moment("2026-11-02 08:40")
    made = {"overdue": _in_work(office, at=at)}
    fresh = perform_act(office, "receive", at=moment("2026-11-19 16:40"))
    made["received"] = fresh
    waiting = perform_act(office, "receive", at=moment("2026-11-18 08:40"))
    made["waiting"] = perform_act(
        office, "request_supplement", at=moment("2026-11-19 09:00"), dossier=waiting
    )
    made["ready"] = perform_act(office, "settle", at=at, dossier=_in_work(office, at=at))
    return made


def _in_work(office: Office, *, at: object) -> Dossier:
    received = perform_act(office, "receive", at=at)
    return perform_act(office, "transfer", at=at, dossier=received)


def pin_of(dossier: Dossier) -> str:
    return receipt_pin(dossier)


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_from_the_code_to_the_pin_to_all_the_dates(
    visit: Visit, dossiers: dict[str, Dossier], size: dict[str, int]
) -> None:
    dossier = dossiers["received"]
    page = visit(size=size)
    assert_good_for_everybody(page)
    page.get_by_role("textbox").fill(dossier.code.lower().replace("-", " "))
    page.get_by_role("search").get_by_role("button").click()
    page.wait_for_url(f"**/tra-cuu/{dossier.code}/")
    assert "27/11/2026" not in page.content()
    assert_good_for_everybody(page)
    page.locator("#pin").fill("wrong!")
    page.locator("button.main").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_good_for_everybody(page)
    page.locator("#pin").fill(pin_of(dossier).lower())
    page.locator("button.main").click()
    expect(page.locator(".date")).to_have_text("17:00, 27/11/2026")
    page.locator("summary").click()
    expect(page.get_by_text("24/11/2026").first).to_be_visible()
    assert_good_for_everybody(page)
    page.locator("button.plain").click()
    expect(page.locator("#pin")).to_be_visible()
    assert "27/11/2026" not in page.content()


@pytest.mark.slow
@pytest.mark.parametrize("state", ["overdue", "waiting", "ready"])
def test_the_qr_opens_the_dossier_and_leaves_no_trace(
    visit: Visit, dossiers: dict[str, Dossier], state: str
) -> None:
    dossier = dossiers[state]
    page = visit(f"/tra-cuu/q/{dossier.lookup_token}/")
    assert page.url.endswith(f"/tra-cuu/{dossier.code}/")
    assert dossier.lookup_token not in page.content()
    assert page.get_by_text("Cấp giấy phép thử nghiệm").is_visible()
    assert "Nguyễn Văn Ví Dụ" not in page.content()
    assert_good_for_everybody(page)


@pytest.mark.slow
def test_a_complaint_is_sent_and_the_service_rated_from_the_page_of_the_dossier(
    visit: Visit, dossiers: dict[str, Dossier]
) -> None:
    dossier = dossiers["overdue"]
    page = visit(f"/tra-cuu/q/{dossier.lookup_token}/", language="en")
    page.get_by_role("link", name="Send a complaint or a proposal").click()
    assert_good_for_everybody(page)
    page.get_by_label("Complaint").check()
    page.get_by_label("What do you want to say?").fill("Hẹn ba lần mà không có ai.")
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_text("What happens next")).to_be_visible()
    assert dossier.feedback.count() == 1
    assert_good_for_everybody(page)
    page.get_by_role("link", name="To the dossier").click()
    expect(page.get_by_text("answers by")).to_be_visible()
    page.get_by_role("link", name="Rate the service").click()
    assert_good_for_everybody(page)
    page.get_by_label("4 – Satisfied").check()
    page.get_by_label("earlier than promised").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert Rating.objects.get(dossier=dossier).answers == {"time": 2}
    page.goto("/danh-gia/")
    assert_good_for_everybody(page)


@pytest.mark.slow
def test_the_next_step_is_seen_without_scrolling_on_a_telephone(
    visit: Visit, dossiers: dict[str, Dossier]
) -> None:
    for state, language in (("waiting", "vi"), ("ready", "en"), ("received", "vi")):
        page = visit(f"/tra-cuu/q/{dossiers[state].lookup_token}/", language=language)
        box = page.locator("#todo").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < PHONE["height"] / 2
        assert_good_for_everybody(page)


def test_a_planned_downtime_stands_above_the_page_and_is_good_for_everybody(
    visit: Visit, dossiers: dict[str, Dossier], office: Office
) -> None:
    now = timezone.now()
    for hours in (1, 24 * 20):
        start = now + timedelta(hours=hours)
        announce_downtime(
            actor=Actor(office.administrator),
            at=now,
            starts_at=start,
            ends_at=start + timedelta(hours=4),
            reason="Nâng cấp cơ sở dữ liệu.",
        )
    page = visit("/")
    assert page.get_by_text("Nâng cấp cơ sở dữ liệu.").count() == 2
    assert_good_for_everybody(page)


def test_the_language_is_switched_on_every_page(visit: Visit, dossiers: dict[str, Dossier]) -> None:
    page = visit(f"/tra-cuu/{dossiers['received'].code}/", language="vi-VN")
    shown = page.locator("html")
    expect(shown).to_have_attribute("lang", "vi")
    page.get_by_role("button", name="English").click()
    expect(shown).to_have_attribute("lang", "en")
    expect(page.get_by_text("The dossier is at step 1 of 4.")).to_be_visible()
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(shown).to_have_attribute("lang", "vi")


@pytest.mark.slow
def test_what_is_mistyped_and_what_does_not_exist_have_pages_as_good(
    visit: Visit, dossiers: dict[str, Dossier]
) -> None:
    for address in ("/tra-cuu/?ma=khong", "/tra-cuu/H41.01.02-261119-9999/", "/khong-co/"):
        assert_good_for_everybody(visit(address))


def test_the_pages_need_no_script_and_load_nothing_from_elsewhere(
    visit: Visit, dossiers: dict[str, Dossier], live_server: LiveServer
) -> None:
    page = visit("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url)
    assert asked
    assert all(url.startswith(live_server.url) for url in asked)
    assert not [url for url in asked if url.endswith(".js")]
