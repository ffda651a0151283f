"""Whether a file holds a virus: waiting until clamd has said so, and never opened before."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from dossiers.channels.clamd import ScannerUnavailable, answers, scan
from dossiers.models import DossierFile

logger = structlog.get_logger(__name__)

State = DossierFile.State
#: A file that waits so long was lost by the queue, or its worker died.
PATIENCE = timedelta(minutes=2)
_BLOCK = 262_144
_LONGEST_FINDING = 200


def state_on_arrival(at: datetime) -> tuple[State, datetime | None]:
    """A new file waits for its verdict; where nothing looks for viruses it can be opened at once."""
    return (State.WAITING, None) if settings.CLAMD_ADDRESS else (State.CLEAN, at)


def scan_file(file_id: int, *, at: datetime) -> None:
    """Ask for the verdict on a waiting file and write it down; any other is left alone. Safe twice.

    Raises `ScannerUnavailable` when there is none; the file goes on waiting.
    """
    file = DossierFile.objects.filter(pk=file_id, state=State.WAITING).first()
    if file is None:
        return
    finding = _finding(file) if settings.CLAMD_ADDRESS else ""
    state = State.INFECTED if finding else State.CLEAN
    told = DossierFile.objects.filter(pk=file.pk, state=State.WAITING).update(
        state=state, checked_at=at, finding=finding[:_LONGEST_FINDING]
    )
    if told and finding:
        logger.warning("file_infected", file=str(file.ref), finding=finding)


def scan_waiting_files(*, at: datetime) -> int:
    """Ask again for whatever still waits, the oldest first; answers how many have their verdict.

    A scanner that does not answer ends the round: the next one tries again. A file that alone finds
    no verdict holds up no other.
    """
    done = 0
    for key in list(_lost(at).values_list("pk", flat=True)):
        try:
            scan_file(key, at=at)
            done += 1
        except ScannerUnavailable as error:
            logger.warning("file_not_scanned", file=key, error=str(error))
            if not answers(address=settings.CLAMD_ADDRESS, timeout=settings.CLAMD_TIMEOUT):
                break
        except OSError:
            logger.exception("file_content_missing", file=key)
    return done


def _lost(at: datetime) -> QuerySet[DossierFile]:
    waiting = DossierFile.objects.filter(
        state=State.WAITING, removed_at__isnull=True, uploaded_at__lte=at - PATIENCE
    )
    return waiting.order_by("uploaded_at")


def _finding(file: DossierFile) -> str:
    with default_storage.open(str(file.file)) as content:
        blocks = iter(lambda: content.read(_BLOCK), b"")
        verdict = scan(blocks, address=settings.CLAMD_ADDRESS, timeout=settings.CLAMD_TIMEOUT)
    return verdict.finding
