"""The desks of long work: starting, running, cancelling, and finding again what was lost."""

from batches.services.exporting import EXPORT, start_export
from batches.services.kinds import Kind, label_of_kind, register_kind
from batches.services.running import run_batch
from batches.services.starting import Upload, cancel_batch, start_batch
from batches.services.sweeping import forget_batches, restart_lost
from batches.services.work import Work

__all__ = [
    "EXPORT",
    "Kind",
    "Upload",
    "Work",
    "cancel_batch",
    "forget_batches",
    "label_of_kind",
    "register_kind",
    "restart_lost",
    "run_batch",
    "start_batch",
    "start_export",
]
