"""The typesetting room: the office's papers from plain contexts to PDF, without a database."""

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
from dossiers.forms.control_slip import ControlSlipContext, HandOverBlock
from dossiers.forms.day_sheet import (
    DaySheetContext,
    DaySheetLine,
    DaySheetTotal,
    typeset_day_sheet,
)
from dossiers.forms.engine import TypesetForm, typeset
from dossiers.forms.register import RegisterContext, RegisterLine, typeset_register
from dossiers.forms.stop_notice import StopNoticeContext

_TEMPLATES = Path(__file__).resolve().parent / "templates"

#: Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả.
RECEIPT = _TEMPLATES / "receipt.typ"
#: Form 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.
SUPPLEMENT_SLIP = _TEMPLATES / "supplement_slip.typ"
#: Form 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ.
REFUSAL_SLIP = _TEMPLATES / "refusal_slip.typ"
#: Form 05, Phiếu kiểm soát quá trình giải quyết hồ sơ.
CONTROL_SLIP = _TEMPLATES / "control_slip.typ"
#: Thông báo dừng giải quyết hồ sơ.
STOP_NOTICE = _TEMPLATES / "stop_notice.typ"

__all__ = [
    "CONTROL_SLIP",
    "RECEIPT",
    "REFUSAL_SLIP",
    "STOP_NOTICE",
    "SUPPLEMENT_SLIP",
    "ControlSlipContext",
    "DaySheetContext",
    "DaySheetLine",
    "DaySheetTotal",
    "DigitalSeal",
    "DocumentLine",
    "FormContext",
    "HandOverBlock",
    "Letterhead",
    "Person",
    "ReceiptContext",
    "RefusalSlipContext",
    "RegisterContext",
    "RegisterLine",
    "Signature",
    "StopNoticeContext",
    "SupplementSlipContext",
    "TypesetForm",
    "typeset",
    "typeset_day_sheet",
    "typeset_register",
]
