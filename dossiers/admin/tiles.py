"""The cards of the first page: a number, what it counts, and the way to the list."""

from dataclasses import dataclass

from dossiers.selectors.worklists import MOST_COUNTED


@dataclass(frozen=True, slots=True)
class Pile:
    """One card of the dashboard."""

    label: str
    hint: str
    href: str
    number: str
    tone: str


def number(count: int) -> str:
    """A pile's number; `1000+` where counting stopped."""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
