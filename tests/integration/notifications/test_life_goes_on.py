"""When life goes on: each row of the table, in the transaction of the act."""

from datetime import date

import pytest

from agencies.selectors import Actor
from dossiers.domain.refusals import FactsRefused
from dossiers.models import Announcement, Dossier
from dossiers.services import recompute_due_dates
from notifications.models import ApologyLetter, DelayNotice, OverdueFlag
from notifications.services import issue_letter, sweep
from procedures.models import CalendarDay, DayKind
from procedures.services.calendar import record_edition
from tests.factories import Office, moment, perform_act
from tests.integration.notifications.scenes import (
    ANSWERED,
    DUE,
    LATE,
    MONDAY_AFTER,
    REASON,
    again,
    answered,
    demanded,
    issued,
    overdue,
    running,
)

SIGNED = moment("2026-11-26 16:00")
ON_DUE_DAY = moment("2026-11-27 10:00")
CORRECTED = moment("2026-11-28 09:00")


def flag() -> OverdueFlag:
    return OverdueFlag.objects.get()


def notice() -> DelayNotice:
    return DelayNotice.objects.get()


def letter() -> ApologyLetter:
    return ApologyLetter.objects.get()


def supplemented(office: Office, dossier: Dossier) -> None:
    asked = perform_act(office, "request_supplement", at=MONDAY_AFTER, dossier=again(dossier))
    perform_act(office, "accept_supplement", at=moment("2026-12-01 09:00"), dossier=asked)


def test_settled_in_time_the_demand_lapses_without_violation(office: Office):
    perform_act(office, "settle", at=ON_DUE_DAY, dossier=demanded(office).dossier)
    assert (notice().lapsed_why, notice().is_violation) == ("settled", False)
    sweep(LATE)
    assert not OverdueFlag.objects.exists()


def test_settled_in_time_the_unsigned_letter_is_void_with_its_reason(office: Office):
    perform_act(office, "settle", at=ON_DUE_DAY, dossier=answered(office).dossier)
    assert (letter().state, letter().void_why, letter().voided_at) == (
        "void",
        "settled",
        ON_DUE_DAY,
    )


def test_re_appointed_in_time_the_demand_is_answered_and_warnings_start_again(office: Office):
    issued(office, answered(office), at=SIGNED)
    assert (notice().answered_at, notice().lapsed_at) == (ANSWERED, None)
    assert sweep(moment("2026-12-01 08:00"))["warned"] == 1


def test_re_appointed_late_the_flag_closes_and_stays_in_the_history(office: Office):
    overdue(office)
    issued(office, letter(), at=MONDAY_AFTER)
    assert (flag().closed_why, flag().closed_at) == ("re_appointed", MONDAY_AFTER)
    assert flag().is_violation
    assert (notice().lapsed_why, notice().is_violation) == ("re_appointed", True)


def test_settled_late_without_a_letter_the_apology_is_still_owed(office: Office):
    perform_act(office, "settle", at=MONDAY_AFTER, dossier=overdue(office).dossier)
    assert flag().closed_why == "settled_late"
    assert flag().is_violation
    assert (letter().way, letter().state, letter().flag) == ("ready", "draft", flag())


def test_settled_late_after_the_letter_was_issued_nothing_more_is_owed(office: Office):
    dossier = overdue(office).dossier
    issued(office, letter(), at=MONDAY_AFTER)
    sweep(moment("2026-12-05 08:00"))
    perform_act(office, "settle", at=moment("2026-12-07 09:00"), dossier=again(dossier))
    assert OverdueFlag.objects.get(appointment=1).closed_why == "settled_late"
    assert ApologyLetter.objects.count() == 1


def test_settled_late_with_an_answer_never_signed_the_letter_keeps_its_reason(office: Office):
    dossier = answered(office).dossier
    sweep(LATE)
    perform_act(office, "settle", at=MONDAY_AFTER, dossier=dossier)
    assert (letter().way, letter().reason, letter().state) == ("ready", REASON, "ready")
    assert flag().notice_in_time


def test_settled_late_before_any_sweep_the_flag_and_the_owed_letter_are_there(office: Office):
    dossier = running(office)
    perform_act(office, "settle", at=MONDAY_AFTER, dossier=dossier)
    assert (flag().closed_why, flag().due_at, flag().is_violation) == ("settled_late", DUE, True)
    assert letter().way == "ready"
    assert sweep(moment("2026-12-01 08:00"))["flagged"] == 0


def test_a_new_run_closes_the_flag_which_still_counts_and_voids_the_letter(office: Office):
    supplemented(office, overdue(office).dossier)
    assert (flag().closed_why, flag().run) == ("restarted", 1)
    assert flag().is_violation
    assert (letter().state, letter().void_why) == ("void", "restarted")


def test_a_new_run_is_demanded_and_flagged_anew(office: Office):
    supplemented(office, overdue(office).dossier)
    sweep(moment("2026-12-09 00:10"))  # due again on 8 December
    assert list(OverdueFlag.objects.order_by("run").values_list("run", flat=True)) == [1, 2]
    assert list(DelayNotice.objects.order_by("run").values_list("run", flat=True)) == [1, 2]


def test_a_date_missed_before_the_clock_was_stopped_is_flagged_by_the_stop(office: Office):
    dossier = running(office)
    supplemented(office, dossier)
    assert (flag().late_from, flag().closed_why) == (moment("2026-11-28 00:00"), "restarted")


@pytest.mark.parametrize(("act", "why"), [("withdraw", "withdrawn"), ("stop", "stopped")])
def test_a_dossier_that_leaves_closes_what_is_open(office: Office, act: str, why: str):
    perform_act(office, act, at=MONDAY_AFTER, dossier=overdue(office).dossier)
    assert (flag().closed_why, flag().is_violation) == (why, True)
    assert (letter().state, letter().void_why) == ("void", why)


@pytest.mark.parametrize(("act", "why"), [("withdraw", "withdrawn"), ("stop", "stopped")])
def test_a_dossier_that_leaves_in_time_owes_no_notice(office: Office, act: str, why: str):
    perform_act(office, act, at=ON_DUE_DAY, dossier=demanded(office).dossier)
    assert (notice().lapsed_why, notice().is_violation) == (why, False)
    sweep(LATE)
    assert not OverdueFlag.objects.exists()


def test_a_new_run_lapses_the_demand_and_voids_the_answer_that_was_not_signed(office: Office):
    dossier = answered(office).dossier
    asked = perform_act(office, "request_supplement", at=SIGNED, dossier=dossier)
    perform_act(office, "accept_supplement", at=ON_DUE_DAY, dossier=asked)
    assert (letter().state, letter().void_why) == ("void", "restarted")
    assert not OverdueFlag.objects.exists()
    other = demanded(office).dossier
    asked = perform_act(office, "request_supplement", at=SIGNED, dossier=other)
    perform_act(office, "accept_supplement", at=ON_DUE_DAY, dossier=asked)
    lapsed = DelayNotice.objects.get(dossier=other)
    assert (lapsed.lapsed_why, lapsed.is_violation) == ("date_moved", False)


@pytest.mark.parametrize(("act", "why"), [("withdraw", "withdrawn"), ("stop", "stopped")])
def test_a_late_dossier_that_leaves_keeps_its_violation(office: Office, act: str, why: str):
    perform_act(office, act, at=MONDAY_AFTER, dossier=overdue(office).dossier)
    assert (notice().lapsed_why, notice().is_violation) == (why, True)


@pytest.mark.parametrize(("act", "why"), [("withdraw", "withdrawn"), ("stop", "stopped")])
def test_an_apology_not_yet_told_is_not_told_to_who_has_left(office: Office, act: str, why: str):
    dossier = issued(office, answered(office), at=SIGNED).dossier
    perform_act(office, act, at=ON_DUE_DAY, dossier=again(dossier))
    told = Announcement.objects.get(kind="apology")
    assert (told.dropped_at, told.dropped_why) == (ON_DUE_DAY, why)


def give_two_days_off() -> None:
    """A late notice: Friday 27 November and the Monday after it were days off."""
    for day in (date(2026, 11, 27), date(2026, 11, 30)):
        CalendarDay.objects.create(date=day, kind=DayKind.CLOSED, name="Nghỉ bão", confirmed=True)
    record_edition(at=CORRECTED)
    recompute_due_dates(at=CORRECTED)


def test_a_calendar_that_moves_the_date_past_now_undoes_the_flag_and_notes_both_versions(
    office: Office,
):
    dossier = overdue(office).dossier
    before = flag().calendar_version
    give_two_days_off()
    moved = again(dossier)
    assert moved.due_at == moment("2026-12-01 17:00")
    assert (flag().closed_why, flag().closed_at) == ("calendar", CORRECTED)
    assert (flag().calendar_version, flag().closing_calendar_version) == (
        before,
        moved.calendar_version,
    )
    assert before != moved.calendar_version
    assert (letter().state, letter().void_why) == ("void", "calendar")
    assert notice().lapsed_why == "date_moved"


def test_after_such_a_change_the_demand_is_made_anew_and_the_date_can_be_missed_anew(
    office: Office,
):
    overdue(office)
    give_two_days_off()
    sweep(moment("2026-12-01 08:00"))
    assert DelayNotice.objects.filter(lapsed_at=None).count() == 1
    sweep(moment("2026-12-02 00:10"))
    reasons = OverdueFlag.objects.order_by("pk").values_list("closed_why", flat=True)
    assert list(reasons) == ["calendar", ""]
    assert ApologyLetter.objects.exclude(state="void").get().state == "draft"


def test_a_calendar_that_moves_the_date_but_leaves_it_missed_leaves_the_flag(office: Office):
    overdue(office)
    CalendarDay.objects.create(
        date=date(2026, 11, 20), kind=DayKind.CLOSED, name="Nghỉ bão", confirmed=True
    )
    later = moment("2026-12-01 09:00")
    record_edition(at=later)
    recompute_due_dates(at=later)
    assert flag().closed_at is None
    assert letter().state == "draft"


def test_settled_late_the_owed_letter_uses_nothing_up(office: Office):
    dossier = overdue(office).dossier
    perform_act(office, "settle", at=MONDAY_AFTER, dossier=dossier)
    issue_letter(
        letter_id=letter().pk,
        actor=Actor(office.agency_head),
        at=moment("2026-11-30 10:00"),
        reason_code="workload",
        reason=REASON,
    )
    assert again(dossier).may_be_reappointed
    assert again(dossier).due_at == DUE


def test_a_settled_dossier_reopened_and_late_again_is_flagged_again(office: Office):
    dossier = overdue(office).dossier
    settled = perform_act(office, "settle", at=MONDAY_AFTER, dossier=dossier)
    reopened = perform_act(office, "reopen", at=moment("2026-12-01 09:00"), dossier=settled)
    assert reopened.late_from is not None
    sweep(moment("2026-12-07 08:00"))
    reasons = OverdueFlag.objects.order_by("pk").values_list("closed_why", flat=True)
    assert list(reasons) == ["settled_late", ""]


def test_the_owed_letter_waits_while_the_dossier_is_open_again(office: Office):
    dossier = overdue(office).dossier
    settled = perform_act(office, "settle", at=MONDAY_AFTER, dossier=dossier)
    perform_act(office, "reopen", at=moment("2026-12-01 09:00"), dossier=settled)
    assert letter().way == "ready"
    with pytest.raises(FactsRefused, match="missing_settlement"):
        issue_letter(
            letter_id=letter().pk,
            actor=Actor(office.agency_head),
            at=moment("2026-12-01 10:00"),
            reason_code="workload",
            reason=REASON,
        )
