"""Query parameters: every one is known and sound, or the request is refused naming it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from http import HTTPStatus
from typing import Self

from django.utils import timezone
from rest_framework.request import Request

from agencies.api.moments import read_day, read_moment
from agencies.api.problems import FieldError, Problem, bad_parameter, frame_sentence

MAX_LENGTH = 500
PAGE_SIZE, LARGEST_PAGE = 50, 200
FIELDS = "fields"


class Query:
    """The parameters of one request; refuses `unknown_filter` and `bad_filter` (400).

    `fields` is read by the door itself, whatever it tells.
    """

    def __init__(self, request: Request, allowed: Iterable[str]) -> None:
        self._given = request.query_params
        strange = sorted(set(self._given) - {*allowed, FIELDS})
        if strange:
            raise _unknown(strange)
        for name, values in self._given.lists():
            if any(len(value) > MAX_LENGTH or "\x00" in value for value in values):
                raise bad_parameter("bad_filter", name)

    @classmethod
    def of_page(cls, request: Request, *allowed: str) -> Self:
        """The query of a list that is cut into pages."""
        return cls(request, (*allowed, "cursor", "page_size", "count"))

    def text(self, name: str) -> str:
        return self._given.get(name, "").strip()

    def texts(self, name: str) -> list[str]:
        """All values of a parameter, repeated or parted by commas."""
        parts = ",".join(self._given.getlist(name)).split(",")
        return [part.strip() for part in parts if part.strip()]

    def choices(self, name: str, known: Collection[str]) -> list[str]:
        chosen = self.texts(name)
        if not set(chosen) <= set(known):
            raise bad_parameter("bad_filter", name)
        return chosen

    def choice(self, name: str, known: Collection[str], default: str) -> str:
        chosen = self.text(name) or default
        if chosen not in known:
            raise bad_parameter("bad_filter", name)
        return chosen

    def flag(self, name: str) -> bool | None:
        text = self.text(name).lower()
        if text not in ("", "true", "false"):
            raise bad_parameter("bad_filter", name)
        return text == "true" if text else None

    def moment(self, name: str) -> datetime | None:
        """A moment, or a day, which stands for its beginning."""
        text = self.text(name)
        if not text:
            return None
        day = read_day(text)
        if day is not None:
            return timezone.make_aware(datetime.combine(day, time.min))
        found = read_moment(text)
        if found is None:
            raise bad_parameter("bad_filter", name)
        return found

    def day(self, name: str) -> date | None:
        text = self.text(name)
        day = read_day(text)
        if text and day is None:
            raise bad_parameter("bad_filter", name)
        return day

    @property
    def page_size(self) -> int:
        text = self.text("page_size")
        if not text:
            return PAGE_SIZE
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST_PAGE):
            raise bad_parameter("bad_filter", "page_size")
        return int(text)


def _unknown(names: list[str]) -> Problem:
    errors = [
        FieldError(name, "unknown_filter", frame_sentence("unknown_filter", name=name))
        for name in names
    ]
    return Problem(HTTPStatus.BAD_REQUEST, "unknown_filter", detail=errors[0].detail, errors=errors)
