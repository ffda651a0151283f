"""Reading the official calendar, and the calendar that comes with the software."""

from datetime import date
from pathlib import Path

import pytest

from procedures.domain.calendar_file import CalendarRefused, confirmed_years, parse_calendar

HEADER = "ngay,thu,ten,loai,van_ban,muc_do_tin_cay\n"
SHIPPED = Path(__file__).resolve().parents[3] / "procedures" / "data" / "calendar.csv"


def test_a_row_tells_the_day_its_kind_and_the_notice_behind_it():
    rows = parse_calendar(
        HEADER
        + '2025-05-02,T6,"Nghỉ hoán đổi, làm bù 26/04/2025",nghi_hoan_doi,6150/TB-BLĐTBXH,\n'
        + "2025-04-26,T7,Làm bù cho ngày 02/05/2025,lam_bu,6150/TB-BLĐTBXH,\n"
    )
    assert [(row.day, row.worked, row.confirmed) for row in rows] == [
        (date(2025, 4, 26), True, True),
        (date(2025, 5, 2), False, True),
    ]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    text = "\ufeff" + HEADER + "2026-11-24,T3,Ngày Văn hóa Việt Nam,le,28/2026/QH16,\n"
    assert len(parse_calendar(text.replace("\n", "\r\n"))) == 1


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("24/11/2026,T3,Tên,le,,\n", "bad_date"),
        ("2026-02-30,T2,Tên,le,,\n", "bad_date"),
        ("1026-11-24,T3,Tên,le,,\n", "year_out_of_range"),
        ("2026-11-24,T4,Tên,le,,\n", "wrong_weekday"),
        ("2026-11-24,T3,,le,,\n", "missing_name"),
        ("2026-11-24,T3,Tên,chơi,,\n", "unknown_kind"),
        ("2026-11-24,T3,Tên,lam_bu,,\n", "worked_weekday"),
        ("2026-11-28,T7,Tên,nghi_bu,,\n", "day_in_lieu_on_weekend"),
        ("2026-11-24,T3,Tên,le,,\n2026-11-24,T3,Tên,le,,\n", "date_twice"),
        ("", "no_rows"),
        ('2026-11-24,T3,"Tên"x,le,,\n', "not_csv"),
        ("2026-11-24,T3,Tê\x00n,le,,\n", "bad_character"),
    ],
)
def test_a_faulty_file_is_refused_whole(lines: str, code: str):
    with pytest.raises(CalendarRefused) as refusal:
        parse_calendar(HEADER + lines)
    assert code in {fault.code for fault in refusal.value.faults}


def test_every_fault_is_named_with_its_line():
    with pytest.raises(CalendarRefused) as refusal:
        parse_calendar(HEADER + "x,,Tên,le,,\n2026-11-24,,Tên,le,,\ny,,Tên,le,,\n")
    assert [(fault.line, fault.detail) for fault in refusal.value.faults] == [(2, "x"), (4, "y")]


def test_a_file_without_the_needed_columns_is_refused():
    with pytest.raises(CalendarRefused) as refusal:
        parse_calendar("date,name\n2026-11-24,x\n")
    assert refusal.value.faults[0].code == "missing_column"


def test_a_year_is_confirmed_when_a_document_is_named_for_each_of_its_days():
    rows = parse_calendar(
        HEADER
        + "2026-01-01,T5,Tết,le,9441/TB-BNV,\n"
        + "2027-01-01,T6,Tết,le,no notice found,\n"
        + "2027-11-24,T4,Ngày Văn hóa Việt Nam,le,28/2026/QH16,\n"
    )
    assert confirmed_years(rows) == {2026: True, 2027: False}


def test_the_shipped_calendar_covers_2018_to_2027():
    rows = parse_calendar(SHIPPED.read_text(encoding="utf-8"))
    years = confirmed_years(rows)
    assert list(years) == list(range(2018, 2028))
    assert not years[2027]
    assert years[2026]


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        (date(2018, 12, 31), date(2019, 1, 5)),
        (date(2019, 4, 29), date(2019, 5, 4)),
        (date(2024, 4, 29), date(2024, 5, 4)),
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ],
)
def test_the_shipped_calendar_knows_both_days_of_a_swap(off: date, worked: date):
    rows = {row.day: row.worked for row in parse_calendar(SHIPPED.read_text(encoding="utf-8"))}
    assert rows[off] is False
    assert rows[worked] is True


def test_culture_day_is_closed_from_2026_on_only():
    days = {row.day for row in parse_calendar(SHIPPED.read_text(encoding="utf-8"))}
    closed = [year for year in range(2018, 2028) if date(year, 11, 24) in days]
    assert closed == [2026, 2027]
