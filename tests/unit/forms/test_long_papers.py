"""The longest that real dossiers bring: nothing is lost, and no signature stands alone on a page."""

import pytest

from dossiers.forms import (
    CONTROL_SLIP,
    RECEIPT,
    REFUSAL_SLIP,
    STOP_NOTICE,
    SUPPLEMENT_SLIP,
    DocumentLine,
    Person,
    typeset,
)
from tests.unit.forms.papers import (
    FIRM,
    LONGEST_NAME,
    SIXTY_CHARACTERS,
    control_slip,
    pages_of,
    receipt,
    refusal_slip,
    stop_notice,
    supplement_slip,
)

PAPERS = {
    "01": (RECEIPT, receipt),
    "02": (SUPPLEMENT_SLIP, supplement_slip),
    "03": (REFUSAL_SLIP, refusal_slip),
    "05": (CONTROL_SLIP, control_slip),
    "stop": (STOP_NOTICE, stop_notice),
}
CITIZEN = Person(name=SIXTY_CHARACTERS, address="Số 5 đường Hoa Ban, xã Mường Xén")


def printed(kind: str, **changes) -> list[str]:
    template, build = PAPERS[kind]
    return pages_of(typeset(template, build(**changes).as_json()).pdf)


def test_the_texts_are_as_long_as_they_are_meant_to_be() -> None:
    assert len(LONGEST_NAME) == 1_094
    assert len(SIXTY_CHARACTERS) == 60


@pytest.mark.parametrize("applicant", [CITIZEN, FIRM], ids=["citizen", "firm"])
@pytest.mark.parametrize("kind", PAPERS)
def test_the_longest_names_are_printed_whole(kind: str, applicant: Person) -> None:
    text = _letters("".join(printed(kind, request=LONGEST_NAME, applicant=applicant)))
    assert _letters(LONGEST_NAME) in text
    assert _letters(applicant.name) in text


def _letters(text: str) -> str:
    """Without blanks, and without the places where a long word may break."""
    return "".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("count", [20, 60])
def test_a_receipt_with_many_documents_ends_with_more_than_its_signatures(count: int) -> None:
    documents = tuple(
        DocumentLine(name=f"Tài liệu thứ {n}, bản chính hoặc bản sao có chứng thực theo quy định")
        for n in range(1, count + 1)
    )
    pages = printed("01", request=LONGEST_NAME, documents=documents)
    for holder in (pages[: len(pages) // 2], pages[len(pages) // 2 :]):
        assert all(f"Tài liệu thứ {n}," in " ".join(holder) for n in range(1, count + 1))
    for page in pages:
        if "NGƯỜI NỘP HỒ SƠ" in page:
            assert "Đăng ký nhận kết quả tại" in page
            assert "Ghi chú:" in page


@pytest.mark.parametrize("lines", range(2, 40, 3))
@pytest.mark.parametrize(
    ("kind", "last_sentence", "signature"),
    [
        ("02", "nếu có vướng mắc", "NGƯỜI HƯỚNG DẪN"),
        ("03", "Trân trọng thông báo", "NGƯỜI TIẾP NHẬN HỒ SƠ"),
        ("stop", "được biết./.", "GIÁM ĐỐC"),
    ],
)
def test_wherever_the_page_ends_the_signature_keeps_its_last_sentence(
    kind: str, last_sentence: str, signature: str, lines: int
) -> None:
    reason = "\n".join(f"Lý do thứ {n}." for n in range(lines))
    pages = printed(kind, reason=reason)
    (signed,) = [page for page in pages if signature in page]
    assert last_sentence in signed
    assert signed is pages[-1]
