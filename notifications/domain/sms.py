"""Short messages: the number they go to and the text that fits into them (GSM 03.38, 03.40; E.164)."""

import re
import unicodedata
from collections.abc import Sequence

#: One short message without accents; or three joined ones of 67 signs each with them.
ASCII_SIGNS, UNICODE_SIGNS = 160, 3 * 67

_SEPARATORS = re.compile(r"[\s.\-()]")
_VIETNAMESE_MOBILE = re.compile(r"\+84[35789]\d{8}")
_ELSEWHERE = re.compile(r"\+(?!84)[1-9]\d{7,14}")


def mobile_number(phone: str) -> str | None:
    """The number as E.164 (`0900 000 001` gives `+84900000001`); None for what takes no short messages.

    A number without a country code is Vietnam's; its landlines (02…) are left out.
    """
    digits = _SEPARATORS.sub("", phone)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+84{digits[1:]}"
    elif digits.startswith("84"):
        digits = f"+{digits}"
    found = _VIETNAMESE_MOBILE.fullmatch(digits) or _ELSEWHERE.fullmatch(digits)
    return digits if found else None


def without_accents(text: str) -> str:
    """The text in ASCII, case kept: `Đã trả kết quả` gives `Da tra ket qua`."""
    spelled = text.translate({ord("đ"): "d", ord("Đ"): "D", ord("–"): "-", ord("…"): "..."})
    decomposed = unicodedata.normalize("NFKD", spelled)
    return decomposed.encode("ascii", "ignore").decode("ascii")


def short_text(lines: Sequence[str], *, unicode: bool) -> str:
    """As many of the lines as fit, the first of them first, parted by a full stop.

    The first line is cut rather than left out.
    """
    room = UNICODE_SIGNS if unicode else ASCII_SIGNS
    text = ""
    for line in lines:
        plain = (line if unicode else without_accents(line)).strip()
        longer = f"{text}. {plain}" if text else plain[:room]
        if len(longer) > room:
            break
        text = longer
    return text
