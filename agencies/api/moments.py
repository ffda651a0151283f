"""Moments as the REST doors read and tell them: ISO 8601, Vietnam's where no offset stands."""

import re
from datetime import date, datetime

from django.utils import timezone

#: A `+` that nobody escaped arrives in a query string as a blank.
_LOST_PLUS = re.compile(r"(T\d{2}:\d{2}\S*) (\d{2}:?\d{2})$")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def read_moment(text: object) -> datetime | None:
    """The moment a text gives, day and time; None if it gives none."""
    if not isinstance(text, str) or len(text) > 40 or ":" not in text:
        return None
    try:
        found = datetime.fromisoformat(with_plus(text))
    except ValueError:
        return None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    return timezone.make_aware(found) if found.tzinfo is None else found


def with_plus(text: str) -> str:
    """The text of a moment with the plus sign of its offset, should it have been lost on the way."""
    return _LOST_PLUS.sub(r"\1+\2", text.strip())


def read_day(text: str) -> date | None:
    """The day a text gives, `2026-11-24`; None if it gives none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def told(moment: datetime | None) -> datetime | None:
    """A moment in the office's own time, +07:00; the renderer writes it as ISO 8601 ten times as fast as Python."""
    # The current time zone would be the same one, asked for a thousand times a page.
    return moment.astimezone(timezone.get_default_timezone()) if moment else None
