"""What scanners type: the codes of our own papers, and of identity cards; and what hands type."""

import unicodedata

import pytest

from dossiers.domain.facts import Fact, FactKind, clean_facts
from dossiers.domain.identity_cards import IdentityCard, read_card
from dossiers.domain.scanned import Scanned, ScannedKind, read_scanned

TOKEN = "Zk3_b-" * 7 + "a"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (f"https://hcc.vidu.example/tra-cuu/q/{TOKEN}/", Scanned(ScannedKind.LOOKUP, TOKEN)),
        (f"  http://127.0.0.1:8000/tra-cuu/q/{TOKEN} ", Scanned(ScannedKind.LOOKUP, TOKEN)),
        (f"https://hcc.vidu.example/danh-gia/{TOKEN}/", Scanned(ScannedKind.RATING, TOKEN)),
        (
            "https://hcc.vidu.example/tra-cuu/H41.01.02-261124-0001/",
            Scanned(ScannedKind.CODE, "H41.01.02-261124-0001"),
        ),
        ("H41.01.02-261124-0001", None),
        ("0001", None),
        ("https://hcc.vidu.example/thu-tuc/1.000001/", None),
        ("", None),
    ],
)
def test_an_address_on_our_papers_is_told_from_everything_else(
    typed: str, read: Scanned | None
) -> None:
    assert read_scanned(typed) == read


def test_an_identity_card_gives_number_name_and_address() -> None:
    scanned = (
        "040123456789|182345678|Nguyễn Văn Ví Dụ|01021990|Nam|Khối 1, Trường Vinh, Nghệ An|10052021"
    )
    card = IdentityCard("040123456789", "Nguyễn Văn Ví Dụ", "Khối 1, Trường Vinh, Nghệ An")
    assert read_card(scanned) == card
    assert read_card(f"{scanned}||Nguyễn Văn Cha|Trần Thị Mẹ|") == card
    assert read_card(scanned.replace("|182345678|", "||")) == card


@pytest.mark.parametrize(
    "typed", ["040123456789", "", "a|b|c|d|e|f|g", "04012345678|1|Tên|01021990|Nam|Địa chỉ|1"]
)
def test_what_is_no_card_is_left_as_it_was_typed(typed: str) -> None:
    assert read_card(typed) is None


def test_a_name_is_the_same_however_its_accents_were_typed() -> None:
    name = "Nguyễn Đặng Thị Ngọc Ưỡng, Hồ Ẵm, Võ Ỷ Lỹ"
    fact = Fact("applicant", FactKind.APPLICANT)
    for form in ("NFC", "NFD"):
        typed = {"applicant": {"name": unicodedata.normalize(form, name)}}
        assert clean_facts((fact,), typed)["applicant"]["name"] == name
