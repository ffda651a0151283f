"""Before a calendar is changed, it is told which running dossiers it would move, and nothing is written."""

from datetime import date

from dossiers.models import Dossier, DossierEvent
from dossiers.services import recompute_due_dates
from procedures.domain.calendar_file import parse_calendar
from procedures.models import CalendarDay, CalendarEdition, DayKind, OfficeHours
from procedures.selectors import work_calendar
from procedures.services.calendar import import_calendar, save_entry
from procedures.services.calendar_preview import preview_entry, preview_import
from tests.factories import Office, dossier_in, moment

RECEIVED = moment("2026-03-10 09:00")
NOW = moment("2026-03-11 08:00")
DUE = moment("2026-03-17 17:00")


def closed(day: str) -> CalendarDay:
    return CalendarDay(
        date=date.fromisoformat(day), kind=DayKind.CLOSED, name="Nghỉ đột xuất", confirmed=True
    )


def everything_stored() -> list[object]:
    tables = (CalendarDay, CalendarEdition, DossierEvent)
    return [*Dossier.objects.values(), *(list(table.objects.values()) for table in tables)]


def test_each_running_dossier_that_would_move_is_told_with_both_dates(office: Office) -> None:
    running = dossier_in(office, "processing", at=RECEIVED)
    for state in ("supplement_requested", "settled"):
        dossier_in(office, state, at=RECEIVED)
    before = everything_stored()
    effect = preview_entry(closed("2026-03-12"), at=NOW)
    assert everything_stored() == before
    assert work_calendar().is_working(date(2026, 3, 12))
    assert (effect.examined, effect.later, effect.earlier, effect.newly_late) == (1, 1, 0, 0)
    assert effect.by_agency == {"Sở Thử nghiệm": 1}
    (move,) = effect.moves
    assert (move.key, move.due_before) == (running.code, DUE)
    assert (move.due_after, move.working_days) == (moment("2026-03-18 17:00"), 1)


def test_what_was_foretold_is_what_happens(office: Office) -> None:
    for hour in (8, 9, 10):
        dossier_in(office, "processing", at=moment(f"2026-03-10 {hour:02}:00"))
    dossier_in(office, "received", at=moment("2026-03-13 09:00"))
    entry = closed("2026-03-12")
    effect = preview_entry(entry, at=NOW, most=2)
    assert (effect.moved, len(effect.moves)) == (3, 2)
    rest = preview_entry(entry, at=NOW, offset=2, most=2)
    told = {move.key: move.due_after for move in (*effect.moves, *rest.moves)}
    save_entry(entry, at=NOW)
    assert recompute_due_dates(at=NOW) == {"looked_at": 4, "moved": 3}
    moved = Dossier.objects.filter(events__act="recompute")
    assert {dossier.code: dossier.due_at for dossier in moved} == told


def test_a_day_before_reception_or_after_the_due_day_moves_nothing(office: Office) -> None:
    dossier_in(office, "processing", at=RECEIVED)
    for day in ("2026-03-09", "2026-03-18"):
        assert preview_entry(closed(day), at=NOW).examined == 0


def test_it_is_told_what_would_be_late_at_once_and_what_no_more(office: Office) -> None:
    dossier_in(office, "processing", at=RECEIVED)
    late_now = moment("2026-03-18 09:00")
    assert preview_entry(closed("2026-03-12"), at=late_now).late_no_more == 1
    save_entry(closed("2026-03-12"), at=NOW)
    recompute_due_dates(at=NOW)
    day = CalendarDay.objects.get(date=date(2026, 3, 12))
    effect = preview_entry(day, at=late_now, deleted=True)
    assert (effect.earlier, effect.newly_late) == (1, 1)
    assert effect.moves[0].working_days == -1
    assert CalendarDay.objects.filter(pk=day.pk).exists()


def test_other_office_hours_move_the_minute(office: Office) -> None:
    dossier_in(office, "processing", at=RECEIVED)
    winter = OfficeHours.objects.get(from_month=10)
    winter.afternoon_close = winter.afternoon_close.replace(hour=16, minute=30)
    (move,) = preview_entry(winter, at=NOW).moves
    assert (move.due_after, move.working_days) == (moment("2026-03-17 16:30"), 0)


def test_an_import_is_foretold_with_what_it_does_to_the_days(office: Office) -> None:
    dossier_in(office, "processing", at=RECEIVED)
    rows = parse_calendar("ngay,ten,loai,van_ban\n2026-03-12,Nghỉ bão,nghi_hoan_doi,12/TB-UBND\n")
    before = CalendarDay.objects.filter(date__year=2026).count()
    preview = preview_import(rows, at=NOW)
    assert (preview.days.added, preview.days.removed) == (1, before)
    assert preview.days.is_new_edition
    assert preview.effect.moved == 1
    report = import_calendar(rows, at=NOW)
    assert (report.added, report.removed, report.edition) == (1, before, preview.days.edition)
