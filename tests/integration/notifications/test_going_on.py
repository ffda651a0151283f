"""A sweep goes on from the one before: it looks at what is new and misses nothing, or looks at everything."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from dossiers.models import Dossier
from notifications.models import (
    ApologyLetter,
    DelayNotice,
    DigestLine,
    DueWarning,
    Escalation,
    OverdueFlag,
    ReminderLine,
    SweepRun,
)
from notifications.services import sweep
from notifications.services.sweeping import COUNTS, STEPS
from procedures.models import CalendarDay, DayKind
from procedures.services.calendar import record_edition
from tests.factories import Office, moment, perform_act
from tests.integration.notifications.scenes import DEMANDED, LATE, MONDAY_AFTER, running
from tests.integration.notifications.together import together

NOTHING = dict.fromkeys(COUNTS, 0)


def rows() -> dict[str, int]:
    models = (
        *(DueWarning, DelayNotice, OverdueFlag, ApologyLetter, Escalation),
        *(ReminderLine, DigestLine),
    )
    return {model.__name__: model.objects.count() for model in models}


def last_run() -> SweepRun:
    return SweepRun.objects.latest("pk")


def test_step_by_step_it_finds_what_a_look_at_everything_finds(shared_office: Office) -> None:
    """Every three hours for a fortnight, with acts in between; afterwards nothing is left to be found."""
    office = shared_office
    dossiers = [running(office) for _ in range(3)]
    perform_act(office, "submit", at=moment("2026-11-19 16:30"))
    at = moment("2026-11-19 17:00")
    sweep(at)
    for hours in range(3, 14 * 24, 3):
        now = at + timedelta(hours=hours)
        if hours == 24:
            dossiers[0] = perform_act(office, "consult", at=now, dossier=dossiers[0])
        if hours == 48:
            perform_act(office, "request_supplement", at=now, dossier=dossiers[1])
        if hours == 72:
            running(office)
        sweep(now)
    assert SweepRun.objects.filter(is_whole=True).count() == 7, "the first, and every second day"
    found = rows()
    assert all(found.values()), found
    assert sweep(now, whole=True) == NOTHING
    assert rows() == found


def test_a_dossier_passed_over_is_looked_at_by_the_next_one_though_nothing_was_done(
    shared_office: Office,
) -> None:
    dossier = running(shared_office)
    sweep(DEMANDED)
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        together([lambda: sweep(LATE)])
    assert last_run().held == [dossier.pk]
    assert not OverdueFlag.objects.exists()
    assert sweep(LATE + timedelta(minutes=10))["flagged"] == 1
    assert not last_run().is_whole
    assert last_run().held == []


def test_what_an_act_brings_is_looked_at_though_its_time_had_passed_before(
    shared_office: Office,
) -> None:
    running(shared_office)
    sweep(LATE)
    perform_act(shared_office, "receive", at=moment("2026-11-16 09:00"))  # written down only now
    assert sweep(LATE)["flagged"] == 1
    assert not last_run().is_whole


def test_after_one_that_was_cut_off_everything_is_looked_at(shared_office: Office) -> None:
    def broken(at: object, look: object) -> None:
        raise RuntimeError("killed")

    running(shared_office)
    sweep(DEMANDED)
    with pytest.raises(RuntimeError, match="killed"):
        sweep(LATE, steps={**STEPS, "letter": broken})
    assert sweep(LATE)["letters"] == 1
    assert last_run().is_whole


def test_when_the_clock_went_back_everything_is_looked_at(shared_office: Office) -> None:
    running(shared_office)
    sweep(MONDAY_AFTER)
    sweep(LATE)
    assert last_run().is_whole


def test_under_another_calendar_everything_is_looked_at(shared_office: Office) -> None:
    running(shared_office)
    sweep(DEMANDED)
    CalendarDay.objects.create(
        date=date(2026, 12, 10), kind=DayKind.CLOSED, name="Nghỉ", confirmed=True
    )
    record_edition(at=DEMANDED)
    for _ in range(2):  # nothing is recomputed yet, so that the next one cannot go on from this one
        sweep(DEMANDED)
        assert last_run().is_whole


def test_nothing_new_costs_a_known_number_of_statements(
    shared_office: Office, django_assert_num_queries: Callable
) -> None:
    for _ in range(3):
        running(shared_office)
    sweep(LATE)
    sweep(LATE)
    with django_assert_num_queries(19):
        assert sweep(LATE) == NOTHING
    assert connection.in_atomic_block is False


def test_within_a_day_on_which_nothing_was_written_time_alone_brings_all_that_follows(
    shared_office: Office,
) -> None:
    """A limit of hours is missed, flagged, apologised for and told; a submission unanswered is told of."""
    shared_office.version.limits.update(value=2, unit="working_hour")
    perform_act(shared_office, "submit", at=moment("2026-11-18 10:03"), channel="online")
    short = perform_act(shared_office, "receive", at=moment("2026-11-19 08:00"))
    assert short.late_from is not None
    sweep(short.late_from - timedelta(minutes=5))
    sweep(short.late_from - timedelta(minutes=4))
    found = sweep(short.late_from + timedelta(minutes=6))
    assert not last_run().is_whole
    names = ("missed_limits", "flagged", "letters", "escalated")
    assert {name: found[name] for name in names} == dict.fromkeys(names, 1)
    assert DigestLine.objects.filter(topic="violation").exists()
    assert sweep(short.late_from + timedelta(minutes=6), whole=True) == NOTHING
