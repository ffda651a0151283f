"""Pictures as scanners and telephones make them: whole from the first byte to the last."""

import os
import struct
from typing import BinaryIO

from dossiers.domain.refusals import ActRefused

#: A telephone's few seconds of film stand behind its picture; nothing else has reason to.
_JPEG_BEGINS, _JPEG_ENDS = b"\xff\xd8\xff", b"\xff\xd9"
_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_BLOCK = 65_536


def check_jpeg(file: BinaryIO) -> None:
    """Begins as a picture and has its end mark; refuses `file_broken`."""
    file.seek(0)
    if file.read(3) != _JPEG_BEGINS or not _holds(file, _JPEG_ENDS):
        raise ActRefused("file_broken", field="file")


def check_png(file: BinaryIO) -> None:
    """A chain of chunks from IHDR to IEND and nothing behind; refuses `file_broken`."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if file.read(8) != _PNG_BEGINS:
        raise ActRefused("file_broken", field="file")
    first, last, at = True, b"", 8
    while at < size and last != b"IEND":
        file.seek(at)
        length, last = _chunk(file.read(8))
        if first and last != b"IHDR":
            raise ActRefused("file_broken", field="file")
        first, at = False, at + 12 + length
    if last != b"IEND" or at != size:
        raise ActRefused("file_broken", field="file")


def check_tiff(file: BinaryIO) -> None:
    """Names a first directory that lies within the file; refuses `file_broken`."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(8)
    order = {b"II*\x00": "<I", b"MM\x00*": ">I"}.get(head[:4])
    if order is None or len(head) < 8:
        raise ActRefused("file_broken", field="file")
    (directory,) = struct.unpack(order, head[4:])
    if not 8 <= directory <= size - 2:
        raise ActRefused("file_broken", field="file")


def _chunk(head: bytes) -> tuple[int, bytes]:
    if len(head) < 8:
        raise ActRefused("file_broken", field="file")
    (length,) = struct.unpack(">I", head[:4])
    return length, head[4:]


def _holds(file: BinaryIO, mark: bytes) -> bool:
    """Whether the mark stands anywhere in what is left of the file, read a block at a time."""
    before = b""
    while block := file.read(_BLOCK):
        if mark in before + block:
            return True
        before = block[-len(mark) + 1 :]
    return False
