"""What a log must not keep is taken out of every line on its way to the page: names, numbers, keys, words searched for.

Three sieves, because no pattern knows a name: values go by what they are called (`hide_personal`);
exceptions tell their kind and place, and their words only where these speak of code or of the
machine (`exception_told`); what is left is searched for what has a shape (`without_shapes`).
"""

import logging
import re
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

#: Stands for what was taken out.
HIDDEN = "…"

#: Names under which nothing personal and no key may stand, whoever logs them.
PRIVATE = frozenset(
    {
        *("name", "full_name", "applicant", "recipient", "username", "phone", "to", "email"),
        *("identity_number", "address", "subject", "reason", "remark", "text", "texts", "answer"),
        *("facts", "body", "data", "payload", "form", "post", "args", "kwargs", "params", "sql"),
        *("pin", "token", "password", "secret", "key", "authorization", "cookie", "headers"),
        *("q", "query", "words"),
    }
)

#: Exceptions whose words are about code or machines, not about anybody; only these very ones, for a
#: library's own kinds quote what they were given. All others may do so: a `ValueError` the name it
#: choked on, PostgreSQL in its `DETAIL` a whole row.
_SPEAKING = frozenset(
    {
        *(AttributeError, NameError, TypeError, ImportError, ModuleNotFoundError),
        *(NotImplementedError, OSError, FileNotFoundError, PermissionError, TimeoutError),
        *(ConnectionError, ConnectionRefusedError, ConnectionResetError, BrokenPipeError),
        *(OperationalError, InterfaceError, ImproperlyConfigured),
    }
)

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?s)\b(DETAIL|HINT|CONTEXT):.*"), rf"\1: {HIDDEN}"),
    (re.compile(r"(?i)\b(Token|Bearer|Basic)\s+[\w.~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?<=[\w/])\?[^\s\"'<>]+"), f"?{HIDDEN}"),
    (re.compile(r"(/tra-cuu/q/|/danh-gia/|/gop-y/)[^/\s\"']+"), rf"\1{HIDDEN}"),
    (re.compile(r"[^\s@\"'<>(),;:=]+@[^\s@\"'<>(),;:=]+\.\w{2,}"), HIDDEN),
    (re.compile(r"(?<![\w.+-])(?:\+84|84|0)(?:[ .-]?\d){9}(?![\w-])"), HIDDEN),
    (re.compile(r"(?<![\w.-])\d{9}(?:\d{3})?(?![\w-])"), HIDDEN),
)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def hide_personal(
    logger: Any, method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The last processor before a line is written."""
    for name, value in line.items():
        if not name.startswith("_"):  # the library's own, taken off before the line is written
            line[name] = HIDDEN if name.lower() in PRIVATE and value else _hidden(value)
    return line


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return without_shapes(value)
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if str(name).lower() in PRIVATE and inner else _hidden(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_hidden(inner) for inner in value]
    return value if isinstance(value, int | float | bool | None) else without_shapes(str(value))


def without_shapes(text: str) -> str:
    """A text without what can be told by its shape: query strings, tokens, addresses of e-mail, long numbers."""
    for pattern, instead in _SHAPES:
        text = pattern.sub(instead, text)
    return text


def exception_told(exc_info: ExcInfo) -> str:
    """An exception and those it came of: kind and place of each, words only of those that quote nobody."""
    return "\n".join(_one(error) for error in _chain(exc_info[1]))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The first cause first."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from reversed(found)


def _one(error: BaseException) -> str:
    places = "".join(traceback.format_tb(error.__traceback__))
    kind = type(error)
    state = getattr(error, "sqlstate", None)
    name = f"{kind.__module__}.{kind.__qualname__}" + (f" [{state}]" if state else "")
    return f"Traceback (most recent call last):\n{places}{name}: {_words(error)}"


def _words(error: BaseException) -> str:
    return without_shapes(str(error)) if type(error) in _SPEAKING else HIDDEN


class HideQuoted(logging.Filter):
    """Takes out what a library's line quotes beside the exception: its words, a task's arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, Mapping):
            quoted = {"exc", "traceback", "args", "kwargs"} & set(record.args)
            record.args = {**record.args, **dict.fromkeys(quoted, HIDDEN)}
        return True


def client_told(
    username: str, ip_address: str, user_agent: str, path_info: Any, request: HttpRequest
) -> str:
    """Who failed to sign in, as axes logs it: from where. A name field often holds a password."""
    path = path_info[0] if isinstance(path_info, list | tuple) else path_info
    return f"{{ip_address: {ip_address}, path: {without_shapes(str(path or ''))}}}"
