"""A corrected calendar moves the due dates counted under the old one, once, and the history says so."""

from datetime import date

from dossiers.models import Dossier
from dossiers.services import recompute_due_dates
from notifications.models import OverdueFlag
from notifications.services import sweep
from procedures.models import CalendarDay, DayKind
from procedures.services.calendar import record_edition
from tests.factories import Office, dossier_in, moment

AT = moment("2026-03-10 09:00")
DAY_AFTER = moment("2026-03-11 08:00")


def close(day: date) -> None:
    CalendarDay.objects.create(date=day, kind=DayKind.CLOSED, name="Nghỉ đột xuất", confirmed=True)
    record_edition(at=DAY_AFTER)


def test_a_newly_closed_day_moves_a_running_dossier_by_a_day_and_is_logged_once(
    office: Office,
) -> None:
    running = dossier_in(office, "processing", at=AT)
    waiting = dossier_in(office, "supplement_requested", at=AT)
    settled = dossier_in(office, "settled", at=AT)
    assert running.due_at == moment("2026-03-17 17:00")
    close(date(2026, 3, 12))
    assert recompute_due_dates(at=DAY_AFTER) == {"looked_at": 1, "moved": 1}
    assert recompute_due_dates(at=DAY_AFTER) == {"looked_at": 0, "moved": 0}
    moved = Dossier.objects.get(pk=running.pk)
    assert moved.due_at == moment("2026-03-18 17:00")
    event = moved.events.get(act="recompute")
    assert event.facts["calendar_after"] == moved.calendar_version
    for untouched in (waiting, settled):
        assert Dossier.objects.get(pk=untouched.pk).version == untouched.version


def test_a_date_that_stays_leaves_no_event(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    close(date(2026, 6, 1))
    assert recompute_due_dates(at=DAY_AFTER) == {"looked_at": 1, "moved": 0}
    assert not dossier.events.filter(act="recompute").exists()


def test_a_flag_that_the_corrected_calendar_disproves_is_closed_as_such(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    sweep(moment("2026-03-18 00:05"))
    flag = OverdueFlag.objects.get(dossier=dossier)
    close(date(2026, 3, 12))
    recompute_due_dates(at=moment("2026-03-18 08:00"))
    flag.refresh_from_db()
    assert flag.closed_why == "calendar"
    assert flag.closing_calendar_version == Dossier.objects.get(pk=dossier.pk).calendar_version
