import dataclasses
from datetime import timedelta

import pytest

from dossiers.forms import DigitalSeal, Person, typeset
from notifications.forms import LETTER, LetterWording
from tests.unit.forms.papers import (
    APPLICANT,
    CENTRE,
    CODE,
    DUE,
    letter,
    letterhead,
    pages_of,
    text_of,
)


def printed(**changes) -> str:
    return text_of(typeset(LETTER, letter(**changes).as_json()).pdf)


@pytest.fixture(scope="module")
def form_04() -> str:
    return printed()


@pytest.mark.parametrize(
    "part",
    [
        "SỞ XÂY DỰNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 15/PXL-SXD",
        "Nghệ An, ngày 19 tháng 11 năm 2026",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        f"Kính gửi: {APPLICANT.name}",
        f"Địa chỉ: {APPLICANT.address}",
        "Căn cứ khoản 9 Điều 19 Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018",
        f"Lúc 16 giờ 40 phút, ngày 19 tháng 11 năm 2026, {CENTRE} đã tiếp nhận hồ sơ",
        "“Cấp giấy phép xây dựng nhà ở riêng lẻ”",
        f"mã hồ sơ {CODE}",
        "hẹn trả kết quả: 17 giờ 00 phút, ngày 27 tháng 11 năm 2026",
        "Lý do: Cần xác minh thực địa.",
        "gây phiền hà, làm tốn kém chi phí và công sức của ông (bà)",
        "chân thành xin lỗi ông (bà)",
        "hẹn lại thời gian trả kết quả là: 17 giờ 00 phút, ngày 04 tháng 12 năm 2026",
        "GIÁM ĐỐC",
        "Hồ Sỹ Ưng",
        "Nơi nhận:",
        "- Như trên;",
        f"- {CENTRE};",
        "- Lưu: VT.",
    ],
)
def test_form_04_holds_every_part_the_decree_demands(form_04, part):
    assert part in form_04


def test_a_letter_before_the_due_moment_says_the_result_will_not_come_in_time():
    text = printed(wording=LetterWording.IN_TIME)
    assert "sẽ chưa thể trả kết quả giải quyết hồ sơ đúng thời gian hẹn" in text
    assert "đã quá thời gian hẹn" not in text


def test_a_letter_after_the_due_moment_says_the_result_has_not_come():
    text = printed(wording=LetterWording.LATE)
    assert "đã quá thời gian hẹn nêu trên mà đến nay" in text
    assert "sẽ chưa thể" not in text


def test_a_letter_for_a_late_result_that_is_ready_sets_no_new_date():
    text = printed(wording=LetterWording.READY, settled_at=DUE + timedelta(days=3), new_until=None)
    assert "PHIẾU XIN LỖI VỀ VIỆC TRẢ KẾT QUẢ CHẬM" in text
    assert "Kết quả giải quyết hồ sơ đã có" in text
    assert "17 giờ 00 phút, ngày 30 tháng 11 năm 2026" in text
    assert "hẹn lại" not in text


def test_a_letter_for_lost_papers_names_them_and_who_pays_and_sets_no_date():
    text = printed(
        wording=LetterWording.LOST,
        lost_items=("Giấy chứng nhận quyền sử dụng đất", "Bản vẽ hoàn công"),
        new_until=None,
    )
    for part in (
        "PHIẾU XIN LỖI VỀ VIỆC HỒ SƠ BỊ MẤT, HƯ HỎNG",
        "Căn cứ khoản 2 Điều 21 Nghị định số 61/2018/NĐ-CP",
        "Sở Xây dựng đã để mất, thất lạc hoặc hư hỏng các giấy tờ sau đây",
        "1. Giấy chứng nhận quyền sử dụng đất",
        "2. Bản vẽ hoàn công",
        "chi trả mọi chi phí cấp lại",
        "chân thành xin lỗi ông (bà)",
    ):
        assert part in text, part
    assert "hẹn" not in text
    assert "Mẫu số 04" not in text


def test_papers_lost_before_reception_are_owned_up_to_as_well():
    text = printed(
        wording=LetterWording.LOST,
        lost_items=("Đơn",),
        received_at=None,
        due_at=None,
        new_until=None,
    )
    assert f"{CENTRE} nhận được hồ sơ của ông (bà)" in text


@pytest.mark.parametrize("wording", list(LetterWording))
def test_every_wording_apologises_and_takes_the_blame(wording):
    text = printed(wording=wording, settled_at=DUE + timedelta(days=3), lost_items=("Đơn",))
    assert "xin nhận trách nhiệm và chân thành xin lỗi ông (bà)" in text


def test_where_the_one_stop_unit_writes_it_names_the_agency_at_fault():
    text = printed(
        issued_by=CENTRE,
        letterhead=letterhead(unit=CENTRE, series="PXL-TTPVHCC", number=3),
    )
    assert "Sở Xây dựng sẽ chưa thể trả kết quả" in text
    assert f"{CENTRE} cùng Sở Xây dựng xin nhận trách nhiệm" in text
    assert "- Sở Xây dựng; - Lưu: VT." in text


def test_a_letter_for_the_officers_token_leaves_the_place_to_the_signature():
    text = printed(awaits_token=True)
    assert "(Ký số)" in text
    assert "đóng dấu" not in text


def test_a_firm_is_not_addressed_as_a_person():
    text = printed(addressee=Person(name="Công ty Ánh Dương", kind="business"))
    assert "xin lỗi quý doanh nghiệp" in text
    assert "ông (bà)" not in text


def test_a_draft_is_marked_and_names_what_it_lacks():
    text = printed(
        is_draft=True,
        reason="",
        new_until=None,
        signature=None,
        letterhead=letterhead(unit="Sở Xây dựng", series="PXL-SXD", number=None),
        verify_url="https://dichvucong.example.vn/xac-minh/1/",
    )
    assert "BẢN NHÁP" in text
    for lacking in ("[chưa có lý do]", "[chưa có thời gian hẹn lại]", "[chưa có người ký]"):
        assert lacking in text
    assert "ngày …… tháng …… năm" in text
    assert "Quét mã QR" not in text


def test_an_issued_letter_is_not_marked_as_a_draft():
    text = printed(verify_url="https://dichvucong.example.vn/xac-minh/1/")
    assert "BẢN NHÁP" not in text
    assert "chưa có" not in text
    assert "Quét mã QR" in text


def test_the_frame_of_the_digital_signature_tells_signer_and_moment():
    text = printed(digital_seal=DigitalSeal(signed_by="Sở Xây dựng", at=DUE))
    assert "Ký bởi: Sở Xây dựng" in text
    assert "Thời gian ký: 17:00:00 ngày 27/11/2026" in text
    assert "đóng dấu" not in text


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"reason": "  "}, "reason"),
        ({"new_until": None}, "new_until"),
        ({"signature": None}, "signature"),
        ({"letterhead": letterhead(number=None)}, "number"),
        ({"addressee": Person(name=" ")}, "addressee"),
        ({"procedure": ""}, "procedure"),
        ({"code": ""}, "code"),
        ({"received_at": None}, "received_at"),
        ({"due_at": None}, "due_at"),
        ({"wording": LetterWording.LOST}, "lost_items"),
    ],
)
def test_a_letter_lacking_a_part_of_the_decree_can_only_be_a_draft(changes, part):
    with pytest.raises(ValueError, match=part):
        letter(**changes)
    assert letter(**changes, is_draft=True).missing_parts() == (part,)


def test_a_ready_letter_needs_the_moment_of_settling():
    with pytest.raises(ValueError, match="settling"):
        letter(wording=LetterWording.READY)


def test_an_unknown_rule_set_has_no_legal_basis():
    with pytest.raises(ValueError, match="ND99"):
        dataclasses.replace(letter(), ruleset="ND99")


def test_under_decree_118_the_letter_bears_its_name_and_basis():
    text = printed(ruleset="ND118_2025")
    assert "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT" in text
    assert "Nghị định số 118/2025/NĐ-CP" in text


def test_a_reason_of_ten_thousand_letters_flows_over_pages_and_the_signature_stays_whole():
    reason = "Cần xác minh thêm. " * 520
    pages = pages_of(typeset(LETTER, letter(reason=reason).as_json()).pdf)
    assert 3 <= len(pages) <= 6
    assert f"Trang 1/{len(pages)}" in pages[0]
    assert "Nơi nhận:" in pages[-1]
    assert "Hồ Sỹ Ưng" in pages[-1]
