"""The applicant's keys: a PIN short enough to type, a token too long to guess."""

import random
import re
import secrets

#: Without 0 O 1 I L, which look alike on paper.
PIN_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PIN_LENGTH = 6


def new_pin(source: random.Random) -> str:
    """A PIN of six characters, 31^6 possibilities; `source` is the system's own randomness outside tests."""
    return "".join(source.choice(PIN_ALPHABET) for _ in range(PIN_LENGTH))


def normal_pin(typed: str) -> str:
    """A PIN as typed: blanks and dashes dropped, upper case."""
    return "".join(typed.split()).replace("-", "").upper()


def new_lookup_token() -> str:
    """256 random bits for the receipt's QR, 43 characters."""
    return secrets.token_urlsafe(32)


def is_lookup_token(text: str) -> bool:
    """Whether a text has the form of a token; anything else need not be looked for."""
    return re.fullmatch(r"[A-Za-z0-9_-]{43}", text) is not None
