"""What is wrong with the settings of files, said at start; whether storage and scanner answer, with `check --deploy`."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from dossiers.channels.clamd import answers
from dossiers.domain.contents import TYPES

_MANUAL = "See docs/operations/files.md."
#: What clamd needs to answer when it is well.
_SECONDS = 5.0


@register()
def file_settings_make_sense(**kwargs: object) -> list[CheckMessage]:
    """Kinds that do not exist, limits that let nothing in, an address that is none."""
    return [Error(text, hint=_MANUAL, id=f"casetracking.{number}") for number, text in _wrong()]


def _wrong() -> Iterator[tuple[str, str]]:
    unknown = sorted(set(settings.FILE_TYPES) - set(TYPES))
    if unknown or not settings.FILE_TYPES:
        names = ", ".join(unknown) or "nothing"
        yield "E060", f"FILE_TYPES names {names}; known are {', '.join(TYPES)}."
    sizes = (settings.FILE_MOST_BYTES, settings.DOSSIER_FILES_MOST_BYTES)
    if not 0 < sizes[0] <= sizes[1] or settings.DOSSIER_FILES_MOST < 1:
        yield "E061", "FILE_MOST_BYTES must be positive and not above DOSSIER_FILES_MOST_BYTES."
    address = settings.CLAMD_ADDRESS
    if address and not address.startswith("/") and not address.rpartition(":")[2].isdigit():
        yield "E062", f"CLAMD_ADDRESS is neither host:port nor the path of a socket: {address!r}."


@register(Tags.security)
def production_keeps_files_for_all(**kwargs: object) -> list[CheckMessage]:
    """Files must be where every machine finds them, and looked into before anybody opens them."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if not settings.S3_BUCKET and not settings.FILES_DIR_IS_SHARED:
        found.append(
            Error(
                "Production must not keep files in a folder of one machine.",
                hint=f"Set S3_BUCKET, or FILES_DIR_IS_SHARED=1 for a folder that all machines share. {_MANUAL}",
                id="casetracking.E063",
            )
        )
    if not settings.CLAMD_ADDRESS:
        found.append(
            Warning(
                "Nothing looks for viruses in files: they can be opened as soon as they are handed in.",
                hint=f"Set CLAMD_ADDRESS. {_MANUAL}",
                id="casetracking.W060",
            )
        )
    return found


@register(Tags.security, deploy=True)
def files_can_be_kept_and_scanned(**kwargs: object) -> list[CheckMessage]:
    """The folder can be written to, the scanner answers."""
    found: list[CheckMessage] = []
    if not settings.S3_BUCKET and not _is_private_folder(Path(settings.FILES_DIR)):
        found.append(
            Warning(
                f"Others on this machine can read {settings.FILES_DIR}.",
                hint="chmod 700: what lies in dossiers is nobody else's.",
                id="casetracking.W061",
            )
        )
    address = settings.CLAMD_ADDRESS
    if address and not answers(address=address, timeout=_SECONDS):
        found.append(
            Warning(
                f"No virus scanner answers at {address}: files handed in will wait.",
                hint=_MANUAL,
                id="casetracking.W062",
            )
        )
    return found


def _is_private_folder(folder: Path) -> bool:
    """Whether only the owner may enter; one that is not there yet will be made so."""
    return not folder.exists() or folder.stat().st_mode & 0o007 == 0
