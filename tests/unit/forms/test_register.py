from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from dossiers.forms import register as binding
from dossiers.forms import typeset_register
from tests.unit.forms.papers import (
    DUE,
    FIRM,
    HEAD_IN_PERSON,
    LONGEST_NAME,
    NEW_DUE,
    pages_of,
    register,
    register_line,
)


def printed(*lines, **changes) -> list[str]:
    return pages_of(typeset_register(register(*lines, **changes))[0])


@pytest.fixture(scope="module")
def form_06() -> str:
    line = register_line(
        907,
        transferred_at=DUE - timedelta(days=7),
        result_at=DUE - timedelta(days=2),
        returned_at=DUE - timedelta(days=1),
        how="post",
        ending="refused",
        first_due_at=DUE - timedelta(days=3),
        restarted=True,
    )
    return printed(line, signature=HEAD_IN_PERSON)[0]


@pytest.mark.parametrize(
    "part",
    [
        "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỔ THEO DÕI HỒ SƠ",
        "Quyển số: 2026",
        "Từ ngày 01 tháng 01 năm 2026 đến ngày 31 tháng 12 năm 2026",
        "TT",
        "Mã hồ sơ",
        "Tên thủ tục hành chính",
        "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại",
        "Nhận và trả kết quả",
        "Nhận hồ sơ",
        "Trả kết quả",
        "Phương thức nhận",
        "Ký nhận",
        "Ghi chú",
        "907",
        "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "Nguyễn Thị Ánh Nguyệt",
        "0912 345 678",
        "Sở Xây dựng",
        "16:40 19/11/2026",
        "17:00 27/11/2026",
        "17:00 20/11/2026",
        "17:00 25/11/2026",
        "17:00 26/11/2026",
        "Bưu chính công ích",
        "Từ chối giải quyết",
        "Hẹn lại, hẹn lần đầu 17:00 24/11/2026",
        "Tính lại thời hạn sau khi bổ sung",
        "Sổ này có 1 hồ sơ, khóa sổ ngày 19 tháng 11 năm 2026.",
        "GIÁM ĐỐC",
        "Hồ Sỹ Ưng",
        "Mẫu số 06",
        "Trang 1/1",
    ],
)
def test_form_06_holds_every_column(form_06, part):
    assert part in form_06


@pytest.mark.parametrize(
    "words",
    ["Số lượng hồ sơ (bộ)", "Cơ quan chủ trì giải quyết", "Hẹn trả kết quả", "Ngày trả"],
)
def test_heads_of_columns_that_break_are_whole(form_06, words):
    assert words.replace(" ", "") in form_06.replace(" ", "")


def test_lines_of_several_parts_are_bound_into_one_numbered_book(monkeypatch):
    monkeypatch.setattr(binding, "LINES_PER_PART", 40)
    pages = printed(*(register_line(n) for n in range(1, 101)))
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Trang {number}/{len(pages)}" in page
    assert sum("SỔ THEO DÕI HỒ SƠ" in page for page in pages) == 1
    assert "SỔ THEO DÕI HỒ SƠ" in pages[0]
    assert all("Tên thủ tục hành chính" in page for page in pages[:-1])
    assert "Sổ này có 100 hồ sơ." in pages[-1]
    codes = "".join(pages).replace(" ", "").replace("\u200b", "")
    assert all(f"H41.01.02-261119-{n:04d}" in codes for n in range(1, 101))


def test_the_book_is_archival_a4_on_its_side_and_the_same_at_every_print(monkeypatch):
    monkeypatch.setattr(binding, "LINES_PER_PART", 5)
    lines = [register_line(n) for n in range(1, 12)]
    pdf, digest = typeset_register(register(*lines))
    assert typeset_register(register(*lines)) == (pdf, digest)
    reader = PdfReader(BytesIO(pdf))
    assert pdf.startswith(b"%PDF-1.7")
    assert b"pdfaid:part>2<" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert reader.trailer["/Root"]["/OutputIntents"]
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)


def test_the_longest_name_is_printed_whole_on_one_page():
    pages = printed(register_line(1), register_line(2, procedure=LONGEST_NAME, applicant=FIRM.name))
    whole = LONGEST_NAME.replace(" ", "")
    assert any(whole in page.replace(" ", "") for page in pages)


def test_an_empty_span_is_still_a_register():
    assert "Sổ này có 0 hồ sơ." in printed()[0]


@pytest.mark.parametrize(
    ("ending", "note"), [("withdrawn", "Rút hồ sơ"), ("stopped", "Dừng giải quyết")]
)
def test_notes_say_when_a_dossier_ended_without_a_result(ending, note):
    line = register_line(ending=ending, ended_at=NEW_DUE)
    assert line.cells()[-1] == f"{note} 17:00 04/12/2026"
