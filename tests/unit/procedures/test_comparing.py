"""Two versions side by side: what stayed, went, came; reworded entries beside their old words."""

from hypothesis import given
from hypothesis import strategies as st

from procedures.domain.comparing import Change, Line, compare_lists, compare_texts

WORDS = st.lists(st.sampled_from(["đơn", "bản sao", "giấy", "\n", "sổ hộ khẩu"]), max_size=8)
ENTRIES = st.lists(WORDS.map(" ".join).filter(bool), max_size=8)


def said(line: Line, side: str) -> str:
    return "".join(piece.text for piece in getattr(line, side))


def test_the_words_that_differ_are_marked_and_no_others() -> None:
    line = compare_texts("Đơn đề nghị (bản chính)", "Đơn đề nghị (bản sao)")
    assert line.change is Change.CHANGED
    assert [piece.text for piece in line.before if piece.alone] == ["chính)"]
    assert [piece.text for piece in line.after if piece.alone] == ["sao)"]


def test_a_text_on_one_side_alone_has_come_or_gone() -> None:
    assert compare_texts("", "Mới").change is Change.ADDED
    assert compare_texts("Cũ", "").change is Change.REMOVED


def test_a_reworded_entry_stands_beside_its_old_words_and_a_new_one_alone() -> None:
    before = ["Đơn đề nghị theo mẫu số 1", "Bản sao căn cước"]
    after = ["Đơn đề nghị theo mẫu số 2", "Ảnh chân dung 4x6", "Bản sao căn cước"]
    lines = compare_lists(before, after)
    assert [line.change for line in lines] == [Change.CHANGED, Change.ADDED, Change.SAME]


def test_entries_with_nothing_in_common_do_not_stand_side_by_side() -> None:
    lines = compare_lists(["Giấy phép xây dựng"], ["Ảnh chân dung 4x6"])
    assert [line.change for line in lines] == [Change.REMOVED, Change.ADDED]


@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_each_side_reads_whole(before: str, after: str) -> None:
    line = compare_texts(before, after)
    assert (said(line, "before"), said(line, "after")) == (before, after)
    assert (line.change is Change.SAME) == (before == after)


@given(ENTRIES, ENTRIES)
def test_no_entry_is_lost_or_told_twice(before: list[str], after: list[str]) -> None:
    lines = compare_lists(before, after)
    assert [s for line in lines if (s := said(line, "before"))] == before
    assert [s for line in lines if (s := said(line, "after"))] == after
