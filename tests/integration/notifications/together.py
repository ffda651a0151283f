"""Several connections acting at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from dossiers.domain.refusals import ActRefused


def together(tasks: Sequence[Callable[[], object]]) -> list[str]:
    """Run the tasks at once, each on a connection of its own; a refusal answers its code."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> str:
        barrier.wait()
        try:
            return str(task())
        except ActRefused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))
