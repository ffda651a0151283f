"""What nobody else would notice: batches the queue lost, workers that died, results past their day."""

from datetime import datetime, timedelta

import structlog
from django.db.models import QuerySet
from django.db.models.functions import Now

from batches.models import Batch, BatchState, Failure

logger = structlog.get_logger(__name__)

#: Without a sign of life for so long, the worker is taken to be dead; the slowest rows take seconds.
SILENCE = timedelta(minutes=5)
#: After so long a worker is told again; twice told does no harm.
PATIENCE = timedelta(minutes=5)
#: What kills its worker so often is not begun again.
MOST_ATTEMPTS = 3


def restart_lost() -> list[int]:
    """Let go what dead workers held, and answer which batches a worker is to be told of again.

    Safe twice and at the same time: each batch is told of once in `PATIENCE`.
    """
    silent = Batch.objects.filter(state=BatchState.RUNNING, beat_at__lt=Now() - SILENCE)
    broken = silent.filter(attempt__gte=MOST_ATTEMPTS).update(
        state=BatchState.FAILED, failure=Failure.INTERRUPTED, ended_at=Now()
    )
    begun_again = silent.update(state=BatchState.WAITING, queued_at=Now() - PATIENCE)
    if broken or begun_again:
        logger.warning("batches_without_worker", broken_off=broken, begun_again=begun_again)
    return _told_again(Batch.objects.filter(state=BatchState.WAITING))


def _told_again(waiting: QuerySet[Batch]) -> list[int]:
    lost = waiting.filter(queued_at__lte=Now() - PATIENCE).order_by("queued_at")
    keys = list(lost.values_list("pk", flat=True))
    return [
        key
        for key in keys
        if Batch.objects.filter(pk=key, queued_at__lte=Now() - PATIENCE).update(queued_at=Now())
    ]


def forget_batches(*, before: datetime) -> int:
    """Delete what was to be kept until then, with files and reports; answers how many."""
    old = Batch.objects.filter(expires_at__lt=before).exclude(state=BatchState.RUNNING)
    return old.delete()[1].get("batches.Batch", 0)
