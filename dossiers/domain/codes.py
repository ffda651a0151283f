"""Dossier codes as people type them: from a receipt, in capitals or not, with blanks, with or without dashes."""

import re
import unicodedata

MAX_LENGTH = 40

#: Everything a keyboard or a word processor may put where the receipt has a hyphen.
_DASHES = re.compile("[\u2010-\u2015\u2212_\uff0d]")
#: Unit, date and number of the day (Circular 01/2018/TT-VPCP, art. 19.1), dashes left out.
_RUN_TOGETHER = re.compile(r"^([A-Z]\d{2}(?:\.\d{2,3}){0,3})-?(\d{6})-?(\d{4})$")
_CODE = re.compile(r"^[0-9A-Z](?:[0-9A-Z.-]{2,38})[0-9A-Z]$")


def is_code(text: str) -> bool:
    """Whether a text may stand as a dossier's code: capitals, digits, dots and dashes, at most 40."""
    return bool(_CODE.match(text))


def codes_meant(typed: str) -> tuple[str, ...]:
    """The codes that a typed text may mean, likeliest first; none when no code looks like it.

    `h41.01.02 261124 0001` means `H41.01.02-261124-0001`. A code taken over from an older system
    may be written otherwise, so the text without blanks is a candidate of its own.
    """
    text = unicodedata.normalize("NFKC", typed[: 4 * MAX_LENGTH])
    text = "".join(_DASHES.sub("-", text).split()).upper()
    parts = _RUN_TOGETHER.match(text)
    candidates = (*(["-".join(parts.groups())] if parts else []), text)
    return tuple(dict.fromkeys(code for code in candidates if is_code(code)))
