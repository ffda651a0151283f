"""Reading the portal's export: nothing guessed, nothing lost, every fault named."""

from typing import Any

import pytest

from procedures.domain.channels import Channel, Level
from procedures.domain.limits import LimitUnit
from procedures.domain.portal import NotAnExport, counted_facts, parse_procedure, rows_of
from procedures.domain.portal_fields import RowRejected
from tests.unit.portal.rows import channel, document, procedure


def test_a_row_becomes_a_record_with_every_part():
    record = parse_procedure(
        procedure(
            cach_thuc_thuc_hien=[
                channel("Trực tuyến", 8, "Giờ", phi_le_phi=[{"so_tien": 8000, "tien_te": "VND"}])
            ]
        )
    )
    assert record.levels == (Level.PROVINCE,)
    assert [(limit.channel, limit.value, limit.unit) for limit in record.limits] == [
        (Channel.ONLINE, 8, LimitUnit.WORKING_HOUR)
    ]
    assert [(fee.channel, int(fee.amount), fee.currency) for fee in record.fees] == [
        (Channel.ONLINE, 8000, "VND")
    ]
    assert record.documents[0].required


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("Ngày làm việc", LimitUnit.WORKING_DAY),
        ("Ngày", LimitUnit.CALENDAR_DAY),
        ("Giờ", LimitUnit.WORKING_HOUR),
        ("Tháng", LimitUnit.MONTH),
    ],
)
def test_each_unit_of_the_export_has_its_meaning(word: str, unit: LimitUnit):
    record = parse_procedure(procedure(cach_thuc_thuc_hien=[channel(value=3, unit=word)]))
    assert record.limits[0].unit == unit


def test_a_limit_given_only_in_words_stays_without_unit():
    record = parse_procedure(procedure(cach_thuc_thuc_hien=[channel(value=None, unit=None)]))
    assert (record.limits[0].value, record.limits[0].unit) == (None, None)


def test_text_is_composed_and_its_line_breaks_are_folded():
    decomposed = "Đa\u0306ng ky\u0301\n  thử"
    assert parse_procedure(procedure(ten_thu_tuc=decomposed)).name == "Đăng ký thử"


def test_the_own_fields_are_silent_in_the_portals_export():
    record = parse_procedure(procedure())
    assert record.steps is None
    assert record.settling_agency is None
    assert record.sensitive is None


def test_the_digest_changes_with_the_limit_and_not_with_the_spelling_of_accents():
    same = parse_procedure(procedure(ten_thu_tuc="Đa\u0306ng ký thử nghiệm"))
    other = parse_procedure(procedure(cach_thuc_thuc_hien=[channel(value=6)]))
    published = parse_procedure(procedure(thoi_han_gia_tri=6))
    digest = parse_procedure(procedure()).digest()
    assert same.digest() == digest
    assert len({digest, other.digest(), published.digest()}) == 3


def test_an_implausible_count_is_kept_and_remarked_upon():
    record = parse_procedure(procedure(thanh_phan_ho_so=[document(ban_chinh=2026)]))
    assert record.documents[0].originals == 2026
    assert record.remarks == ("odd_document_count",)


def test_steps_that_miss_the_limit_are_remarked_upon():
    steps = [{"buoc": "Thẩm định", "don_vi": "Phòng", "vai_tro": "specialist", "gio": 39}]
    assert parse_procedure(procedure(quy_trinh_noi_bo=steps)).remarks == (
        "steps_differ_from_limit",
    )


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"ma_thu_tuc": ""}, "missing", "ma_thu_tuc"),
        ({"ma_thu_tuc": "1234"}, "bad_code", "ma_thu_tuc"),
        ({"ten_thu_tuc": "  "}, "missing", "ten_thu_tuc"),
        ({"ten_thu_tuc": 7}, "not_text", "ten_thu_tuc"),
        ({"ten_thu_tuc": "a\x00b"}, "bad_character", "ten_thu_tuc"),
        ({"ten_thu_tuc": "\ud800"}, "bad_character", "ten_thu_tuc"),
        ({"linh_vuc": "x" * 201}, "too_long", "linh_vuc"),
        ({"cap_thuc_hien": ["Cấp trời"]}, "unknown_level", "cap_thuc_hien"),
        ({"cap_thuc_hien": "Cấp tỉnh"}, "not_a_list", "cap_thuc_hien"),
        ({"thoi_han_don_vi": "Tuần"}, "unknown_unit", "thoi_han_don_vi"),
        ({"thoi_han_gia_tri": None}, "half_limit", "thoi_han_gia_tri"),
        ({"nguon_url": "javascript:alert(1)"}, "bad_address", "nguon_url"),
        ({"thanh_phan_ho_so": ["x"]}, "not_an_object", "thanh_phan_ho_so[1]"),
        (
            {"thanh_phan_ho_so": [document(), document(ban_sao=-1)]},
            "out_of_range",
            "thanh_phan_ho_so[2].ban_sao",
        ),
        (
            {"thanh_phan_ho_so": [document(co_mau_don="có")]},
            "not_a_flag",
            "thanh_phan_ho_so[1].co_mau_don",
        ),
        ({"hieu_luc_tu": "31/12/2026"}, "not_a_date", "hieu_luc_tu"),
    ],
)
def test_a_row_that_cannot_be_stored_is_refused(changes: dict[str, Any], code: str, field: str):
    with pytest.raises(RowRejected) as refusal:
        parse_procedure(procedure(**changes))
    assert (refusal.value.code, refusal.value.field) == (code, field)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (channel("Bồ câu"), "unknown_channel"),
        (channel(value=True), "not_a_number"),
        (channel(value="5"), "not_a_number"),
        (channel(value=2.5), "not_a_number"),
        (channel(value=0), "out_of_range"),
        (channel(value=-3), "out_of_range"),
        (channel(value=10**9), "out_of_range"),
        (channel(value=5, unit=None), "half_limit"),
        (channel(phi_le_phi=[{"so_tien": "mười", "tien_te": "VND"}]), "not_a_number"),
        (channel(phi_le_phi=[{"so_tien": float("nan"), "tien_te": "VND"}]), "out_of_range"),
    ],
)
def test_a_channel_that_cannot_be_read_is_refused(row: dict[str, Any], code: str):
    with pytest.raises(RowRejected) as refusal:
        parse_procedure(procedure(cach_thuc_thuc_hien=[row]))
    assert refusal.value.code == code


@pytest.mark.parametrize("row", [None, 3, "1.000001", ["1.000001"]])
def test_a_row_that_is_no_object_is_refused(row: object):
    with pytest.raises(RowRejected) as refusal:
        parse_procedure(row)
    assert refusal.value.code == "not_an_object"


def test_an_export_is_a_list_or_an_object_that_holds_one():
    assert rows_of([1]) == rows_of({"meta": {}, "procedures": [1]}) == [1]


@pytest.mark.parametrize("document", [None, 3, "x", {}, {"procedures": {"1": 2}}])
def test_anything_else_is_no_export(document: object):
    with pytest.raises(NotAnExport):
        rows_of(document)


def test_the_facts_count_what_the_file_leaves_open():
    words = procedure("1.000002", thoi_han_gia_tri=None, thoi_han_don_vi=None)
    rows = [
        {**words, "cach_thuc_thuc_hien": []},
        {**words, "cach_thuc_thuc_hien": [channel(value=None, unit=None)]},
        procedure(cach_thuc_thuc_hien=[channel(value=3), channel(value=5)]),
        procedure(cach_thuc_thuc_hien=[channel(), channel("Trực tuyến", 3)]),
        procedure(thoi_han_don_vi="Giờ", cach_thuc_thuc_hien=[channel(value=8, unit="Giờ")]),
    ]
    assert counted_facts(map(parse_procedure, rows)) == {
        "without_unit": 2,
        "channel_rows_without_limit": 1,
        "without_channel": 1,
        "limit_differs_by_channel": 2,
        "several_rows_for_a_channel": 1,
        "in_hours": 1,
    }
