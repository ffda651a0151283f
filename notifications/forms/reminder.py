"""The one-stop unit's reminder to an agency that leaves dossiers overdue, as plain values."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from dossiers.forms import DigitalSeal, Letterhead, Signature
from dossiers.forms.contexts import plain

#: No form is laid down for it; the decree only names it (văn bản đôn đốc, art. 9.1).
TITLE = "Văn bản đôn đốc giải quyết hồ sơ quá hạn"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueLine:
    """One overdue dossier of the agency."""

    code: str
    procedure: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderContext:
    """A reminder; without a signature it is a draft."""

    letterhead: Letterhead
    agency: str
    as_of: datetime
    lines: tuple[OverdueLine, ...]
    signature: Signature | None
    digital_seal: DigitalSeal | None = None

    def as_json(self) -> dict[str, Any]:
        """The context as values JSON knows."""
        values = {f.name: plain(getattr(self, f.name)) for f in fields(self)}
        return values | {"title": TITLE, "code": "", "qr": {}}
