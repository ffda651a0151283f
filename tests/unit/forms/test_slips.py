import pytest

from dossiers.forms import REFUSAL_SLIP, SUPPLEMENT_SLIP, Signature, typeset
from tests.unit.forms.papers import (
    APPLICANT,
    CODE,
    RATING,
    letterhead,
    pages_of,
    refusal_slip,
    supplement_slip,
    text_of,
)


def supplement(**changes) -> str:
    return text_of(typeset(SUPPLEMENT_SLIP, supplement_slip(**changes).as_json()).pdf)


def refusal(**changes) -> str:
    return text_of(typeset(REFUSAL_SLIP, refusal_slip(**changes).as_json()).pdf)


@pytest.fixture(scope="module")
def form_02() -> str:
    return supplement()


@pytest.fixture(scope="module")
def form_03() -> str:
    return refusal()


@pytest.mark.parametrize(
    "part",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 07/HDHS-TTPVHCC",
        "Nghệ An, ngày 19 tháng 11 năm 2026",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        f"Mã hồ sơ: {CODE}",
        "Bộ phận tiếp nhận: Trung tâm Phục vụ hành chính công tỉnh Nghệ An",
        f"Hồ sơ của: {APPLICANT.name}",
        f"Địa chỉ: {APPLICANT.address}",
        f"Số điện thoại: {APPLICANT.phone}",
        f"Email: {APPLICANT.email}",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "1 Bản sao giấy chứng nhận quyền sử dụng đất",
        "2 Bản vẽ có chữ ký",
        "Lý do: Thành phần hồ sơ chưa đủ.",
        "liên hệ Trần Văn Ứng, số điện thoại 0238 388 8888, trang thông tin dichvucong.example.vn",
        "NGƯỜI HƯỚNG DẪN",
    ],
)
def test_form_02_holds_every_line(form_02, part):
    assert part in form_02


@pytest.mark.parametrize("printed", [supplement, refusal])
def test_forms_02_and_03_ask_to_rate_the_service_before_reception_too(printed):
    text = printed(code="", rating_url=RATING)
    assert "Quét mã QR để đánh giá chất lượng phục vụ." in text
    assert "tra cứu" not in text


def test_before_reception_form_02_names_no_code_and_no_restart():
    text = supplement(code="")
    assert "Mã hồ sơ" not in text
    assert "tính lại từ đầu" not in text


def test_after_reception_form_02_says_that_the_limit_counts_again():
    assert "tính lại từ đầu sau khi nhận đủ hồ sơ" in supplement(restarts_clock=True)


def test_a_second_request_names_its_legal_ground():
    assert "Căn cứ pháp lý: Khoản 2 Điều 5" in supplement(legal_ground="Khoản 2 Điều 5")


def test_a_list_of_two_hundred_items_flows_over_pages():
    items = tuple(f"Nội dung thứ {n}" for n in range(1, 201))
    pages = pages_of(typeset(SUPPLEMENT_SLIP, supplement_slip(items=items).as_json()).pdf)
    assert 4 <= len(pages) <= 10
    assert all("Nội dung yêu cầu bổ sung, hoàn thiện" in page for page in pages[:-1])


@pytest.mark.parametrize(
    "part",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 03/TCTN-TTPVHCC",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Bộ phận tiếp nhận: Trung tâm Phục vụ hành chính công tỉnh Nghệ An",
        f"Hồ sơ của: {APPLICANT.name}",
        f"Địa chỉ: {APPLICANT.address}",
        f"Số điện thoại: {APPLICANT.phone}",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "không tiếp nhận, giải quyết hồ sơ này.",
        "Lý do: Hồ sơ không thuộc thẩm quyền của tỉnh.",
        "Trân trọng thông báo",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ],
)
def test_form_03_holds_every_line(form_03, part):
    assert part in form_03


def test_form_03_says_that_originals_were_given_back():
    assert "Bản chính giấy tờ đã nộp được trả lại" in refusal(originals_given_back=True)


def test_a_refusal_after_appraisal_is_signed_for_the_agency_by_the_deputy():
    text = refusal(
        after_appraisal=True,
        letterhead=letterhead(unit="Sở Xây dựng", series="TCTN-SXD", number=3),
        signature=Signature(
            head_title="Giám đốc", form="KT.", title="Phó Giám đốc", name="Lê Thị Mỹ"
        ),
    )
    assert "Sở Xây dựng từ chối giải quyết hồ sơ này." in text
    assert "KT. GIÁM ĐỐC" in text
    assert "PHÓ GIÁM ĐỐC" in text
    assert "Lê Thị Mỹ" in text
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" not in text
