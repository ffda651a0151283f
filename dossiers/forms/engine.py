"""Turns a template and a frozen context into a PDF: the same context gives the same bytes.

User text travels as JSON data and is never parsed as markup, so `#set` or a line "- x" stays text. A template
is a function `form(data)`: what it reads beside its data stays the same, and the compiler need not read it again.
"""

import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst

from dossiers.forms.fonts import font_for

#: Templates of every app lie below it, and import the letterhead by a path from it.
ROOT = Path(__file__).resolve().parents[2]

_MAIN = '#import "/{template}": form\n#form(json("/data.json"))\n'

#: Of the eight masks this one is the best or nearly so for an address, by the standard's own count; any
#: can be read, and trying them all is four fifths of the work.
_QR_MASK = 2

#: How many compilations later typst drops what none of them used.
_FORGOTTEN_AFTER = 11

#: Control and format characters (bidirectional overrides among them), lone surrogates.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs"})


@dataclass(frozen=True, slots=True)
class TypesetForm:
    """A finished paper. `context` is what to freeze: it names the font, so that a reprint is identical."""

    pdf: bytes
    sha256: str
    font: str
    context: dict[str, Any]


def typeset(template: Path, context: Mapping[str, Any], *, tagged: bool = True) -> TypesetForm:
    """The form `template` filled with `context`, as a PDF/A-2b, tagged for screen readers unless said otherwise.

    `context` is the JSON of a form's context class; its `letterhead.issued_at` becomes the
    creation date of the file. A name in letters no installed font has is set as well as
    possible, in a plain PDF. Raises `typst.TypstError` when the template itself is at fault.
    """
    font = font_for(context.get("font", ""))
    frozen = {**context, "font": font}
    data = _printable(frozen) | {"qr": _qr_images(frozen.get("qr", {}))}
    issued_at = datetime.fromisoformat(frozen["letterhead"]["issued_at"])
    timestamp = int(issued_at.timestamp())
    pdf = _press.compile(template, data, timestamp=timestamp, tagged=tagged)
    return TypesetForm(pdf=pdf, sha256=sha256(pdf).hexdigest(), font=font, context=frozen)


def forget() -> None:
    """Let go of what a large paper has left in the compiler's memory."""
    _press.forget()


def _printable(value: Any) -> Any:
    """`value` with its texts composed (NFC) and free of characters that print nothing or turn the line round."""
    if isinstance(value, str):
        composed = unicodedata.normalize("NFC", value)
        if composed.isprintable():
            return composed
        return "".join(
            c for c in composed if c == "\n" or unicodedata.category(c) not in _UNPRINTABLE
        )
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value


def _qr_images(texts: Mapping[str, str]) -> dict[str, str]:
    """An SVG of each text, without its quiet zone: the template leaves white paper around it."""
    images = {}
    for name, text in texts.items():
        out = BytesIO()
        code = segno.make(text, error="m", micro=False, mask=_QR_MASK)
        code.save(out, kind="svg", border=0, xmldecl=False)
        images[name] = out.getvalue().decode()
    return images


class _Press:
    """One compiler for the process: it keeps the fonts and the parsed templates, for one caller at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._compiler: typst.Compiler | None = None
        self._pid = 0

    def compile(
        self, template: Path, data: Mapping[str, Any], *, timestamp: int, tagged: bool
    ) -> bytes:
        files = {
            "main.typ": _MAIN.format(template=template.relative_to(ROOT).as_posix()).encode(),
            "data.json": json.dumps(data).encode(),
        }
        how = {"timestamp": timestamp, "pdf_tags": tagged}
        with self._lock:
            compiler = self._own_compiler()
            try:
                return _compile(compiler, files, pdf_standards=["a-2b"], **how)
            except typst.TypstError as error:
                if "could not be displayed with font" not in error.message:
                    raise
                return _compile(compiler, files, **how)

    def forget(self) -> None:
        with self._lock:
            for _compilation in range(_FORGOTTEN_AFTER):
                _compile(self._own_compiler(), b"")

    def _own_compiler(self) -> typst.Compiler:
        if self._compiler is None:
            self._compiler = typst.Compiler(root=ROOT)
            self._pid = os.getpid()
        if self._pid != os.getpid():
            # typst's threads do not survive a fork: the call would wait for them for ever.
            raise RuntimeError("A form was typeset before this process was forked; fork first.")
        return self._compiler


def _compile(compiler: typst.Compiler, source: Any, **how: Any) -> bytes:
    pdf = compiler.compile(source, format="pdf", **how)
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no PDF.")
    return pdf


_press = _Press()
