"""A door that will be taken away says so in every answer, long before: `docs/api.md` has the rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.http import http_date

#: From the announcement on, a deprecated door goes on unchanged for at least so long.
NOTICE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when a door is deprecated, on which day it goes (both as days of UTC), and what takes its place.

    `successor` is an address, `about` one where people read more; either may be left out.
    """

    since: date
    ends: date
    successor: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        if self.ends - self.since < NOTICE:
            raise ValueError(f"A door is kept for {NOTICE.days} days after its deprecation.")

    @property
    def headers(self) -> Mapping[str, str]:
        """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link`."""
        links = {"successor-version": self.successor, "deprecation": self.about}
        told = ", ".join(f'<{address}>; rel="{kind}"' for kind, address in links.items() if address)
        headers = {
            "Deprecation": f"@{_seconds(self.since)}",
            "Sunset": http_date(_seconds(self.ends)),
        }
        return {**headers, "Link": told} if told else headers


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp())
