"""What stands on the forms 01–03 of Circular 01/2018/TT-VPCP, as plain values.

A context is frozen as JSON beside the paper issued, so that a reprint says the same thing.
Texts are printed as they are given; moments are printed in Vietnamese time.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

PAPER_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The head of an official paper: issuing body, number, place and date (Decree 30/2020/NĐ-CP, art. 8).

    `parent` is the body above `unit`; `series` follows the number ("12/TTPVHCC"). Without a
    number the place for it stays blank.
    """

    parent: str
    unit: str
    series: str
    place: str
    issued_at: datetime
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An applicant or addressee; `kind` is citizen, business or organisation."""

    name: str
    kind: str = "citizen"
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs and by what right (Decree 30/2020/NĐ-CP, art. 13).

    `form` is empty for the head in person, else TM., Q., KT., TL. or TUQ.; then `head_title`
    stands in the first line and the signer's own `title` beneath it.
    """

    head_title: str
    name: str
    form: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitalSeal:
    """What the frame of a digital signature says; the signature itself is added to the finished PDF."""

    signed_by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A component of the dossier, with the number of originals and of copies handed in."""

    name: str
    originals: int = 1
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContext:
    """What every form has: its head, who it is for, and what was asked of the office."""

    letterhead: Letterhead
    reception_unit: str
    applicant: Person
    request: str
    code: str = ""
    #: Addresses in the QR codes; no code is drawn without one.
    lookup_url: str = ""
    #: Where the service is rated (Circular 01/2018/TT-VPCP, art. 12.2).
    rating_url: str = ""
    digital_seal: DigitalSeal | None = None

    def as_json(self) -> dict[str, Any]:
        """The context as values JSON knows: moments as ISO 8601 in +07:00."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self)} | {
            "qr": self.qr_codes()
        }

    def qr_codes(self) -> dict[str, str]:
        addresses = {"lookup": self.lookup_url, "rating": self.rating_url}
        return {name: address for name, address in addresses.items() if address}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptContext(FormContext):
    """Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả, two copies in one PDF.

    The applicant's copy alone carries the QR codes of `lookup_url` and `rating_url` and the PIN. `limit_unit` is a
    `LimitUnit` value. `restarted` marks the receipt of a completed dossier whose limit counts
    again from the beginning (Decree 61/2018/NĐ-CP, art. 19.4).
    """

    documents: tuple[DocumentLine, ...]
    limit_value: int
    limit_unit: str
    received_at: datetime
    due_at: datetime
    due_is_provisional: bool = False
    restarted: bool = False
    sets: int = 1
    #: counter, post or online; `delivery_place` is the address beside it.
    result_delivery: str = "counter"
    delivery_place: str = ""
    register_book: str = ""
    register_number: str = ""
    officer_name: str = ""
    submitter_name: str = ""
    pin: str = ""
    #: The look-up page a person types, without the token.
    lookup_page: str = ""

    def qr_codes(self) -> dict[str, str]:
        return FormContext.qr_codes(self) | {"code": self.code}


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSlipContext(FormContext):
    """Form 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: before reception or after it.

    `restarts_clock` adds the sentence of Decree 61/2018/NĐ-CP, art. 19.4: the limit counts
    again from the beginning. `legal_ground` is demanded for a late or second request.
    """

    items: tuple[str, ...]
    reason: str
    officer_name: str
    legal_ground: str = ""
    restarts_clock: bool = False
    contact_phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalSlipContext(FormContext):
    """Form 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ.

    `after_appraisal` tells a refusal to settle (Decree 61/2018/NĐ-CP, art. 19.8; signed for the
    agency with `signature`) from a refusal to receive (art. 17.1.b; signed by the officer).
    """

    reason: str
    after_appraisal: bool = False
    officer_name: str = ""
    submitter_name: str = ""
    signature: Signature | None = None
    originals_given_back: bool = False


def plain(value: Any) -> Any:
    """`value` as JSON knows it; a moment without a zone is refused, for it would be printed wrong."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("A moment on a form needs its time zone.")
        return value.astimezone(PAPER_ZONE).isoformat(timespec="seconds")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    return value
