"""The square code on a citizen's identity card, as a scanner types it."""

import re
from dataclasses import dataclass

#: Number, former number, name, day of birth, sex, place of residence, day of issue; newer cards add more.
_LEAST_PARTS = 6
_NUMBER = re.compile(r"^\d{12}$")


@dataclass(frozen=True, slots=True)
class IdentityCard:
    """What of a card's code stands in a dossier."""

    number: str
    name: str
    address: str


def read_card(scanned: str) -> IdentityCard | None:
    """The card whose code was scanned; None for any other text, such as a number typed by hand.

    `040123456789|182345678|Nguyễn Văn Ví Dụ|01021990|Nam|Khối 1, phường Ví Dụ, Nghệ An|10052021`
    """
    parts = [part.strip() for part in scanned.split("|")]
    if len(parts) < _LEAST_PARTS or not _NUMBER.match(parts[0]):
        return None
    return IdentityCard(number=parts[0], name=parts[2], address=parts[5])
