"""The sweep's steps on a running dossier: what it finds, when, and that it finds it once."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from notifications.models import (
    ApologyLetter,
    DelayNotice,
    DueWarning,
    Escalation,
    Message,
    OverdueFlag,
    SweepRun,
)
from notifications.services import sweep
from notifications.services.sweeping import COUNTS, STEPS
from tests.factories import Office, moment, perform_act
from tests.integration.notifications.scenes import (
    DEMANDED,
    DUE,
    LATE,
    LATE_AGAIN,
    answered,
    issued,
    overdue,
    running,
)

NOTHING = dict.fromkeys(COUNTS, 0)


def rows() -> dict[str, int]:
    models = (DueWarning, DelayNotice, OverdueFlag, ApologyLetter, Escalation, Message)
    return {model.__name__: model.objects.count() for model in models}


def test_three_days_and_one_day_before_the_due_day_the_unit_is_warned_once_each(office: Office):
    running(office)
    assert sweep(moment("2026-11-22 18:00"))["warned"] == 0
    assert sweep(moment("2026-11-23 08:00"))["warned"] == 1  # 25, 26, 27 November are left
    assert sweep(moment("2026-11-25 16:00"))["warned"] == 0
    assert sweep(moment("2026-11-26 08:00"))["warned"] == 1
    assert sweep(moment("2026-11-26 16:00"))["warned"] == 0
    assert list(DueWarning.objects.order_by("pk").values_list("days", flat=True)) == [3, 1]


def test_what_is_past_is_not_warned_of(office: Office):
    running(office)
    sweep(LATE)
    assert not DueWarning.objects.exists()


def test_a_limit_as_short_as_the_warning_is_not_warned_of_on_its_first_day(office: Office):
    office.version.limits.update(value=3)
    perform_act(office, "receive", at=moment("2026-11-16 09:00"))
    assert sweep(moment("2026-11-16 10:00"))["warned"] == 0
    assert sweep(moment("2026-11-18 10:00"))["warned"] == 1


def test_the_notice_is_demanded_on_the_last_working_day_before_the_due_day(office: Office):
    dossier = running(office)
    assert sweep(moment("2026-11-25 23:50"))["demanded"] == 0
    assert sweep(moment("2026-11-26 00:00"))["demanded"] == 1
    notice = DelayNotice.objects.get()
    assert (notice.dossier, notice.kind, notice.agency) == (
        dossier,
        "day_before",
        office.department,
    )
    assert notice.answer_by == moment("2026-11-27 00:00")
    assert {m.officer for m in Message.objects.filter(kind="demand")} == {
        office.unit_head,
        office.agency_head,
    }


def test_a_due_day_on_monday_is_asked_about_on_friday(office: Office):
    office.version.limits.update(value=6)
    running(office)
    assert sweep(moment("2026-11-26 23:59"))["demanded"] == 0
    assert sweep(moment("2026-11-27 08:00"))["demanded"] == 1


def test_a_same_day_limit_is_asked_about_when_half_of_its_time_is_used(office: Office):
    perform_act(
        office,
        "receive",
        at=moment("2026-11-19 08:00"),
        procedure=office.at_counter.code,
        documents=[],
    )
    assert sweep(moment("2026-11-19 11:00"))["demanded"] == 0  # 3 of 8 hours, lunch not counted
    assert sweep(moment("2026-11-19 14:00"))["demanded"] == 1
    notice = DelayNotice.objects.get()
    assert (notice.kind, notice.answer_by) == ("half_time", moment("2026-11-19 17:00"))


def test_a_short_limit_has_no_day_before_duty_so_that_missing_it_is_lateness_only(office: Office):
    perform_act(
        office,
        "receive",
        at=moment("2026-11-19 08:00"),
        procedure=office.at_counter.code,
        documents=[],
    )
    sweep(moment("2026-11-19 14:00"))
    sweep(moment("2026-11-19 17:01"))
    flag = OverdueFlag.objects.get()
    assert (flag.notice_in_time, flag.is_violation) == (False, False)
    assert DelayNotice.objects.get().is_violation is False


def test_a_dossier_is_flagged_from_midnight_of_the_day_after_and_not_before(office: Office):
    dossier = running(office)
    assert sweep(moment("2026-11-27 23:59"))["flagged"] == 0
    assert sweep(moment("2026-11-28 00:00"))["flagged"] == 1
    flag = OverdueFlag.objects.get()
    assert (flag.dossier, flag.agency, flag.unit, flag.step) == (
        dossier,
        office.department,
        office.unit,
        1,
    )
    assert (flag.due_at, flag.late_from) == (DUE, moment("2026-11-28 00:00"))
    assert flag.detected_at == moment("2026-11-28 00:00")


def test_without_a_notice_in_time_the_violation_arises_with_the_flag(office: Office):
    running(office)
    assert sweep(DEMANDED)["violations"] == 0
    assert not DelayNotice.objects.filter(is_violation=True).exists()
    assert sweep(LATE)["violations"] == 1
    assert OverdueFlag.objects.get().is_violation
    assert DelayNotice.objects.get().is_violation


def test_a_sweep_that_comes_only_after_the_date_finds_the_same_violation(office: Office):
    running(office)
    assert sweep(LATE) == NOTHING | {
        "demanded": 1,
        "flagged": 1,
        "violations": 1,
        "letters": 1,
        "escalated": 1,
        "messages": 1,
    }
    assert DelayNotice.objects.get().is_violation


def test_an_answer_in_time_stands_in_the_flag_and_its_unsigned_letter_turns_late(office: Office):
    letter = answered(office)
    counts = sweep(LATE)
    assert (counts["flagged"], counts["violations"]) == (1, 0)
    assert (counts["letters"], counts["letters_turned_late"]) == (0, 1)
    flag = OverdueFlag.objects.get()
    assert (flag.notice_in_time, flag.is_violation) == (True, False)
    letter = ApologyLetter.objects.get(pk=letter.pk)
    assert (letter.way, letter.flag, letter.state) == ("late", flag, "ready")


def test_every_flag_without_a_letter_gets_one_draft(office: Office):
    flag = overdue(office)
    letter = ApologyLetter.objects.get()
    assert (letter.flag, letter.way, letter.state) == (flag, "late", "draft")
    assert letter.number is None


def test_sweeping_twice_changes_nothing(office: Office):
    running(office)
    sweep(LATE)
    before = rows()
    assert sweep(LATE) == NOTHING
    assert rows() == before


def test_a_stopped_clock_is_neither_warned_of_demanded_nor_flagged(office: Office):
    dossier = running(office)
    perform_act(office, "request_supplement", at=moment("2026-11-23 09:00"), dossier=dossier)
    counts = sweep(LATE)
    assert (counts["warned"], counts["demanded"], counts["flagged"]) == (0, 0, 0)


def test_on_the_day_before_a_moved_date_only_finishing_is_demanded(office: Office):
    issued(office, answered(office), at=moment("2026-11-26 16:00"))
    counts = sweep(moment("2026-12-03 08:00"))
    assert counts["demanded"] == 1
    assert DelayNotice.objects.get(appointment=1).kind == "finish_only"


def test_a_second_miss_is_flagged_without_letter_and_climbs_the_ladder(office: Office):
    issued(office, answered(office), at=moment("2026-11-26 16:00"))
    counts = sweep(LATE_AGAIN)
    assert (counts["flagged"], counts["letters"], counts["violations"]) == (1, 0, 0)
    flag = OverdueFlag.objects.get()
    assert (flag.run, flag.appointment) == (1, 1)
    told = {}
    for day in ("2026-12-05", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10", "2026-12-11"):
        sweep(moment(f"{day} 08:00"))
        told[day] = list(flag.escalations.order_by("pk").values_list("rung", flat=True))
    ladder = ["unit_head", "agency_head", "centre_head", "oversight"]
    assert told["2026-12-05"] == ladder[:1]
    assert told["2026-12-07"] == ladder[:2]
    assert told["2026-12-08"] == told["2026-12-10"] == ladder[:3]
    assert told["2026-12-11"] == ladder


def test_the_centre_heads_rung_reminds_the_agency(office: Office):
    overdue(office)
    sweep(moment("2026-12-01 08:00"))
    assert Message.objects.get(kind="reminder").officer == office.agency_head
    told = Message.objects.filter(kind="escalation").values_list("officer__username", flat=True)
    assert sorted(told) == ["giamdoc1", "giamdoctt", "truongphong1"]


def test_a_step_that_fails_leaves_the_others_standing_and_the_next_sweep_ends_the_same(
    office: Office,
):
    def broken(at, look):
        raise RuntimeError("killed")

    running(office)
    with pytest.raises(RuntimeError, match="killed"):
        sweep(LATE, steps={**STEPS, "letter": broken})
    assert SweepRun.objects.get().finished_at is None
    assert (OverdueFlag.objects.count(), ApologyLetter.objects.count()) == (1, 0)
    sweep(LATE)
    sweep(LATE)
    assert (OverdueFlag.objects.count(), ApologyLetter.objects.count()) == (1, 1)
    assert SweepRun.objects.exclude(finished_at=None).count() == 2


def test_the_number_of_statements_does_not_grow_with_the_dossiers(
    office: Office, django_assert_num_queries
):
    sweep(DUE)
    for _ in range(3):
        running(office)
    with CaptureQueriesContext(connection) as of_three:
        assert sweep(LATE)["flagged"] == 3
    for _ in range(30):
        running(office)
    with django_assert_num_queries(len(of_three)):
        assert sweep(LATE)["flagged"] == 30


def test_the_command_prints_the_counts_as_json_and_nothing_else(office: Office):
    running(office)
    out = StringIO()
    call_command("sweep", "--at", "2026-11-28T00:10", stdout=out)
    assert json.loads(out.getvalue())["flagged"] == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_command_refuses_what_is_no_moment_and_changes_nothing(office: Office, language: str):
    running(office)
    with translation.override(language), pytest.raises(CommandError, match="hôm qua"):
        call_command("sweep", "--at", "hôm qua")
    assert not SweepRun.objects.exists()
