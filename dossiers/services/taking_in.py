"""A file on its way in: written to disk piece by piece, counted and digested, never held in memory."""

import hashlib
import tempfile
from dataclasses import dataclass
from types import TracebackType
from typing import IO, BinaryIO, Protocol, Self

from django.conf import settings

from dossiers.domain.files import FileLimits, too_large
from dossiers.domain.refusals import ActRefused

_BLOCK = 65_536


class Readable(Protocol):
    """Whatever gives bytes: a request's body, an uploaded file."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that has come in whole, on disk without a name: gone when closed, or with its process."""

    file: BinaryIO
    size: int
    sha256: str

    def close(self) -> None:
        self.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def take_in(stream: Readable, *, limits: FileLimits, declared: int | None = None) -> Taken:
    """Read a stream to its end, or to the first byte over the limit.

    `declared` is how many bytes the sender promised: refused at once when too many, and when fewer
    come. Refuses `file_too_large`, `file_empty`, `file_cut_short`.
    """
    if declared is not None and declared > limits.most_bytes:
        raise too_large(limits)
    file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 -- `Taken` closes it
    try:
        size, sha256 = _copied(stream, file, limits)
        if size == 0:
            raise ActRefused("file_empty", field="file")
        if declared is not None and size != declared:
            raise ActRefused("file_cut_short", field="file")
    except BaseException:
        file.close()
        raise
    return Taken(file, size, sha256)


def _copied(stream: Readable, file: IO[bytes], limits: FileLimits) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while block := stream.read(min(_BLOCK, limits.most_bytes + 1 - size)):
        size += len(block)
        if size > limits.most_bytes:
            raise too_large(limits)
        digest.update(block)
        file.write(block)
    return size, digest.hexdigest()
