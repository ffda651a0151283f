"""What stands on form 04, as plain values; the wording follows the moment the letter is written and what it is for."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from dossiers.forms import DigitalSeal, Letterhead, Person, Signature
from dossiers.forms.contexts import plain


class LetterWording(StrEnum):
    """Before the promised moment, after it, when the late result is ready, or for lost papers."""

    IN_TIME = "in_time"
    LATE = "late"
    READY = "ready"
    LOST = "lost"


_DECREE_61 = (
    "Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về "
    "thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính"
)
_DECREE_118 = (
    "Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ về thực hiện thủ tục "
    "hành chính theo cơ chế một cửa, một cửa liên thông"
)
#: Decree 61 has an article for each apology; those of Decree 118 are not confirmed, so none is named.
_LEGAL_BASES = {
    "ND61_2018": f"khoản 9 Điều 19 {_DECREE_61}",
    "ND118_2025": _DECREE_118,
}
_LOSS_BASES = {
    "ND61_2018": f"khoản 2 Điều 21 {_DECREE_61}",
    "ND118_2025": _DECREE_118,
}

#: Names of the form: Circular 01/2018/TT-VPCP, and Circular 03/2025/TT-VPCP under Decree 118.
_TITLES = {
    "ND61_2018": "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    "ND118_2025": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
}
_TITLES_WITHOUT_DATE = {
    LetterWording.READY: "Phiếu xin lỗi về việc trả kết quả chậm",
    LetterWording.LOST: "Phiếu xin lỗi về việc hồ sơ bị mất, hư hỏng",
}


def legal_basis(ruleset: str, wording: LetterWording) -> str:
    """The article under which the letter is written; empty for a rule set nobody knows."""
    bases = _LOSS_BASES if wording is LetterWording.LOST else _LEGAL_BASES
    return bases.get(ruleset, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContext:
    """An apology to the applicant. A draft may lack `reason`, `new_until` and `signature`.

    `agency` is the agency at fault, `one_stop_unit` the unit that received the dossier and returns
    the result; `issued_by` is the one of the two that writes. The wording `READY` needs
    `settled_at` and takes no `new_until`, for it moves no date; `LOST` needs `lost_items` and moves
    none either. `ruleset` names the dossier's decree and with it the legal basis and the title.
    Raises `ValueError` for a rule set without a legal basis and for a signed letter that lacks a
    part the decree demands.
    """

    letterhead: Letterhead
    wording: LetterWording
    ruleset: str
    addressee: Person
    agency: str
    issued_by: str
    one_stop_unit: str
    procedure: str
    code: str
    received_at: datetime | None
    due_at: datetime | None
    reason: str = ""
    new_until: datetime | None = None
    settled_at: datetime | None = None
    lost_items: tuple[str, ...] = ()
    signature: Signature | None = None
    is_draft: bool = False
    #: counter, post or online: how the result reaches the addressee.
    result_delivery: str = "counter"
    contact_phone: str = ""
    archive: str = "VT"
    #: Address at which anybody may check that the letter is genuine; drawn as a QR code.
    verify_url: str = ""
    #: The frame of the server's signature.
    digital_seal: DigitalSeal | None = None
    #: The signer's own token signs the finished file, whose moment is not known when it is set.
    awaits_token: bool = False

    def __post_init__(self) -> None:
        if not legal_basis(self.ruleset, self.wording):
            raise ValueError(f"No legal basis is known for the rule set {self.ruleset}.")
        if self.wording is LetterWording.READY and self.settled_at is None:
            raise ValueError("A letter that the result is ready needs the moment of settling.")
        if not self.is_draft and self.missing_parts():
            raise ValueError(f"A signed letter lacks {', '.join(self.missing_parts())}.")

    def missing_parts(self) -> tuple[str, ...]:
        """Parts the decree demands and the letter lacks, by the names of the fields."""
        parts: dict[str, object] = {
            "number": self.letterhead.number,
            "addressee": self.addressee.name.strip(),
            "procedure": self.procedure.strip(),
            "code": self.code,
            "reason": self.reason.strip(),
            "signature": self.signature,
        }
        if self.wording is LetterWording.LOST:
            parts["lost_items"] = self.lost_items
        else:
            parts |= {"received_at": self.received_at, "due_at": self.due_at}
        if self.wording in (LetterWording.IN_TIME, LetterWording.LATE):
            parts["new_until"] = self.new_until
        return tuple(name for name, value in parts.items() if not value)

    def as_json(self) -> dict[str, Any]:
        """The context as values JSON knows, with the title and legal basis spelled out."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self)} | {
            "title": _TITLES_WITHOUT_DATE.get(self.wording, _TITLES[self.ruleset]),
            "legal_basis": legal_basis(self.ruleset, self.wording),
            "qr": {"verify": self.verify_url} if self.verify_url else {},
        }
