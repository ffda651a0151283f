"""The Centre's reminder to an agency that leaves dossiers overdue, as plain values."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from dossiers.forms import Letterhead, Signature
from dossiers.forms.contexts import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueLine:
    """One overdue dossier of the agency."""

    code: str
    procedure: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderContext:
    """A reminder ready to be signed by hand and numbered in the Centre's own book."""

    letterhead: Letterhead
    agency: str
    as_of: datetime
    lines: tuple[OverdueLine, ...]
    signature: Signature

    def as_json(self) -> dict[str, Any]:
        """The context as values JSON knows."""
        values = {f.name: plain(getattr(self, f.name)) for f in fields(self)}
        return values | {"code": "", "qr": {}}
