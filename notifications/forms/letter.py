"""What stands on form 04, as plain values; the wording follows the moment the letter is written."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from dossiers.forms import DigitalSeal, Letterhead, Person, Signature
from dossiers.forms.contexts import plain


class LetterWording(StrEnum):
    """Written before the promised moment, after it, or when the late result is ready."""

    IN_TIME = "in_time"
    LATE = "late"
    READY = "ready"


#: Decree 61 has an article for the apology; the article of Decree 118 is not confirmed, so none is named.
LEGAL_BASES = {
    "ND61_2018": (
        "khoản 9 Điều 19 Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về "
        "thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính"
    ),
    "ND118_2025": (
        "Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ về thực hiện thủ tục "
        "hành chính theo cơ chế một cửa, một cửa liên thông"
    ),
}

#: Names of the form: Circular 01/2018/TT-VPCP, and Circular 03/2025/TT-VPCP under Decree 118.
TITLES = {
    "ND61_2018": "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    "ND118_2025": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
}
READY_TITLE = "Phiếu xin lỗi về việc trả kết quả chậm"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContext:
    """An apology to the applicant. A draft may lack `reason`, `new_until` and `signature`.

    `agency` is the settling agency at fault, `one_stop_unit` the unit that received the dossier
    and returns the result. The wording `READY` needs `settled_at` and takes no `new_until`: it
    moves no date. `ruleset` names the dossier's decree and with it the legal basis and the title.
    Raises `ValueError` for a rule set without a legal basis and for a signed letter that lacks a
    part the decree demands.
    """

    letterhead: Letterhead
    wording: LetterWording
    ruleset: str
    addressee: Person
    agency: str
    one_stop_unit: str
    procedure: str
    code: str
    received_at: datetime
    due_at: datetime
    reason: str = ""
    new_until: datetime | None = None
    settled_at: datetime | None = None
    signature: Signature | None = None
    is_draft: bool = False
    #: counter, post or online: how the result reaches the addressee.
    result_delivery: str = "counter"
    contact_phone: str = ""
    archive: str = "VT"
    #: Address at which anybody may check that the letter is genuine; drawn as a QR code.
    verify_url: str = ""
    digital_seal: DigitalSeal | None = None

    def __post_init__(self) -> None:
        if self.ruleset not in LEGAL_BASES:
            raise ValueError(f"No legal basis is known for the rule set {self.ruleset}.")
        if self.wording is LetterWording.READY and self.settled_at is None:
            raise ValueError("A letter that the result is ready needs the moment of settling.")
        if not self.is_draft and self.missing_parts():
            raise ValueError(f"A signed letter lacks {', '.join(self.missing_parts())}.")

    def missing_parts(self) -> tuple[str, ...]:
        """Parts the decree demands and the letter lacks: number, reason, new_until, signature."""
        parts: dict[str, object] = {
            "number": self.letterhead.number,
            "reason": self.reason.strip(),
            "signature": self.signature,
        }
        if self.wording is not LetterWording.READY:
            parts["new_until"] = self.new_until
        return tuple(name for name, value in parts.items() if not value)

    def as_json(self) -> dict[str, Any]:
        """The context as values JSON knows, with the title and legal basis spelled out."""
        ready = self.wording is LetterWording.READY
        return {f.name: plain(getattr(self, f.name)) for f in fields(self)} | {
            "title": READY_TITLE if ready else TITLES[self.ruleset],
            "legal_basis": LEGAL_BASES[self.ruleset],
            "qr": {"verify": self.verify_url} if self.verify_url else {},
        }
