"""The archive of long work: batches, what they were given and made, and their reports."""

from batches.models.batch import OPEN_STATES, Batch, BatchState, Failure
from batches.models.contents import BatchFile, BatchRow, FileRole

__all__ = [
    "OPEN_STATES",
    "Batch",
    "BatchFile",
    "BatchRow",
    "BatchState",
    "Failure",
    "FileRole",
]
