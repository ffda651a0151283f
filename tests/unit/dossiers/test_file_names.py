"""Names of files: whatever a sender writes, what is shown and handed out is harmless and ends as the content does."""

import unicodedata

import pytest

from dossiers.domain.contents import TYPES
from dossiers.domain.files import FileLimits, Room, clean_name, too_large
from dossiers.domain.refusals import ActRefused

PDF, JPEG = TYPES["pdf"], TYPES["jpeg"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Tờ khai.pdf", "Tờ khai.pdf"),
        ("Tờ khai", "Tờ khai.pdf"),
        ("TO KHAI.PDF", "TO KHAI.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.pdf"),
        ("C:\\Users\\An\\Đơn.pdf", "Đơn.pdf"),
        ("/don", "don.pdf"),
        ("giấy.pdf.exe", "giấy.pdf"),
        ("giấy.exe.pdf", "giấy.pdf"),
        ("giấy.docm", "giấy.pdf"),
        ("Đơn 28.11.2026", "Đơn 28.11.2026.pdf"),
        ("đơn\x00.pdf", "đơn.pdf"),
        ("đơn\r\nSet-Cookie: a=b.pdf", "đơn Set-Cookie_ a=b.pdf"),
        ("đơn\u202efdp.exe", "đơnfdp.pdf"),
        ("\u2067đơn\u2069.pdf", "đơn.pdf"),
        ("\ufeffđơn.pdf", "đơn.pdf"),
        ("đơn\ud800.pdf", "đơn.pdf"),
        ('a"; filename="b.html', "a_; filename=_b.pdf"),
        ("  đơn   xin  . pdf", "đơn xin . pdf.pdf"),
        ("đơn...", "đơn.pdf"),
        ("CON", "_CON.pdf"),
        ("nul.txt", "_nul.pdf"),
    ],
)
def test_a_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given, PDF) == kept


def test_the_ending_follows_the_content_not_the_name() -> None:
    assert clean_name("ảnh.jpeg", JPEG) == "ảnh.jpg"
    assert clean_name("ảnh.pdf", JPEG) == "ảnh.jpg"


def test_accents_are_composed() -> None:
    parted = unicodedata.normalize("NFD", "Giấy ủy quyền.pdf")
    assert clean_name(parted, PDF) == "Giấy ủy quyền.pdf"


@pytest.mark.parametrize("length", [300, 10_000])
def test_a_long_name_is_cut_to_what_a_file_system_keeps(length: int) -> None:
    kept = clean_name("ắ" * length + ".pdf", PDF)
    assert kept.endswith("ắ.pdf")
    assert len(kept.encode()) <= 210


@pytest.mark.parametrize("given", ["", " ", ".", "..", "...pdf", "/", "\x00", "\u202e", "?*", "…"])
def test_a_name_without_letters_is_refused(given: str) -> None:
    with pytest.raises(ActRefused, match="file_name_bad"):
        clean_name(given, PDF)


def test_a_name_as_long_as_a_book_is_refused_unread() -> None:
    with pytest.raises(ActRefused, match="file_name_bad"):
        clean_name("a" * 1_000_000, PDF)


LIMITS = FileLimits(most_bytes=10, most_bytes_together=25, most_files=3, types=frozenset({"pdf"}))


@pytest.mark.parametrize("held", [Room(0, 0), Room(2, 15)])
def test_a_dossier_holds_so_many_files_and_bytes(held: Room) -> None:
    held.refuse_overflow(10, LIMITS)


@pytest.mark.parametrize(
    ("held", "size", "code"),
    [
        (Room(2, 16), 10, "files_too_large"),
        (Room(3, 0), 1, "files_too_many"),
    ],
)
def test_and_not_one_more(held: Room, size: int, code: str) -> None:
    with pytest.raises(ActRefused, match=code):
        held.refuse_overflow(size, LIMITS)


def test_a_limit_is_told_in_megabytes() -> None:
    limits = FileLimits(
        most_bytes=52_428_800, most_bytes_together=0, most_files=0, types=frozenset()
    )
    assert too_large(limits).params == {"megabytes": "50"}
