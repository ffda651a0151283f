"""What a scanner types that has read the square code of one of our papers."""

import re
from dataclasses import dataclass
from enum import StrEnum

_ADDRESS = re.compile(
    r"/(?:tra-cuu/q/(?P<lookup>[\w-]+)|danh-gia/(?P<rating>[\w-]+)|tra-cuu/(?P<code>[\w.-]+))/?$"
)


class ScannedKind(StrEnum):
    """What stands at the end of the address in the code."""

    LOOKUP = "lookup"
    RATING = "rating"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Scanned:
    """The end of an address: the token of a look-up or of a rating, or a dossier's code."""

    kind: ScannedKind
    value: str


def read_scanned(text: str) -> Scanned | None:
    """The end of the address that a code of ours holds; None for whatever else was typed.

    `https://…/tra-cuu/q/<token>/` stands on a receipt, `…/danh-gia/<token>/` beside it.
    """
    found = _ADDRESS.search(text.strip())
    if found is None or found.lastgroup is None:
        return None
    return Scanned(ScannedKind(found.lastgroup), found[found.lastgroup])
