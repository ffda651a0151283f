"""What a cell of an exported list may hold, and how text in it is kept from being run as a formula."""

from datetime import date, datetime
from decimal import Decimal

Value = str | int | float | Decimal | date | datetime | None

#: Signs with which a spreadsheet begins to calculate, the wide forms of East Asian keyboards too.
_RUNS = frozenset("=+-@\t\r\n＝＋－＠")
#: The most signs that a cell of Excel holds.
LONGEST = 32_767


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would calculate the text instead of showing it."""
    return text[:1] in _RUNS


def inert(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{text}" if is_formula(text) else text


def fitting(text: str) -> str:
    """The text as far as a cell holds it, its end marked where it was cut."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
