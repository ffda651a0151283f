import pytest

from dossiers.forms import STOP_NOTICE, typeset
from tests.unit.forms.papers import APPLICANT, CENTRE, CODE, FIRM, stop_notice, text_of


def printed(**changes) -> str:
    return text_of(typeset(STOP_NOTICE, stop_notice(**changes).as_json()).pdf)


@pytest.fixture(scope="module")
def notice() -> str:
    return printed()


@pytest.mark.parametrize(
    "part",
    [
        "SỞ XÂY DỰNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 04/TBD-SXD",
        "Nghệ An, ngày 19 tháng 11 năm 2026",
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        f"Kính gửi: {APPLICANT.name}",
        "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018",
        f"Mã hồ sơ: {CODE}",
        f"Bộ phận tiếp nhận: {CENTRE}",
        f"Địa chỉ: {APPLICANT.address}",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "tiếp nhận lúc 16 giờ 40 phút, ngày 19 tháng 11 năm 2026",
        "kể từ 17 giờ 00 phút, ngày 27 tháng 11 năm 2026.",
        "Căn cứ dừng giải quyết: Người nộp hồ sơ không bổ sung",
        "Theo văn bản: Thông báo số 12/TB-SXD ngày 20/11/2026",
        "Lý do: Đã hết thời hạn bổ sung.",
        "để nhận lại bản chính giấy tờ và phí, lệ phí đã nộp (nếu có)",
        "GIÁM ĐỐC",
        "Hồ Sỹ Ưng",
        "Nơi nhận:",
        f"- {CENTRE};",
        "- Lưu: VT.",
    ],
)
def test_the_stop_notice_holds_every_part(notice, part):
    assert part in notice


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        ("legal_obstacle", "Có căn cứ theo quy định của pháp luật để dừng giải quyết"),
        ("entered_in_error", "nhập vào hệ thống do nhầm lẫn"),
        ("other", "Căn cứ khác nêu tại văn bản"),
    ],
)
def test_each_ground_is_told_in_words(ground, words):
    assert f"Căn cứ dừng giải quyết: {words}" in printed(ground=ground).replace(
        "Hồ sơ được tiếp nhận, ", ""
    )


def test_a_withdrawal_rests_on_the_applicants_request():
    text = printed(ground="withdrawn", document="Đơn ngày 20/11/2026", received_at=None)
    assert "Theo đề nghị: Đơn ngày 20/11/2026" in text
    assert "tiếp nhận lúc" not in text
    assert "giấy hẹn" not in text


def test_what_was_given_back_is_not_to_be_fetched():
    text = printed(originals_given_back=True)
    assert "được trả lại cho ông (bà) cùng thông báo này" in text
    assert "để nhận lại" not in text


def test_a_firm_is_not_addressed_as_a_person():
    assert "ông (bà)" not in printed(applicant=FIRM)


def test_only_circular_03_numbers_the_notice_among_its_forms(notice):
    assert "Mẫu số" not in notice
    text = printed(decree="118/2025/NĐ-CP", form_label="Mẫu số 05")
    assert "Mẫu số 05" in text
    assert "Nghị định số 118/2025/NĐ-CP" in text


def test_an_unknown_decree_has_no_title():
    with pytest.raises(ValueError, match="99/2099"):
        stop_notice(decree="99/2099/NĐ-CP")
