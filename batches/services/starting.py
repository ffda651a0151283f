"""Starting a batch, and giving it up."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from batches.models import OPEN_STATES, Batch, BatchFile, BatchState, FileRole


@dataclass(frozen=True, slots=True)
class Upload:
    """A file handed in."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def start_batch(
    *,
    officer_id: int,
    kind: str,
    subject: str,
    at: datetime,
    parameters: dict[str, Any] | None = None,
    upload: Upload | None = None,
) -> Batch:
    """Write down what is to be done, in the language now in use; the same again while it goes on is the same.

    The door tells a worker of it (`batches.tasks.queue`).
    """
    batch = Batch(
        officer_id=officer_id,
        kind=kind,
        subject=subject[:200],
        parameters=parameters or {},
        language=get_language() or settings.LANGUAGE_CODE,
        created_at=at,
        queued_at=at,
        expires_at=at + timedelta(days=settings.BATCH_KEPT_DAYS),
    )
    batch.fingerprint = _fingerprint(batch, upload)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
            _take_in(batch, upload)
    except IntegrityError:
        running = Batch.objects.filter(
            officer_id=officer_id, fingerprint=batch.fingerprint, state__in=OPEN_STATES
        ).first()
        if running is None:
            raise
        return running
    return batch


def cancel_batch(batch: Batch, *, at: datetime) -> bool:
    """Give up a batch that waits or runs; its worker stops at the next sign of life. False: it had ended.

    Rows an import has taken over by then stay, and stand in its report.
    """
    with transaction.atomic():
        cancelled = Batch.objects.filter(pk=batch.pk, state__in=OPEN_STATES).update(
            state=BatchState.CANCELLED, ended_at=at
        )
        if cancelled:
            batch.files.filter(role=FileRole.GIVEN).delete()
    return bool(cancelled)


def _fingerprint(batch: Batch, upload: Upload | None) -> str:
    told = [batch.kind, batch.parameters, batch.language, upload.sha256 if upload else ""]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _take_in(batch: Batch, upload: Upload | None) -> None:
    if upload is None:
        return
    BatchFile.objects.create(
        batch=batch,
        role=FileRole.GIVEN,
        name=upload.name[:200],
        content_type=upload.content_type[:100],
        content=upload.content,
        size=len(upload.content),
        sha256=upload.sha256,
    )
