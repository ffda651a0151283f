"""What a file is, found from its content alone: neither its name nor what a caller says of it is believed."""

from dossiers.domain.contents.recognising import recognise
from dossiers.domain.contents.types import TYPES, FileType

__all__ = ["TYPES", "FileType", "recognise"]
