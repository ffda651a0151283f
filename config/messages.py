"""Gathers every sentence of the interface into the gettext catalogues: `make messages`.

Babel reads Python by itself; Django's templates are first turned into the Python calls they stand
for, so that no gettext tools need to be installed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from config.embedded.places import PROJECT

CATALOGUES = PROJECT / "locale"

METHODS = [
    ("**/migrations/**.py", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "config.messages:extract_from_template"),
]
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
WITHOUT_MESSAGES = {"tests", "benchmarks", "docs", "locale", "requirements", "var"}

Message = tuple[int, str | tuple[str, ...], list[str], str | None]


def extract_from_template(
    source: BinaryIO,
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Message]:
    """Yield `(line, message, comments, context)` of one template, as Babel's extractors do."""
    calls = templatize(source.read().decode())
    # Parentheses free the calls from Python's rules of indentation, on the same lines as before.
    yield from extract_python(
        BytesIO(f"({calls}\n)".encode()), keywords, comment_tags, {"encoding": "utf-8"}
    )


def gathered() -> Catalog:
    """What the project's code and templates ask to have translated, each with its files."""
    template = Catalog()
    for folder in sorted(PROJECT.iterdir()):
        if not folder.is_dir() or folder.name.startswith(".") or folder.name in WITHOUT_MESSAGES:
            continue
        for file, _line, message, comments, context in extract_from_dir(
            folder, METHODS, keywords=KEYWORDS
        ):
            place = (f"{folder.name}/{Path(file).as_posix()}", 0)
            template.add(message, None, [place], auto_comments=comments, context=context)
    return template


def renew(file: Path) -> Catalog:
    """Bring a catalogue up to date: new sentences empty, sentences no longer used left out."""
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=file.parent.parent.name, domain=file.stem)
    catalogue.update(gathered(), no_fuzzy_matching=True, update_creation_date=False)
    with file.open("wb") as stream:
        write_po(
            stream,
            catalogue,
            width=0,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )
    return catalogue


def is_whole(said: str | Sequence[str] | None) -> bool:
    """Whether a sentence is translated, with each of its plural forms; a new one is None."""
    return bool(said) and all([said] if isinstance(said, str) else said)


if __name__ == "__main__":
    for file in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")):
        empty = [message for message in renew(file) if message.id and not is_whole(message.string)]
        print(f"{file.relative_to(PROJECT)}: {len(empty)} to translate")  # noqa: T201
