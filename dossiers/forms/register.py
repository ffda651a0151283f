"""What stands in form 06, Sổ theo dõi hồ sơ, and how its pages are set and bound."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter

from dossiers.forms.contexts import PAPER_ZONE, Letterhead, Signature, plain
from dossiers.forms.engine import forget, typeset

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_PART = _TEMPLATES / "register.typ"
_PAGE_NUMBERS = _TEMPLATES / "register_pages.typ"

#: Set at once. A thousand lines take the compiler a third of a gigabyte, all of a year's several.
LINES_PER_PART = 500


_WAYS = {"counter": "Trực tiếp", "post": "Bưu chính công ích", "online": "Trực tuyến"}
_ENDINGS = {
    "refused": "Từ chối giải quyết",
    "withdrawn": "Rút hồ sơ",
    "stopped": "Dừng giải quyết",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One dossier of the register; empty is what has not happened.

    `how`: counter, post or online. `ending`: refused, withdrawn or stopped, the last two at
    `ended_at`. `first_due_at` is the first promise of a dossier that was re-appointed; `restarted`
    says that the limit was counted again after a supplement.
    """

    number: int
    code: str
    procedure: str
    applicant: str
    address: str
    lead_agency: str
    received_at: datetime
    due_at: datetime | None
    first_due_at: datetime | None = None
    transferred_at: datetime | None = None
    result_at: datetime | None = None
    returned_at: datetime | None = None
    how: str = ""
    ending: str = ""
    ended_at: datetime | None = None
    restarted: bool = False
    sets: int = 1

    def cells(self) -> list[str]:
        """The line's columns as they are printed, moments in Vietnamese time; the signature stays blank."""
        texts = [str(self.number), self.code, self.procedure, f"{self.sets:02d}"]
        texts += [self.applicant, self.address, self.lead_agency]
        moments = (
            self.received_at,
            self.due_at,
            self.transferred_at,
            self.result_at,
            self.returned_at,
        )
        return [*texts, *map(_short, moments), _WAYS.get(self.how, ""), "", self._notes()]

    def _notes(self) -> str:
        notes = []
        if self.ending:
            notes.append(f"{_ENDINGS[self.ending]} {_short(self.ended_at)}".strip())
        if self.first_due_at:
            notes.append(f"Hẹn lại, hẹn lần đầu {_short(self.first_due_at)}")
        if self.restarted:
            notes.append("Tính lại thời hạn sau khi bổ sung")
        return "; ".join(notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterContext:
    """The register of a one-stop unit from one day to another, both in `year`.

    `signature` is the head's who closes it; until then the register is a print of how it stands.
    `letterhead.issued_at` is the moment of closing, or of printing.
    """

    letterhead: Letterhead
    year: int
    first_day: date
    last_day: date
    lines: tuple[RegisterLine, ...]
    signature: Signature | None = None
    form_label: str = "Mẫu số 06"

    def parts(self) -> Iterator[dict[str, Any]]:
        """The context of each part as JSON knows it; the first has the title, the last the end."""
        count = len(self.lines)
        shared = {
            f.name: plain(getattr(self, f.name))
            for f in fields(self)
            if f.name not in ("lines", "first_day", "last_day")
        } | {
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "entries": count,
        }
        for start in range(0, max(count, 1), LINES_PER_PART):
            end = start + LINES_PER_PART
            lines = [line.cells() for line in self.lines[start:end]]
            yield shared | {"lines": lines, "is_first": start == 0, "is_last": end >= count}


def typeset_register(context: RegisterContext) -> tuple[bytes, str]:
    """The register as one PDF/A-2b with numbered pages, and its SHA-256; a fiftieth of a second a page."""
    parts = []
    for part in context.parts():
        parts.append(typeset(_PART, part, tagged=False).pdf)
        forget()
    pdf = _bound(parts, context)
    return pdf, sha256(pdf).hexdigest()


def _bound(parts: list[bytes], context: RegisterContext) -> bytes:
    """The parts one after another; how many pages there are is known only now, so numbers are laid over."""
    book = PdfWriter(clone_from=PdfReader(BytesIO(parts[0])))
    book.pdf_header = "%PDF-1.7"  # what the compiler writes; the writer would say 1.3
    for part in parts[1:]:
        for page in PdfReader(BytesIO(part)).pages:
            book.add_page(page)
    numbers = typeset(
        _PAGE_NUMBERS,
        {
            "letterhead": plain(context.letterhead),
            "form_label": context.form_label,
            "pages": len(book.pages),
        },
        tagged=False,
    )
    forget()
    for page, number in zip(book.pages, PdfReader(BytesIO(numbers.pdf)).pages, strict=True):
        page.merge_page(number)
        page.compress_content_streams()
    out = BytesIO()
    book.write(out)
    return out.getvalue()


def _short(moment: datetime | None) -> str:
    """`16:40 19/11/2026`; empty for what has not happened."""
    return f"{moment.astimezone(PAPER_ZONE):%H:%M %d/%m/%Y}" if moment else ""
