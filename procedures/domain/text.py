"""Search without accents: one spelling for a name however it was typed.

PostgreSQL's own `unaccent` is an extension, which the house does without; the key is stored
beside the text instead.
"""

import unicodedata


def search_key(text: str) -> str:
    """The text in lower case, without accents or punctuation, words parted by one space.

    `Đăng ký khai sinh` and its decomposed or unaccented spellings give `dang ky khai sinh`;
    `H41.01.02-261124-0001` gives `h41 01 02 261124 0001`.
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    plain = (
        "" if unicodedata.combining(sign) else sign if sign.isalnum() else " "
        for sign in decomposed.lower()
    )
    return " ".join("".join(plain).split())


def prefix_query(text: str) -> str:
    """A PostgreSQL `tsquery` that finds every word of the text, the words possibly cut short.

    `khai si` gives `khai:* & si:*`; a text without letters or digits gives the empty string.
    """
    return _joined([f"{word}:*" for word in search_key(text).split()])


def last_prefix_query(text: str) -> str:
    """A PostgreSQL `tsquery` that finds every word of the text whole, only the last possibly cut short.

    `khai si` gives `khai & si:*`; a text without letters or digits gives the empty string.
    """
    *whole, last = search_key(text).split() or [""]
    return _joined([*whole, f"{last}:*"] if last else [])


def _joined(words: list[str]) -> str:
    return " & ".join(words)
