"""Outages: who approves which, and receptions on paper that are entered as of their true moment."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from agencies.domain.roles import Role
from agencies.models import Agency, Officer
from agencies.selectors import Actor, roles_of
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.models import Dossier, Outage, Violation
from dossiers.selectors.outages import (
    entered_from_paper_at,
    open_for_entry,
    outages_for,
    units_to_approve,
)
from dossiers.services import recompute_due_dates
from dossiers.services.outages import approve_outage, withdraw_outage
from dossiers.services.register import close_register
from notifications.models import DelayNotice, OverdueFlag
from notifications.services import sweep
from procedures.models import CalendarEdition, CalendarYear, ChannelLimit
from tests.factories import Office, make_officer, moment, perform_act

#: Tuesday 10 March 2026, 07:30 to 16:30, approved on Wednesday at eight.
BEGAN, ENDED = "2026-03-10 07:30", "2026-03-10 16:30"
APPROVED = "2026-03-11 08:00"
ENTERED = "2026-03-11 10:12"


def approve(
    office: Office,
    *,
    by: Officer | None = None,
    unit: Agency | None = None,
    began: str = BEGAN,
    ended: str = ENDED,
    reason: str = "Mất điện toàn khu vực",
    at: str = APPROVED,
) -> Outage:
    return approve_outage(
        actor=Actor(by or office.centre_head),
        unit=unit or office.centre,
        began_at=moment(began),
        ended_at=moment(ended),
        reason=reason,
        at=moment(at),
    )


def enter(office: Office, on_paper: str, *, at: str = ENTERED, **facts: Any) -> Dossier:
    paper = moment(on_paper).isoformat()
    return perform_act(office, "receive", at=moment(at), received_on_paper_at=paper, **facts)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ActRefused) as caught:
        call()
    return caught.value.code


# Approving --------------------------------------------------------------------------------------


def test_the_head_of_the_centre_approves_the_centres_outages(office: Office) -> None:
    outage = approve(office)
    assert (outage.unit, outage.approved_by) == (office.centre, office.centre_head)
    assert outage.approved_at == moment(APPROVED)


def test_at_a_commune_its_head_approves(office: Office) -> None:
    head = make_officer("chutich", Role.AGENCY_HEAD, office.commune)
    assert approve(office, by=head, unit=office.commune).unit == office.commune
    assert list(units_to_approve(roles_of(head, on=date(2026, 3, 11)))) == [office.commune]
    assert refused(lambda: approve(office, by=head)) == "not_head_of_one_stop"


@pytest.mark.parametrize(
    "role", ["counter", "agency_head", "unit_head", "specialist", "oversight", "administrator"]
)
def test_nobody_else_approves(office: Office, role: str) -> None:
    officer = getattr(office, role)
    assert refused(lambda: approve(office, by=officer)) == "not_head_of_one_stop"
    assert not Outage.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "  "}, "missing_reason"),
        ({"reason": "x" * 10_001}, "bad_reason"),
        ({"ended": BEGAN}, "outage_not_in_order"),
        ({"ended": "2026-03-10 07:29"}, "outage_not_in_order"),
        ({"ended": "2026-03-11 08:01"}, "in_future"),
        ({"began": "2026-03-03 08:00"}, "outage_too_long"),
        ({"at": "2026-03-25 00:00"}, "outage_too_old"),
    ],
    ids=str,
)
def test_what_cannot_be_an_outage_is_refused(
    office: Office, changed: dict[str, str], code: str
) -> None:
    assert refused(lambda: approve(office, **changed)) == code


def test_five_working_days_are_one_outage_whatever_weekend_lies_between(office: Office) -> None:
    approve(office, began="2026-03-04 07:30")


def test_ten_working_days_after_its_end_an_outage_is_still_approved(office: Office) -> None:
    approve(office, at="2026-03-24 23:59")


def test_two_outages_of_a_unit_do_not_overlap_but_may_touch(office: Office) -> None:
    approve(office)
    assert refused(lambda: approve(office, began="2026-03-10 16:29", ended="2026-03-10 17:00")) == (
        "outage_overlaps"
    )
    approve(office, began=ENDED, ended="2026-03-10 17:00")
    head = make_officer("chutich", Role.AGENCY_HEAD, office.commune)
    approve(office, by=head, unit=office.commune)


def test_clicked_twice_it_is_approved_once(office: Office) -> None:
    assert approve(office) == approve(office, at="2026-03-11 08:01")
    assert refused(lambda: approve(office, reason="Mất mạng")) == "outage_overlaps"


def test_an_approval_is_taken_back_until_a_reception_rests_on_it(office: Office) -> None:
    head, at = Actor(office.centre_head), moment(ENTERED)
    outage = approve(office)
    withdraw_outage(actor=head, outage_id=outage.pk, at=at)
    assert refused(lambda: withdraw_outage(actor=head, outage_id=outage.pk, at=at)) == (
        "unknown_outage"
    )
    again = approve(office)
    enter(office, "2026-03-10 09:00")
    assert refused(lambda: withdraw_outage(actor=head, outage_id=again.pk, at=at)) == "outage_used"
    counter = Actor(office.counter)
    assert refused(lambda: withdraw_outage(actor=counter, outage_id=again.pk, at=at)) == (
        "not_head_of_one_stop"
    )


def test_outages_are_open_for_entry_for_ten_working_days_after_their_end(office: Office) -> None:
    outage = approve(office)
    units = [office.centre, office.commune]
    assert open_for_entry(units, at=moment("2026-03-24 23:59")) == [outage]
    assert open_for_entry(units, at=moment("2026-03-25 00:00")) == []
    assert open_for_entry([office.commune], at=moment(ENTERED)) == []


def test_outages_are_read_where_the_register_is_with_what_was_entered(
    office: Office, django_assert_num_queries: Callable[[int], Any]
) -> None:
    approve(office)
    enter(office, "2026-03-10 09:00")
    enter(office, "2026-03-10 09:10")
    roles = roles_of(office.oversight, on=date(2026, 3, 11))
    with django_assert_num_queries(1):
        assert [outage.receptions for outage in outages_for(roles)] == [2]
    assert not outages_for(roles_of(office.specialist, on=date(2026, 3, 11))).exists()


# Entering ---------------------------------------------------------------------------------------


def test_a_paper_reception_takes_effect_at_its_own_moment(office: Office) -> None:
    outage = approve(office)
    before = perform_act(office, "receive", at=moment("2026-03-10 07:20"))
    today = perform_act(office, "receive", at=moment("2026-03-11 09:00"))
    dossier = enter(office, "2026-03-10 09:00")
    assert (before.code, today.code) == ("H41.01.02-260310-0001", "H41.01.02-260311-0001")
    assert dossier.code == "H41.01.02-260310-0002", "the day's numbers run on"
    assert dossier.received_at == moment("2026-03-10 09:00")
    assert dossier.due_at == moment("2026-03-17 17:00")
    assert dossier.outage == outage
    event = dossier.events.get()
    assert event.at == moment("2026-03-10 09:00")
    assert event.facts["entered_at"] == moment(ENTERED).isoformat()
    assert entered_from_paper_at(dossier) == moment(ENTERED)
    assert entered_from_paper_at(today) is None
    receipt = dossier.forms.get(kind="01")
    assert receipt.context["received_at"] == "2026-03-10T09:00:00+07:00"


def test_fees_on_paper_were_taken_on_that_day(office: Office) -> None:
    approve(office)
    fees = [{"name": "Lệ phí", "amount": 50_000, "receipt_number": "BL-1"}]
    dossier = enter(office, "2026-03-10 09:00", fees_taken=fees)
    assert dossier.fees.get().paid_at == moment("2026-03-10 09:00")


@pytest.mark.parametrize(
    "on_paper", ["2026-03-10 07:29", "2026-03-10 16:31", "2026-03-09 09:00", "2026-03-12 09:00"]
)
def test_outside_the_outage_nothing_is_entered(office: Office, on_paper: str) -> None:
    approve(office)
    assert refused(lambda: enter(office, on_paper)) == "no_outage"
    assert not Dossier.objects.exists()


def test_an_outage_of_another_unit_does_not_help(office: Office) -> None:
    head = make_officer("chutich", Role.AGENCY_HEAD, office.commune)
    approve(office, by=head, unit=office.commune)
    assert refused(lambda: enter(office, "2026-03-10 09:00")) == "no_outage"


def test_both_edges_of_the_outage_belong_to_it(office: Office) -> None:
    approve(office)
    assert enter(office, BEGAN).received_at == moment(BEGAN)
    assert enter(office, ENDED).received_at == moment(ENDED)


def test_once_the_time_for_entering_is_over_nothing_is_entered(office: Office) -> None:
    approve(office)
    enter(office, "2026-03-10 09:00", at="2026-03-24 23:59")
    late = lambda: enter(office, "2026-03-10 09:00", at="2026-03-25 00:00")  # noqa: E731
    assert refused(late) == "outage_entry_over"


def test_a_moment_that_is_none_is_refused(office: Office) -> None:
    approve(office)
    for nonsense in ("yesterday", "2026-13-40 25:00", 5):
        with pytest.raises(ActRefused) as caught:
            perform_act(office, "receive", at=moment(ENTERED), received_on_paper_at=nonsense)
        faults = caught.value.refusals if isinstance(caught.value, FactsRefused) else [caught.value]
        assert [fault.code for fault in faults] == ["bad_received_on_paper_at"]


def test_who_enters_sits_at_the_counter_today_and_sat_there_on_that_day(office: Office) -> None:
    approve(office)
    grant = office.counter.grants.get()
    grant.valid_to = date(2026, 3, 10)
    grant.save()
    assert refused(lambda: enter(office, "2026-03-10 09:00")) == "wrong_role"
    grant.valid_from, grant.valid_to = date(2026, 3, 11), None
    grant.save()
    assert refused(lambda: enter(office, "2026-03-10 09:00")) == "wrong_role"


def test_before_the_unit_or_the_procedure_existed_nothing_was_received(office: Office) -> None:
    approve(office)
    Agency.objects.filter(pk=office.centre.pk).update(valid_from=date(2026, 3, 11))
    assert refused(lambda: enter(office, "2026-03-10 09:00")) == "unknown_receiving_unit"
    office.version.valid_from = date(2026, 3, 11)
    office.version.save()
    assert refused(lambda: enter(office, "2026-03-10 09:00")) == "closed_version"


def test_a_closed_register_takes_no_paper_reception(office: Office) -> None:
    perform_act(office, "receive", at=moment("2025-12-30 09:00"))
    head = Actor(office.centre_head)
    approve(office, began="2025-12-31 07:30", ended="2025-12-31 17:00", at="2026-01-05 08:00")
    close_register(actor=head, at=moment("2026-01-05 08:30"), unit_id=office.centre.pk, year=2025)
    assert refused(lambda: enter(office, "2025-12-31 09:00", at="2026-01-05 09:00")) == (
        "register_closed"
    )


def test_where_the_calendar_begins_later_the_time_limit_cannot_be_counted(office: Office) -> None:
    approve(office, began="2025-12-31 07:30", ended="2025-12-31 17:00", at="2026-01-05 08:00")
    CalendarYear.objects.filter(year__lt=2026).delete()
    CalendarEdition.objects.update(digest="begins in 2026")
    assert refused(lambda: enter(office, "2025-12-31 09:00", at="2026-01-05 09:00")) == (
        "clock_refuses"
    )


# What the office owes ---------------------------------------------------------------------------


def test_the_transfer_is_due_from_the_entry_and_the_outage_is_no_excuse_after_it(
    office: Office,
) -> None:
    approve(office)
    dossier = enter(office, "2026-03-10 09:00")
    assert dossier.transfer_due_at == moment("2026-03-11 17:00")
    sweep(moment("2026-03-11 10:20"))
    assert not Violation.objects.exists()
    sweep(moment("2026-03-12 00:10"))
    assert Violation.objects.get().kind == Violation.Kind.TRANSFER_LATE


def short_limit(office: Office, days: int) -> None:
    ChannelLimit.objects.filter(version=office.version).update(value=days, unit="working_day")


def test_nobody_answers_for_a_notice_whose_day_was_over_at_the_entry(office: Office) -> None:
    short_limit(office, 2)
    approve(office)
    dossier = enter(office, "2026-03-10 09:00", at="2026-03-12 09:00")
    assert (dossier.due_at, dossier.warn_on) == (moment("2026-03-12 17:00"), None)
    recompute_due_dates(at=moment("2026-03-12 09:30"))
    perform_act(office, "transfer", at=moment("2026-03-12 09:40"), dossier=dossier)
    sweep(moment("2026-03-12 10:00"))
    sweep(moment("2026-03-13 00:10"))
    flag = OverdueFlag.objects.get()
    assert not flag.is_violation
    assert not DelayNotice.objects.filter(is_violation=True).exists()


def test_entered_in_time_the_notice_is_owed_as_ever(office: Office) -> None:
    short_limit(office, 2)
    approve(office)
    dossier = enter(office, "2026-03-10 09:00", at=ENTERED)
    assert dossier.warn_on == date(2026, 3, 11)
    sweep(moment("2026-03-13 00:10"))
    assert OverdueFlag.objects.get().is_violation


def test_a_sweep_between_reception_and_entry_loses_nothing(office: Office) -> None:
    short_limit(office, 1)
    approve(office, at="2026-03-10 16:45")
    sweep(moment("2026-03-11 00:10"))
    sweep(moment("2026-03-12 00:10"))
    dossier = enter(office, "2026-03-10 09:00", at="2026-03-12 08:00")
    assert dossier.is_overdue(moment("2026-03-12 08:00")), "promised for the eleventh"
    sweep(moment("2026-03-12 08:10"))
    assert OverdueFlag.objects.get().dossier == dossier
    sweep(moment("2026-03-12 08:20"))
    assert OverdueFlag.objects.count() == 1


def test_the_limits_of_outages_are_the_provinces(office: Office, settings: Settings) -> None:
    settings.OUTAGE_MAX_WORKING_DAYS, settings.OUTAGE_ENTRY_WORKING_DAYS = 1, 2
    assert refused(lambda: approve(office, began="2026-03-09 07:30")) == "outage_too_long"
    assert refused(lambda: approve(office, at="2026-03-13 00:00")) == "outage_too_old"
