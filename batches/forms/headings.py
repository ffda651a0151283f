"""The head of a column."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's label in the reader's language, and its width in signs."""

    label: str
    width: int = 18
