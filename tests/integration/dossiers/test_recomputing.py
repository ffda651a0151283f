"""A corrected calendar moves the due dates counted under the old one, once, and the history says so."""

from datetime import date
from typing import Any

from celery.signals import before_task_publish

from agencies.selectors import Actor
from dossiers.models import Dossier
from dossiers.services import recompute_due_dates
from dossiers.services.reappointing import reappoint
from notifications.models import OverdueFlag
from notifications.services import sweep
from procedures.models import CalendarDay, CalendarYear, DayKind, YearStatus
from procedures.services.calendar import record_edition, save_entry
from tests.factories import Office, dossier_in, moment, perform_act

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


def test_a_new_calendar_queues_the_tasks_that_share_the_recomputing(
    office: Office, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.RECOMPUTE_TASKS = 3
    queued: list[str] = []

    def count(sender: str, **kwargs: Any) -> None:
        queued.append(sender)

    before_task_publish.connect(count)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            close(date(2026, 3, 12))
    finally:
        before_task_publish.disconnect(count)
    assert queued == ["dossiers.recompute_due_dates"] * 3


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


def test_a_closed_day_gives_the_office_its_own_short_deadlines_back(office: Office) -> None:
    submitted = perform_act(office, "submit", at=moment("2026-03-11 16:00"))
    received = perform_act(office, "receive", at=moment("2026-03-11 16:00"))
    assert submitted.reception_due_at == moment("2026-03-12 16:00")
    assert received.transfer_due_at == moment("2026-03-12 07:30")
    assert received.supplement_until == moment("2026-03-17 00:00")
    close(date(2026, 3, 12))
    assert recompute_due_dates(at=DAY_AFTER) == {"looked_at": 2, "moved": 1}
    submitted, received = (Dossier.objects.get(pk=d.pk) for d in (submitted, received))
    assert submitted.reception_due_at == moment("2026-03-13 16:00")
    assert received.transfer_due_at == moment("2026-03-13 07:30")
    assert received.supplement_until == moment("2026-03-18 00:00")
    assert not submitted.events.filter(act="recompute").exists()


def test_a_year_confirmed_by_its_notice_is_provisional_no_more(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=moment("2026-12-28 09:00"))
    assert dossier.due_is_provisional
    year = CalendarYear.objects.get(year=2027)
    year.status = YearStatus.CONFIRMED
    save_entry(year, at=DAY_AFTER)
    assert recompute_due_dates(at=DAY_AFTER) == {"looked_at": 1, "moved": 0}
    assert not Dossier.objects.get(pk=dossier.pk).due_is_provisional


def test_an_act_done_meanwhile_is_counted_and_nothing_is_done_twice(office: Office) -> None:
    dossiers = [dossier_in(office, "processing", at=AT) for _ in range(3)]
    close(date(2026, 3, 12))
    perform_act(office, "request_supplement", at=DAY_AFTER, dossier=dossiers[0])
    assert recompute_due_dates(at=DAY_AFTER) == {"looked_at": 2, "moved": 2}
    back = perform_act(
        office,
        "accept_supplement",
        at=moment("2026-03-11 10:00"),
        dossier=Dossier.objects.get(pk=dossiers[0].pk),
    )
    assert back.due_at == moment("2026-03-19 17:00"), "counted under the new calendar"
    assert recompute_due_dates(at=DAY_AFTER) == {"looked_at": 0, "moved": 0}


def test_a_promised_date_that_is_closed_moves_to_the_next_working_day(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    reappoint(
        dossier_id=dossier.pk,
        actor=Actor(office.agency_head),
        at=moment("2026-03-16 10:00"),
        until=moment("2026-03-20 17:00"),
        letter="00000000-0000-0000-0000-000000000000",
    )
    close(date(2026, 3, 20))
    assert recompute_due_dates(at=moment("2026-03-16 11:00"))["moved"] == 1
    moved = Dossier.objects.get(pk=dossier.pk)
    assert moved.due_at == moment("2026-03-23 17:00")
    assert moved.original_due_at == moment("2026-03-17 17:00")
