"""The typesetting room: forms 01–03 from plain contexts to PDF, without a database."""

from pathlib import Path

from dossiers.forms.contexts import (
    DigitalSeal,
    DocumentLine,
    FormContext,
    Letterhead,
    Person,
    ReceiptContext,
    RefusalSlipContext,
    Signature,
    SupplementSlipContext,
)
from dossiers.forms.engine import TypesetForm, typeset

_TEMPLATES = Path(__file__).resolve().parent / "templates"

#: Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
RECEIPT = _TEMPLATES / "receipt.typ"
#: Form 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.
SUPPLEMENT_SLIP = _TEMPLATES / "supplement_slip.typ"
#: Form 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ.
REFUSAL_SLIP = _TEMPLATES / "refusal_slip.typ"

__all__ = [
    "RECEIPT",
    "REFUSAL_SLIP",
    "SUPPLEMENT_SLIP",
    "DigitalSeal",
    "DocumentLine",
    "FormContext",
    "Letterhead",
    "Person",
    "ReceiptContext",
    "RefusalSlipContext",
    "Signature",
    "SupplementSlipContext",
    "TypesetForm",
    "typeset",
]
