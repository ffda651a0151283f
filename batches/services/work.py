"""A running batch as the work itself sees it: what was given, and where progress, report and file go."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from batches.domain.refusals import BatchRefused, Stopped
from batches.models import Batch, BatchFile, BatchRow, BatchState, Failure, FileRole

#: Rows between two signs of life: thousands a second then cost next to nothing.
PACE = 250

Row = TypeVar("Row")


class Work:
    """Belongs to one attempt at one batch; every sign of life asks whether it still does."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self._reported: list[BatchRow] = []
        self._made: BatchFile | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.batch.parameters)

    def given(self) -> bytes:
        """The file that was handed in."""
        return bytes(self.batch.files.get(role=FileRole.GIVEN).content)

    def expect(self, total: int) -> None:
        """Tell how many rows there will be; raises `Stopped` like every sign of life."""
        self.batch.total = total
        self.tell()

    def track(self, rows: Sequence[Row]) -> Iterator[Row]:
        """The rows one by one, counted as they are done."""
        self.expect(len(rows))
        for row in rows:
            yield row
            self.advance()

    def advance(self) -> None:
        """One more row is done; raises `Stopped` when the batch has been lost meanwhile."""
        self.batch.done += 1
        if self.batch.done % PACE == 0:
            self.tell()

    def report(
        self, number: int, *, outcome: str, code: str = "", reason: str = "", refused: bool = False
    ) -> None:
        """What became of a row of the file. What an earlier attempt has said of it stands."""
        row = BatchRow(
            batch=self.batch,
            number=number,
            code=code[:80],
            outcome=outcome,
            reason=reason.replace("\x00", ""),
            is_refused=refused,
        )
        self._reported.append(row)

    def keep(self, file: BinaryIO, *, name: str, content_type: str) -> None:
        """Take the finished file over; it is stored when the batch ends, or never."""
        content = file.read()
        if len(content) > settings.BATCH_FILE_MOST_BYTES:
            raise BatchRefused(Failure.FILE_TOO_LARGE)
        self._made = BatchFile(
            batch=self.batch,
            role=FileRole.RESULT,
            name=name,
            content_type=content_type,
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )

    def tell(self) -> None:
        """Write down how far it is, and what was reported; raises `Stopped` when it is no longer ours."""
        self.flush()
        told = Batch.objects.filter(
            pk=self.batch.pk, attempt=self.batch.attempt, state=BatchState.RUNNING
        ).update(done=self.batch.done, total=self.batch.total, beat_at=Now())
        if not told:
            raise Stopped

    def flush(self) -> None:
        """Store what was reported so far."""
        BatchRow.objects.bulk_create(self._reported, ignore_conflicts=True)
        self._reported.clear()

    def end(self, state: BatchState, failure: str = "") -> bool:
        """End the batch with all it made, or do nothing and answer False when it is no longer ours.

        Work that comes to its end before it sees that it was cancelled is done, not cancelled.
        """
        with transaction.atomic():
            self.flush()
            self.batch.files.filter(role=FileRole.GIVEN).delete()
            ended = Batch.objects.filter(
                pk=self.batch.pk,
                attempt=self.batch.attempt,
                state__in=[BatchState.RUNNING, BatchState.CANCELLED],
            ).update(
                state=state,
                failure=failure,
                done=self.batch.done,
                total=self.batch.total,
                ended_at=Now(),
            )
            if not ended:
                transaction.set_rollback(True)
            elif self._made is not None and state == BatchState.DONE:
                self._made.save(force_insert=True)
        return bool(ended)
