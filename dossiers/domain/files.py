"""Files of a dossier: what they are made from, how their names are cleaned, how large they may be.

What lies in a file is looked at in `dossiers.domain.contents`; who may hand one in stands in the
lifecycle table.
"""

import re
import unicodedata
from dataclasses import dataclass

from dossiers.domain.contents import FileType
from dossiers.domain.refusals import ActRefused

#: What a document was made from; the first three are scans (Circular 01/2023/TT-VPCP).
COPIES = ("original", "certified_copy", "copy", "electronic")
#: Of which it is said who made or compared it, and when.
SCANS = COPIES[:3]

#: The acts of the lifecycle table that are about files.
FILING_ACTS = ("file_document", "file_result", "mark_digitised", "remove_file")

#: A name of so many bytes can be kept by every file system, with room for “ (1)”.
_LONGEST = 200
_FORBIDDEN = re.compile(r'[<>:"|?*]')
#: Names of devices, which Windows opens instead of a file.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_ENDING = re.compile(r"\.[0-9A-Za-z]{1,8}$")


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What a province allows: bytes of one file, bytes and number of the files of one dossier, kinds."""

    most_bytes: int
    most_bytes_together: int
    most_files: int
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Room:
    """What lies in a dossier already."""

    files: int
    bytes: int

    def refuse_overflow(self, size: int, limits: FileLimits) -> None:
        """Refuses `files_too_many`, `files_too_large` when one more file of a size does not fit."""
        if self.files >= limits.most_files:
            raise ActRefused("files_too_many", field="file", most=limits.most_files)
        if self.bytes + size > limits.most_bytes_together:
            raise ActRefused(
                "files_too_large", field="file", megabytes=_megabytes(limits.most_bytes_together)
            )


def too_large(limits: FileLimits) -> ActRefused:
    """The refusal of a file with more bytes than one may have."""
    return ActRefused("file_too_large", field="file", megabytes=_megabytes(limits.most_bytes))


def clean_name(given: str, kind: FileType) -> str:
    """The name under which a file is shown and handed out again; its ending follows the content.

    Paths, control signs, and signs that turn the direction of writing are taken out, accents
    composed (NFC), what Windows forbids replaced, the rest cut to what a file system keeps.
    Refuses `file_name_bad` when nothing is left.
    """
    if len(given) > 100_000:
        raise ActRefused("file_name_bad", field="name")
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    shown = "".join(sign for sign in last if _is_shown(sign))
    words = " ".join(_FORBIDDEN.sub("_", shown).split())
    stem = _without_ending(words, kind).strip(". ")
    if not any(sign.isalnum() for sign in stem):
        raise ActRefused("file_name_bad", field="name")
    return f"{'_' if _DEVICE.fullmatch(stem) else ''}{_cut(stem)}{kind.ending}"


def _is_shown(sign: str) -> bool:
    """Neither control nor format sign, half of a pair, nor without meaning; a blank of any kind stays."""
    return sign.isspace() or not unicodedata.category(sign).startswith("C")


def _without_ending(name: str, kind: FileType) -> str:
    """`giay.pdf.exe` of a PDF becomes `giay`: no ending stays that promises something else."""
    while (ending := _ENDING.search(name)) and _is_ending(ending[0], kind):
        name = name[: ending.start()].rstrip(". ")
    return name


def _is_ending(text: str, kind: FileType) -> bool:
    """Whether it is one of the kind's own, or that of any program or document; not `.2026` of a day."""
    return text.lower() in kind.endings or not text[1:].isdigit()


def _cut(stem: str) -> str:
    return stem.encode()[:_LONGEST].decode(errors="ignore").rstrip(". ")


def _megabytes(size: int) -> str:
    return f"{size / 1_048_576:g}"
