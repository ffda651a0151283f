"""Contexts as the counter would fill them, and the text a reader finds in the finished PDF."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from dossiers.forms import (
    ControlSlipContext,
    DocumentLine,
    HandOverBlock,
    Letterhead,
    Person,
    ReceiptContext,
    RefusalSlipContext,
    RegisterContext,
    RegisterLine,
    Signature,
    StopNoticeContext,
    SupplementSlipContext,
)
from dossiers.forms.contexts import PAPER_ZONE
from notifications.forms import LetterContext, LetterWording

CODE = "H41.01.02-261119-0001"
RECEIVED = datetime(2026, 11, 19, 16, 40, tzinfo=PAPER_ZONE)
DUE = datetime(2026, 11, 27, 17, 0, tzinfo=PAPER_ZONE)
RATING = "https://dichvucong.example.vn/danh-gia/Qk3vJ0pQwYx7c2bN4mL8sT1uHfAaBbCcDdEeFfGgHh0/"
NEW_DUE = datetime(2026, 12, 4, 17, 0, tzinfo=PAPER_ZONE)
CENTRE = "Trung tâm Phục vụ hành chính công tỉnh Nghệ An"
APPLICANT = Person(
    name="Nguyễn Thị Ánh Nguyệt",
    address="Số 5 đường Hoa Ban, xã Mường Xén",
    phone="0912 345 678",
    email="nguyet@example.vn",
)
HEAD_IN_PERSON = Signature(head_title="Giám đốc", name="Hồ Sỹ Ưng")


def letterhead(**changes: Any) -> Letterhead:
    return Letterhead(
        **{
            "parent": "Ủy ban nhân dân tỉnh Nghệ An",
            "unit": "Trung tâm Phục vụ hành chính công",
            "series": "TTPVHCC",
            "place": "Nghệ An",
            "issued_at": RECEIVED,
            "number": 1284,
            **changes,
        }
    )


def _case(**changes: Any) -> dict[str, Any]:
    return {
        "letterhead": letterhead(),
        "reception_unit": CENTRE,
        "applicant": APPLICANT,
        "request": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "code": CODE,
        **changes,
    }


def receipt(**changes: Any) -> ReceiptContext:
    return ReceiptContext(
        **{
            **_case(),
            "lookup_url": "https://dichvucong.example.vn/tra-cuu/q/Zk3vJ0pQwYx7c2bN4mL8sT1uHf/",
            "rating_url": RATING,
            "documents": (
                DocumentLine(name="Đơn đề nghị cấp giấy phép"),
                DocumentLine(name="Bản vẽ thiết kế", originals=2, copies=3),
            ),
            "limit_value": 5,
            "limit_unit": "working_day",
            "received_at": RECEIVED,
            "due_at": DUE,
            "register_book": "2026",
            "register_number": "907",
            "officer_name": "Trần Văn Ứng",
            "submitter_name": "Nguyễn Văn Được",
            "pin": "K7M2QX",
            "lookup_page": "dichvucong.example.vn",
            **changes,
        }
    )


def supplement_slip(**changes: Any) -> SupplementSlipContext:
    return SupplementSlipContext(
        **{
            **_case(letterhead=letterhead(series="HDHS-TTPVHCC", number=7)),
            "items": ("Bản sao giấy chứng nhận quyền sử dụng đất", "Bản vẽ có chữ ký"),
            "reason": "Thành phần hồ sơ chưa đủ.",
            "officer_name": "Trần Văn Ứng",
            "contact_phone": "0238 388 8888",
            "website": "dichvucong.example.vn",
            **changes,
        }
    )


def refusal_slip(**changes: Any) -> RefusalSlipContext:
    return RefusalSlipContext(
        **{
            **_case(letterhead=letterhead(series="TCTN-TTPVHCC", number=3)),
            "reason": "Hồ sơ không thuộc thẩm quyền của tỉnh.",
            "officer_name": "Trần Văn Ứng",
            "submitter_name": APPLICANT.name,
            **changes,
        }
    )


def stop_notice(**changes: Any) -> StopNoticeContext:
    return StopNoticeContext(
        **{
            **_case(letterhead=letterhead(unit="Sở Xây dựng", series="TBD-SXD", number=4)),
            "ground": "applicant_silent",
            "document": "Thông báo số 12/TB-SXD ngày 20/11/2026",
            "reason": "Đã hết thời hạn bổ sung.",
            "signature": HEAD_IN_PERSON,
            "decree": "61/2018/NĐ-CP",
            "stopped_at": DUE,
            "received_at": RECEIVED,
            **changes,
        }
    )


def control_slip(**changes: Any) -> ControlSlipContext:
    appraisal, signing = "Phòng Thẩm định, Sở Xây dựng", "Phòng Tổng hợp, Sở Xây dựng"
    return ControlSlipContext(
        **{
            **_case(),
            "settling_agency": "Sở Xây dựng",
            "coordinating_agencies": ("Sở Tài chính", "Công an tỉnh"),
            "received_at": RECEIVED,
            "due_at": DUE,
            "blocks": (
                HandOverBlock(
                    giver_unit=CENTRE,
                    receiver_unit=appraisal,
                    giver="Trần Văn Ứng",
                    at=RECEIVED,
                    result="on_time",
                ),
                HandOverBlock(
                    giver_unit=appraisal,
                    receiver_unit=signing,
                    giver="Lê Văn Tám",
                    receiver="Cao Thị Bưởi",
                    at=DUE,
                    result="late",
                    task="Trình duyệt",
                    remark="Đã kiểm tra thực địa",
                ),
                HandOverBlock(
                    giver_unit=signing,
                    receiver_unit=appraisal,
                    at=DUE,
                    grounds="poor",
                    remark="Thiếu biên bản",
                ),
                HandOverBlock(giver_unit="Sở Xây dựng", receiver_unit=CENTRE),
            ),
            **changes,
        }
    )


def register_line(number: int = 1, **changes: Any) -> RegisterLine:
    return RegisterLine(
        **{
            "number": number,
            "code": f"H41.01.02-261119-{number:04d}",
            "procedure": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
            "applicant": APPLICANT.name,
            "address": f"{APPLICANT.address}\n{APPLICANT.phone}",
            "lead_agency": "Sở Xây dựng",
            "received_at": RECEIVED,
            "due_at": DUE,
            **changes,
        }
    )


def register(*lines: RegisterLine, **changes: Any) -> RegisterContext:
    return RegisterContext(
        **{
            "letterhead": letterhead(number=None),
            "year": 2026,
            "first_day": date(2026, 1, 1),
            "last_day": date(2026, 12, 31),
            "lines": lines,
            **changes,
        }
    )


def letter(**changes: Any) -> LetterContext:
    return LetterContext(
        **{
            "letterhead": letterhead(unit="Sở Xây dựng", series="PXL-SXD", number=15),
            "wording": LetterWording.IN_TIME,
            "ruleset": "ND61_2018",
            "addressee": APPLICANT,
            "agency": "Sở Xây dựng",
            "issued_by": "Sở Xây dựng",
            "one_stop_unit": CENTRE,
            "procedure": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
            "code": CODE,
            "received_at": RECEIVED,
            "due_at": DUE,
            "reason": "Cần xác minh thực địa.",
            "new_until": NEW_DUE,
            "signature": HEAD_IN_PERSON,
            **changes,
        }
    )


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, every run of blanks and line ends as one blank."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


#: As long as the longest name of a real procedure: 1,094 characters.
LONGEST_NAME = (
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất " * 14
    + ("đối với trường hợp thử nghiệm phông chữ viết")
)
SIXTY_CHARACTERS = "Công Tằng Tôn Nữ Hoàng Nguyễn Thị Phương Thảo Nguyên Ngọc Ái"
FIRM = Person(
    name="Công ty trách nhiệm hữu hạn một thành viên Thương mại và Dịch vụ Ánh Dương Xứ Nghệ",
    kind="business",
    address="Lô 7, Khu công nghiệp Ví Dụ, phường Ví Dụ",
    phone="0238 300 0000",
    email="vanthu.congty.anhduong@doanhnghiep.example",
)


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))
