"""One spelling for a name however it was typed."""

import unicodedata

import pytest

from procedures.domain.text import last_prefix_query, prefix_query, search_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("  NGUYỄN   Văn\tĐÔNG ", "nguyen van dong"),
        ("H41.01.02-261124-0001", "h41 01 02 261124 0001"),
        ("ưƯ ơƠ đĐ ằẳẵặ", "uu oo dd aaaa"),
        ("!?", ""),
    ],
)
def test_the_key_is_lower_case_without_accents_or_punctuation(text: str, key: str):
    assert search_key(text) == key


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_every_unicode_form_gives_the_same_key(form):
    assert search_key(unicodedata.normalize(form, "Ủy ban nhân dân xã Đô Lương")) == (
        "uy ban nhan dan xa do luong"
    )


def test_the_key_of_a_key_is_itself():
    key = search_key("Cấp giấy phép xây dựng (cấp III, IV)")
    assert search_key(key) == key


def test_a_query_finds_words_cut_short_and_holds_no_operator():
    assert prefix_query("Khai si") == "khai:* & si:*"
    assert prefix_query("a' | !b:*") == "a:* & b:*"
    assert prefix_query(" -- ") == ""


def test_a_stricter_query_finds_only_the_last_word_cut_short():
    assert last_prefix_query("Đăng ký khai si") == "dang & ky & khai & si:*"
    assert last_prefix_query("a' | !b:*") == "a & b:*"
    assert last_prefix_query("khai") == prefix_query("khai")
    assert last_prefix_query(" -- ") == ""
