import pytest

from dossiers.forms import CONTROL_SLIP, HandOverBlock, typeset
from tests.unit.forms.papers import CENTRE, CODE, RECEIVED, control_slip, pages_of, text_of


def printed(**changes) -> str:
    return text_of(typeset(CONTROL_SLIP, control_slip(**changes).as_json()).pdf)


@pytest.fixture(scope="module")
def form_05() -> str:
    return printed()


@pytest.mark.parametrize(
    "part",
    [
        "HÀNH CHÍNH CÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Nghệ An, ngày 19 tháng 11 năm 2026",
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        f"Mã hồ sơ: {CODE}",
        "Hồ sơ của: Nguyễn Thị Ánh Nguyệt",
        "Thời gian nhận hồ sơ: 16 giờ 40 phút, ngày 19 tháng 11 năm 2026",
        "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 27 tháng 11 năm 2026",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Sở Xây dựng",
        "Cơ quan phối hợp giải quyết hồ sơ: Sở Tài chính; Công an tỉnh",
        "Tên cơ quan, bộ phận",
        "Thời gian giao, nhận hồ sơ",
        "Kết quả giải quyết",
        "Ghi chú",
        "1. Giao: Phòng Thẩm định, Sở Xây dựng",
        "2. Nhận: Phòng Tổng hợp, Sở Xây dựng",
        "Người giao",
        "Người nhận",
        "Trần Văn Ứng",
        "Cao Thị Bưởi",
        "Trước hạn",
        "x Đúng hạn",
        "x Quá hạn",
        "Đã kiểm tra thực địa",
        "Trả lại: hồ sơ không bảo đảm.",
        "Thiếu biên bản",
        "Người nhận có quyền từ chối nhận hồ sơ chuyển muộn",
        "Mẫu số 05",
    ],
)
def test_form_05_holds_every_part(form_05, part):
    assert part in form_05


def test_the_first_block_leaves_the_one_stop_unit_and_the_last_comes_back(form_05):
    assert form_05.index(f"1. Giao: {CENTRE}") < form_05.index("1. Giao: Phòng")
    assert form_05.rindex(f"2. Nhận: {CENTRE}") > form_05.rindex("2. Nhận: Phòng")


def test_a_hand_over_to_come_has_room_to_write_on(form_05):
    assert "… giờ … phút, ngày … tháng … năm" in form_05


def test_while_the_clock_stands_still_no_date_is_promised():
    assert "đang dừng tính thời gian" in printed(due_at=None)


def test_without_other_agencies_it_says_so():
    assert "Cơ quan phối hợp giải quyết hồ sơ: không có" in printed(coordinating_agencies=())


def test_forty_hand_overs_flow_over_pages_none_torn_and_the_head_repeated():
    blocks = tuple(
        HandOverBlock(
            giver_unit=f"Phòng {n}",
            receiver_unit=f"Phòng {n + 1}",
            giver=f"Người giao thứ {n}",
            at=RECEIVED,
            remark=f"Ghi chú thứ {n}",
        )
        for n in range(1, 41)
    )
    pages = pages_of(typeset(CONTROL_SLIP, control_slip(blocks=blocks).as_json()).pdf)
    assert len(pages) > 4
    for page in pages:
        assert "Tên cơ quan, bộ phận" in page
    for n in range(1, 41):
        whole = (f"1. Giao: Phòng {n} ", f"2. Nhận: Phòng {n + 1} ", f"Ghi chú thứ {n}")
        assert any(all(part in f"{page} " for part in whole) for page in pages)
