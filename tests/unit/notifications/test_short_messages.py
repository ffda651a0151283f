"""What goes into a short message, and to which numbers one can be sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.sms import (
    ASCII_SIGNS,
    UNICODE_SIGNS,
    mobile_number,
    short_text,
    without_accents,
)

LINES = [
    "Hồ sơ: H41.01.02-261119-0001",
    "Trạng thái: Đang xử lý",
    "Hẹn trả: 17:00 27/11/2026",
    "Tra cứu: https://motcua.dichvucong.tinh-vi-du.example/tra-cuu/H41.01.02-261119-0001/",
]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0900000001", "+84900000001"),
        ("0900 000 001", "+84900000001"),
        ("090.000.0001", "+84900000001"),
        ("+84 900-000-001", "+84900000001"),
        ("84900000001", "+84900000001"),
        ("0084900000001", "+84900000001"),
        ("0357 000 001", "+84357000001"),
        ("+49 1512 3456789", "+4915123456789"),
        ("0238 3844 844", None),  # a landline of Nghệ An
        ("02438 000 000", None),
        ("+84 24 3800 0000", None),
        ("090000001", None),
        ("09000000011", None),
        ("1900 1234", None),
        ("", None),
        ("máy bàn", None),
    ],
)
def test_a_mobile_number_however_it_is_written(written: str, number: str | None):
    assert mobile_number(written) == number


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đã trả kết quả", "Da tra ket qua"),
        ("đường Ưng Ỷ, Nguyễn", "duong Ung Y, Nguyen"),
        ("một – hai…", "mot - hai..."),
        ("17:00 27/11/2026", "17:00 27/11/2026"),
    ],
)
def test_accents_are_left_out_and_letters_kept(text: str, plain: str):
    assert without_accents(text) == plain


def test_lines_follow_each_other_as_long_as_there_is_room():
    text = short_text(LINES, unicode=False)
    assert text == (
        "Ho so: H41.01.02-261119-0001. Trang thai: Dang xu ly. Hen tra: 17:00 27/11/2026"
    )
    assert short_text(LINES, unicode=True).startswith("Hồ sơ: H41.01.02-261119-0001. Trạng thái")


@given(st.lists(st.text(max_size=300), max_size=6), st.booleans())
def test_no_short_message_is_longer_than_it_may_be(lines: list[str], unicode: bool):
    text = short_text(lines, unicode=unicode)
    assert len(text) <= (UNICODE_SIGNS if unicode else ASCII_SIGNS)
    assert unicode or text.isascii()
