"""Amounts of money as Vietnamese papers write them out: "Một triệu hai trăm nghìn đồng"."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
#: Beside a ten from twenty on, one, four and five have names of their own.
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_GROUPS = ("", "nghìn", "triệu")
_BILLION = 10**9


def amount_in_words(amount: int) -> str:
    """Whole đồng in words, with a capital and the currency; raises `ValueError` below nought.

    Digits are read in groups of three; a group within a number is read whole, its noughts too:
    1 005 000 is "một triệu không trăm linh năm nghìn".
    """
    if amount < 0:
        raise ValueError("An amount of money is not negative.")
    return f"{number_in_words(amount).capitalize()} đồng"


def number_in_words(number: int) -> str:
    """A whole number from nought on in Vietnamese words."""
    return " ".join(_words(number, within=False)) if number else _DIGITS[0]


def _words(number: int, *, within: bool) -> list[str]:
    """Billions are counted themselves: a thousand of them is "một nghìn tỷ"."""
    billions, rest = divmod(number, _BILLION)
    words = [*_words(billions, within=within), "tỷ"] if billions else []
    for position in reversed(range(len(_GROUPS))):
        group = rest // 1000**position % 1000
        if group:
            words += _group(group, within=within or bool(words))
            words += [_GROUPS[position]] if position else []
    return words


def _group(group: int, *, within: bool) -> list[str]:
    """Three digits; within a longer number a missing hundred is read as nought."""
    hundreds, rest = divmod(group, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or within else []
    tens, units = divmod(rest, 10)
    if not tens:
        return words + (["linh"] if words and units else []) + ([_DIGITS[units]] if units else [])
    return words + _tens(tens, units)


def _tens(tens: int, units: int) -> list[str]:
    names = _AFTER_TENS if tens > 1 else {5: "lăm"}
    words = [_DIGITS[tens], "mươi"] if tens > 1 else ["mười"]
    return words + ([names.get(units, _DIGITS[units])] if units else [])


def amount_in_figures(amount: int) -> str:
    """Whole đồng as Vietnamese papers group them: `1.200.000`."""
    return f"{amount:,}".replace(",", ".")
