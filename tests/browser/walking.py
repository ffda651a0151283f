"""A walk through the house by its links, as each role: every kind of page once."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Page

#: What a page leads to that is no page, and ways out of the house.
NO_PAGES = re.compile(
    r"/(logout|jsi18n|schema|docs)/|/i18n/|/static/|/healthz|/readyz|/metrics|/export/"
)
#: Of these addresses each value is a page of its own kind.
TOLD_APART = ("act",)


@dataclass(frozen=True, slots=True)
class Stop:
    """A page of the walk: what kind it is, and where this one is."""

    kind: str
    address: str

    @property
    def name(self) -> str:
        """The kind as the name of a file."""
        return re.sub(r"[^\w.-]+", "-", self.kind).strip("-") or "home"


def walk(context: BrowserContext, *starts: str) -> Iterator[tuple[Stop, Page]]:
    """Every kind of page that is reached by links from the starts, opened once; nothing is sent."""
    page = context.new_page()
    ahead = deque(starts)
    seen: set[str] = set()
    while ahead:
        stop = _stop(ahead.popleft())
        if stop is None or stop.kind in seen or not _is_page(context, stop.address):
            continue
        seen.add(stop.kind)
        page.goto(stop.address, wait_until="load")
        if (landed := _stop(page.url)) is None or (
            landed.kind in seen and landed.kind != stop.kind
        ):
            continue
        seen.add(landed.kind)
        yield stop, page
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        ahead.extend(urljoin(page.url, link) for link in links)


def _stop(url: str) -> Stop | None:
    """What kind of page an address is: its pattern in the house's addresses; None outside."""
    parts = urlsplit(url)
    if parts.hostname not in (None, "localhost", "127.0.0.1") or NO_PAGES.search(parts.path):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    told = {**match.kwargs, **{name: values[0] for name, values in parse_qs(parts.query).items()}}
    apart = [str(told[name]) for name in TOLD_APART if name in told]
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    return Stop(" ".join([match.route, *apart]), address)


def _is_page(context: BrowserContext, address: str) -> bool:
    answer = context.request.get(address)
    return answer.ok and answer.headers.get("content-type", "").startswith("text/html")
