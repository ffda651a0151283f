"""Amounts in Vietnamese words: every irregular reading once, and what holds for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.domain.amounts import amount_in_words, number_in_words

READINGS = {
    0: "không",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    91: "chín mươi mốt",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    110: "một trăm mười",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    555: "năm trăm năm mươi lăm",
    1_000: "một nghìn",
    1_001: "một nghìn không trăm linh một",
    1_010: "một nghìn không trăm mười",
    10_000: "mười nghìn",
    21_000: "hai mươi mốt nghìn",
    100_005: "một trăm nghìn không trăm linh năm",
    1_005_000: "một triệu không trăm linh năm nghìn",
    1_200_000: "một triệu hai trăm nghìn",
    15_000_015: "mười lăm triệu không trăm mười lăm",
    1_000_000_000: "một tỷ",
    1_000_000_005: "một tỷ không trăm linh năm",
    24_024_024_024: "hai mươi tư tỷ không trăm hai mươi tư triệu không trăm hai mươi tư nghìn không trăm hai mươi tư",
    1_050_000_000_000: "một nghìn không trăm năm mươi tỷ",
    10**15: "một triệu tỷ",
}


@pytest.mark.parametrize(("number", "words"), READINGS.items())
def test_a_number_is_read_as_in_vietnamese_schools(number: int, words: str) -> None:
    assert number_in_words(number) == words


def test_an_amount_is_a_sentence_in_dong() -> None:
    assert amount_in_words(1_200_000) == "Một triệu hai trăm nghìn đồng"
    assert amount_in_words(0) == "Không đồng"


def test_no_amount_is_negative() -> None:
    with pytest.raises(ValueError, match="not negative"):
        amount_in_words(-1)


DIGITS = {
    **{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5},
    **{"sáu": 6, "bảy": 7, "tám": 8, "chín": 9},
}
SCALES = {"nghìn": 10**3, "triệu": 10**6}


def read_back(words: str) -> int:
    """What somebody who hears the words writes down."""
    billions = whole = group = digit = 0
    for word in words.split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word in ("trăm", "mươi"):
            group, digit = group + digit * (100 if word == "trăm" else 10), 0
        elif word == "mười":
            group += 10
        elif word in SCALES:
            whole, group, digit = whole + (group + digit) * SCALES[word], 0, 0
        elif word == "tỷ":
            billions, whole, group, digit = (billions + whole + group + digit) * 10**9, 0, 0, 0
    return billions + whole + group + digit


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_the_words_read_back_give_the_number(number: int) -> None:
    assert read_back(number_in_words(number)) == number


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_no_ten_is_read_one_ten_nor_one_after_tens_plainly(number: int) -> None:
    words = number_in_words(number)
    assert "một mươi" not in words
    assert "mươi một" not in words
    assert "mươi năm" not in words
    assert "mười năm" not in words
