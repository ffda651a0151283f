"""Two versions of a text or a list side by side: what stayed, what went, what came.

Words are compared by the longest matching blocks (Ratcliff and Obershelp, as `difflib` has them).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

#: Below it two entries have too little in common to stand beside each other.
ALIKE = 0.5
_WORD = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    """What became of a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and whether they are on this side alone."""

    text: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One entry on both sides; a side without it is empty."""

    change: Change
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()


def compare_texts(before: str, after: str) -> Line:
    """A text on both sides, the words that differ marked."""
    if before == after:
        piece = (Piece(before),) if before else ()
        return Line(Change.SAME, piece, piece)
    if not before:
        return Line(Change.ADDED, after=(Piece(after, alone=True),))
    if not after:
        return Line(Change.REMOVED, before=(Piece(before, alone=True),))
    old, new = _WORD.findall(before), _WORD.findall(after)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return Line(
        Change.CHANGED,
        tuple(_pieces((tag, old[i1:i2]) for tag, i1, i2, _, _ in blocks)),
        tuple(_pieces((tag, new[j1:j2]) for tag, _, _, j1, j2 in blocks)),
    )


def compare_lists(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    """The entries of two lists in their order; one that was reworded stands beside its old words."""
    lines: list[Line] = []
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for tag, i1, i2, j1, j2 in blocks:
        if tag == "equal":
            lines += [compare_texts(entry, entry) for entry in before[i1:i2]]
        else:
            lines += _beside(before[i1:i2], after[j1:j2])
    return lines


def _beside(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for old, new in zip_longest(before, after, fillvalue=""):
        if old and new and not _are_alike(old, new):
            yield compare_texts(old, "")
            yield compare_texts("", new)
        else:
            yield compare_texts(old, new)


def _are_alike(old: str, new: str) -> bool:
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= ALIKE


def _pieces(blocks: Iterator[tuple[str, list[str]]]) -> Iterator[Piece]:
    for tag, words in blocks:
        if words:
            yield Piece("".join(words), alone=tag != "equal")
