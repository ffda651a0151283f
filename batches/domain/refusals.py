"""Why a batch cannot go on."""


class BatchRefused(Exception):
    """It is broken off for a reason its officer is told; `code` is one of `batches.models.Failure`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Stopped(Exception):
    """The batch is no longer this worker's: it was cancelled, or a later attempt has taken it over."""
