"""The day's sheet of fees as it is printed."""

from datetime import date, datetime
from typing import Any

import pytest

from dossiers.forms import DaySheetContext, DaySheetLine, DaySheetTotal, typeset_day_sheet
from dossiers.forms.contexts import PAPER_ZONE
from tests.unit.forms.papers import LONGEST_NAME, letterhead, pages_of

AS_OF = datetime(2026, 11, 25, 16, 45, tzinfo=PAPER_ZONE)


def line(number: int = 1, **changes: Any) -> DaySheetLine:
    return DaySheetLine(
        **{
            "receipt_number": f"AB/26E-{number:07}",
            "code": f"H41.01.02-261125-{number:04}",
            "procedure": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
            "fee": "Lệ phí cấp giấy phép",
            "amount": 75_000,
            "officer": "Nguyễn Thị Tiếp Nhận",
            "taken_at": datetime(2026, 11, 25, 8, 5, tzinfo=PAPER_ZONE),
            **changes,
        }
    )


def printed(*lines: DaySheetLine) -> list[str]:
    taken = sum(each.amount for each in lines)
    total = DaySheetTotal(officer="Nguyễn Thị Tiếp Nhận", lines=len(lines), amount=taken)
    context = DaySheetContext(
        letterhead=letterhead(issued_at=AS_OF, number=None),
        day=date(2026, 11, 25),
        lines=lines,
        totals=(total,) if lines else (),
    )
    return pages_of(typeset_day_sheet(context))


@pytest.mark.parametrize(
    "part",
    [
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "BẢNG KÊ THU PHÍ, LỆ PHÍ",
        "Các khoản thu ngày 25 tháng 11 năm 2026",
        "AB/26E-0000001",
        "Lệ phí cấp giấy phép",
        "75.000",
        "08:05",
        "Tổng số tiền: 1.150.000 đồng",
        "Một triệu một trăm năm mươi nghìn đồng.",
        "Số liệu đến 16 giờ 45 phút, ngày 25 tháng 11 năm 2026",
        "Trang 1/1",
        "không thay thế chứng từ thu",
    ],
)
def test_the_sheet_says(part: str) -> None:
    assert part in printed(line(), line(2, amount=1_075_000))[0]


def test_a_day_without_fees_says_so() -> None:
    page = printed()[0]
    assert "Chưa có khoản thu nào." in page
    assert "Không đồng." in page


def test_a_long_day_goes_on_over_pages_under_the_same_head() -> None:
    pages = printed(*(line(number) for number in range(1, 61)))
    assert len(pages) > 1
    assert all("Số biên lai" in page for page in pages[:-1])
    assert f"Trang {len(pages)}/{len(pages)}" in pages[-1]


def test_the_longest_names_and_receipts_stay_on_the_sheet() -> None:
    pages = printed(line(officer=LONGEST_NAME, receipt_number="9" * 120))
    digits = "".join(pages).replace("\u200b", "").replace(" ", "")
    assert "9" * 12 in digits


def test_the_text_of_a_fee_is_never_markup() -> None:
    assert "#set text(red) *đậm*" in printed(line(fee="#set text(red) *đậm*"))[0]
