"""Celery's doors to long work; all are safe to run twice."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from batches import services

#: Seconds after which an attempt is cut off; less than Redis waits before it hands a message out again.
LONGEST_ATTEMPT = 50 * 60


@shared_task(name="batches.run", time_limit=LONGEST_ATTEMPT)
def run(*, batch_id: int, **kwargs: object) -> None:
    """Run one batch to its end."""
    services.run_batch(batch_id)


@shared_task(name="batches.restart_lost")
def restart_lost(**kwargs: object) -> None:
    """Tell workers again of what the queue lost or a dead worker held."""
    for batch_id in services.restart_lost():
        run.apply_async(kwargs={"batch_id": batch_id}, retry=False)


@shared_task(name="batches.forget")
def forget(**kwargs: object) -> None:
    """Drop batches past the day until which they are kept."""
    services.forget_batches(before=timezone.now())


def queue(batch_id: int) -> None:
    """Tell a worker of a batch once it is committed; if the queue is down, `restart_lost` does later."""

    def tell() -> None:  # a partial has no name, and robust hooks log the name of what failed
        run.apply_async(kwargs={"batch_id": batch_id}, retry=False)

    transaction.on_commit(tell, robust=True)
