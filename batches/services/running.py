"""One attempt at a batch, from claiming it to its end."""

import structlog
from django.db.models import F
from django.db.models.functions import Now
from django.utils import translation

from batches.domain.refusals import BatchRefused, Stopped
from batches.models import Batch, BatchState, Failure
from batches.services.kinds import kind_of
from batches.services.work import Work

logger = structlog.get_logger(__name__)


def run_batch(batch_id: int) -> None:
    """Run a waiting batch to its end; one that is not waiting, or forgotten, is left alone.

    Safe twice and at the same time: the batch is claimed by one statement, and whoever comes
    second finds it claimed. What raises breaks the batch off and is logged, not raised again.
    """
    batch = _claim(batch_id)
    if batch is None:
        return
    log = logger.bind(batch=str(batch.ref), kind=batch.kind, officer=batch.officer_id)
    work = Work(batch)
    with translation.override(batch.language):
        try:
            state, failure = _outcome(work)
        except Stopped:
            work.flush()
            log.info("batch_stopped", done=batch.done)
            return
        except Exception:
            log.exception("batch_failed")
            state, failure = BatchState.FAILED, Failure.ERROR.value
    work.end(state, failure)
    log.info("batch_ended", state=state.value, failure=failure, rows=batch.done)


def _claim(batch_id: int) -> Batch | None:
    """Take the batch for this worker, if nobody has it."""
    claimed = Batch.objects.filter(pk=batch_id, state=BatchState.WAITING).update(
        state=BatchState.RUNNING, attempt=F("attempt") + 1, beat_at=Now(), done=0, total=None
    )
    return Batch.objects.select_related("officer").get(pk=batch_id) if claimed else None


def _outcome(work: Work) -> tuple[BatchState, str]:
    try:
        kind = kind_of(work.batch)
        if not kind.is_allowed(work.batch):
            raise BatchRefused(Failure.NOT_ALLOWED)
        kind.run(work)
    except BatchRefused as refusal:
        return BatchState.FAILED, refusal.code
    return BatchState.DONE, ""
