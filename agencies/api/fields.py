"""The named values of a request body: each is known and of its kind, or all that is wrong is told at once (422)."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _

from agencies.api.moments import read_day, read_moment
from agencies.api.pages import LARGEST_KEY
from agencies.api.problems import FieldError, Problem
from agencies.api.queries import LARGEST_PAGE

#: Reads a value as JSON brings it; raises `ValueError` where it is not of the kind.
Reader = Callable[[Any], Any]
LONGEST = 10_000


def read_fields(
    body: Mapping[str, Any], readers: Mapping[str, Reader], *, optional: Collection[str] = ()
) -> dict[str, Any]:
    """The values given, each as its reader makes it; what is left out or null stays out.

    Refuses `unknown_fact`, `missing_<name>` unless it is optional, and `bad_<name>`.
    """
    errors = [
        _error(name, "unknown_fact", _("“%(name)s” is not asked for here."))
        for name in sorted(set(body) - set(readers))
    ]
    values: dict[str, Any] = {}
    for name, reader in readers.items():
        given = body.get(name)
        if given is None:
            if name not in optional:
                errors.append(_error(name, f"missing_{name}", _("“%(name)s” is missing.")))
            continue
        try:
            values[name] = reader(given)
        except ValueError:
            errors.append(_error(name, f"bad_{name}", _("“%(name)s” is not right.")))
    if errors:
        first = errors[0]
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, first.code, detail=first.detail, errors=errors
        )
    return values


def text(value: Any, *, most: int = LONGEST) -> str:
    """Words, not more signs than `most`."""
    if not isinstance(value, str) or "\x00" in value or len(value) > most:
        raise ValueError("This is no text of that length.")
    return value.strip()


def short(value: Any) -> str:
    """A code, a name or a number of a paper."""
    return text(value, most=120)


def texts(value: Any) -> list[str]:
    """A list of short texts, each once."""
    if not isinstance(value, list):
        raise ValueError("This is no list.")
    return list(dict.fromkeys(short(each) for each in value))


def choice(known: Collection[str]) -> Reader:
    """One of the words known."""

    def read(value: Any) -> str:
        if value not in known:
            raise ValueError("This is none of the choices.")
        return str(value)

    return read


def moment(value: Any) -> datetime:
    """A moment; without offset it is Vietnam's."""
    found = read_moment(value)
    if found is None:
        raise ValueError("This is no moment.")
    return found


def day(value: Any) -> date:
    """A day, `2026-11-24`."""
    found = read_day(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("This is no day.")
    return found


def keys(value: Any) -> list[int]:
    """A list of keys, each once and not more than a page of them."""
    if not isinstance(value, list) or not 0 < len(value) <= LARGEST_PAGE:
        raise ValueError("This is no list, or too long a one.")
    if not all(type(each) is int and 0 < each <= LARGEST_KEY for each in value):
        raise ValueError("This is no key.")
    return list(dict.fromkeys(value))


def _error(name: str, code: str, sentence: str) -> FieldError:
    return FieldError(name, code, sentence % {"name": name})
