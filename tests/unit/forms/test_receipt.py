from datetime import UTC, datetime

import pytest

from dossiers.forms import RECEIPT, DocumentLine, Person, typeset
from tests.unit.forms.papers import CODE, pages_of, receipt, text_of


def printed(**changes) -> list[str]:
    return pages_of(typeset(RECEIPT, receipt(**changes).as_json()).pdf)


@pytest.fixture(scope="module")
def copies() -> list[str]:
    return printed()


@pytest.mark.parametrize(
    "part",
    [
        "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN",
        "HÀNH CHÍNH CÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 1284/TTPVHCC",
        "Nghệ An, ngày 19 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        f"Mã hồ sơ: {CODE}",
        "Bộ phận tiếp nhận: Trung tâm Phục vụ hành chính công tỉnh Nghệ An",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Ánh Nguyệt",
        "Địa chỉ: Số 5 đường Hoa Ban, xã Mường Xén",
        "Số điện thoại: 0912 345 678",
        "Email: nguyet@example.vn",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "1 Đơn đề nghị cấp giấy phép 1 0",
        "2 Bản vẽ thiết kế 2 3",
        "Số lượng hồ sơ: 01 (bộ)",
        "Thời gian giải quyết hồ sơ theo quy định là: 05 ngày làm việc",
        "Thời gian nhận hồ sơ: 16 giờ 40 phút, ngày 19 tháng 11 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 27 tháng 11 năm 2026",
        "Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công tỉnh Nghệ An",
        "Quyển số: 2026",
        "Số thứ tự: 907",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Nguyễn Văn Được",
        "Trần Văn Ứng",
    ],
)
def test_both_copies_hold_every_line_of_form_01(copies, part):
    applicants_copy, kept_copy = copies
    assert part in applicants_copy
    assert part in kept_copy


def test_only_the_applicants_copy_carries_the_pin(copies):
    applicants_copy, kept_copy = copies
    assert "Giao khách hàng" in applicants_copy
    assert "K7M2QX" in applicants_copy
    assert "(Liên: Lưu)" in kept_copy
    assert "K7M2QX" not in kept_copy
    assert "PIN" not in kept_copy


def test_only_the_applicants_copy_asks_to_rate_the_service(copies):
    applicants_copy, kept_copy = copies
    assert "Đánh giá chất lượng phục vụ" in applicants_copy
    assert "Đánh giá" not in kept_copy
    assert "Đánh giá" not in printed(rating_url="")[0]


def test_a_receipt_without_a_pin_does_not_speak_of_one_to_type():
    assert "Mã PIN:" not in printed(pin="")[0]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (15, "calendar_day", "là: 15 ngày "),
        (4, "working_hour", "là: 04 giờ làm việc"),
        (24, "clock_hour", "là: 24 giờ "),
        (2, "month", "là: 02 tháng"),
        (1, "same_day", "là: trong ngày làm việc"),
    ],
)
def test_the_time_limit_is_told_in_its_own_unit(value, unit, words):
    assert words in printed(limit_value=value, limit_unit=unit)[0]


def test_moments_are_printed_in_vietnamese_time_with_the_noughts_of_decree_30():
    due = datetime(2027, 2, 4, 10, 0, tzinfo=UTC)
    assert "17 giờ 00 phút, ngày 04 tháng 02 năm 2027" in printed(due_at=due)[0]


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        receipt(due_at=datetime(2026, 11, 27, 17, 0)).as_json()  # noqa: DTZ001 -- the fault under test


def test_a_provisional_date_says_so():
    assert "(dự kiến)" in printed(due_is_provisional=True)[0]


def test_the_receipt_of_a_completed_dossier_says_that_the_limit_counts_again(copies):
    assert "tính lại từ đầu" in printed(restarted=True)[0]
    assert "tính lại từ đầu" not in copies[0]


def test_a_receipt_by_post_names_the_way_and_the_address():
    page = printed(result_delivery="post", delivery_place="Số 9 phố Lụa")[0]
    assert "Qua dịch vụ bưu chính công ích, Số 9 phố Lụa" in page


def test_ninety_four_documents_flow_over_pages_with_the_table_head_repeated():
    documents = tuple(DocumentLine(name=f"Tài liệu thứ {n}") for n in range(1, 95))
    pages = printed(documents=documents)
    assert 6 <= len(pages) <= 12
    middle = len(pages) // 2
    assert all(f"Tài liệu thứ {n} " in " ".join(pages[:middle]) for n in range(1, 95))
    assert "Thành phần hồ sơ Bản chính Bản sao" in pages[1]
    assert f"Trang 2/{middle}" in pages[1]
    assert f"Trang 1/{middle}" in pages[middle]


def test_a_receipt_of_one_page_carries_no_page_number(copies):
    assert "Trang" not in copies[0]


def test_the_longest_procedure_name_and_applicant_are_printed_whole():
    name = " ".join(f"từ{n:03}" for n in range(182))
    firm = Person(
        name="Công ty trách nhiệm hữu hạn " * 17, kind="business", email="a" * 240 + "@b.vn"
    )
    text = text_of(typeset(RECEIPT, receipt(request=name, applicant=firm).as_json()).pdf)
    assert name in text
    assert "a" * 240 + "@b.vn" in "".join(text.split()).replace("\u200b", "")


def test_what_is_unknown_stays_a_dotted_line():
    page = printed(applicant=Person(name="Lò Thị Ọt"))[0]
    assert "Địa chỉ: ...." in page.replace(" .", ".").replace(". ", ".").replace("chỉ:.", "chỉ: .")
