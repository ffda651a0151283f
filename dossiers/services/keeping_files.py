"""Rows and stored content kept in step: content nobody knows of is removed, rows without content are told.

Content comes before its row and goes after it, so that a process killed in between leaves at worst
content too much.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.core.files.storage import default_storage

from dossiers.models import DossierFile
from dossiers.services.filing import discard_content

logger = structlog.get_logger(__name__)

ROOT = "dossiers"
#: The longest upload with everything that may hold it up; younger content may yet get its row.
YOUNG = timedelta(hours=24)
_AT_ONCE = 1_000


@dataclass(slots=True)
class Kept:
    """What was found: content removed, and references of files whose content is gone or not the same."""

    removed: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def remove_orphans(*, at: datetime) -> int:
    """Delete stored content older than a day that no row names; answers how many. Safe twice."""
    removed = 0
    for folder in _folders():
        names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        known = set(DossierFile.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names:
            if name not in known and _is_old(name, at):
                discard_content(name)
                removed += 1
    if removed:
        logger.info("orphaned_files_removed", files=removed)
    return removed


def look_after_files(*, at: datetime) -> Kept:
    """The nightly round: remove orphans, and tell which rows have lost their content."""
    kept = Kept(removed=remove_orphans(at=at), missing=missing_contents())
    if kept.missing:
        logger.error("file_contents_missing", files=len(kept.missing), first=kept.missing[:10])
    return kept


def missing_contents() -> list[str]:
    """References of files whose content is not in the storage."""
    return [str(file.ref) for file in _kept_files() if not _is_there(file)]


def compare_contents() -> Kept:
    """Read everything that is stored and compare it with the digests: after a restore, or in doubt."""
    kept = Kept()
    for file in _kept_files():
        digest = _digest(file)
        if digest is None:
            kept.missing.append(str(file.ref))
        elif digest != file.sha256:
            kept.changed.append(str(file.ref))
    return kept


def erase_files(dossier_id: int) -> list[str]:
    """Forget names and contents of a dossier's files, in the transaction of the caller.

    For the erasure of personal data after the retention period: the rows, their digests and the
    history stay. Answers the paths whose content nothing else refers to; the caller hands them to
    `discard_content` once the transaction is committed.
    """
    files = DossierFile.objects.filter(dossier=dossier_id).exclude(file="")
    paths = set(files.values_list("file", flat=True))
    files.update(name="", removed_why="", file="")
    still = DossierFile.objects.filter(file__in=paths).values_list("file", flat=True)
    return sorted(paths - set(still))


def _folders() -> Iterator[str]:
    try:
        below = default_storage.listdir(ROOT)[0]
    except FileNotFoundError:
        return
    yield from (f"{ROOT}/{name}" for name in below)


def _is_old(name: str, at: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < at - YOUNG
    except OSError:
        return False


def _kept_files() -> Iterator[DossierFile]:
    """Those whose content is to be there: of an infected one that was removed it is deleted."""
    gone = DossierFile.objects.filter(
        state=DossierFile.State.INFECTED, removed_at__isnull=False
    ).values("pk")
    kept = DossierFile.objects.exclude(file="").exclude(pk__in=gone)
    return kept.order_by("pk").iterator(chunk_size=_AT_ONCE)


def _is_there(file: DossierFile) -> bool:
    return default_storage.exists(str(file.file))


def _digest(file: DossierFile) -> str | None:
    digest = hashlib.sha256()
    try:
        with default_storage.open(str(file.file)) as content:
            for block in content.chunks():
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()
