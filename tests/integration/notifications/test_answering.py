"""The agency answers the demand: who may, until when, with what, and the letter that comes of it."""

from typing import Any

import pytest

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from notifications.models import ApologyLetter, DelayNotice
from notifications.services import answer_delay_notice, prepare_letter, sweep
from tests.factories import Office, moment, perform_act
from tests.integration.notifications.scenes import (
    ANSWERED,
    DEMANDED,
    DUE,
    LATE,
    NEW_DATE,
    REASON,
    answered,
    demanded,
    issued,
    overdue,
)


def answer(office: Office, notice: DelayNotice, **changed: Any) -> ApologyLetter:
    call = {
        "actor": Actor(office.specialist),
        "at": ANSWERED,
        "reason_code": "verification",
        "reason": REASON,
        "proposed_until": NEW_DATE,
        **changed,
    }
    return answer_delay_notice(notice_id=notice.pk, **call)


def refusal_of(office: Office, notice: DelayNotice, **changed: Any) -> str:
    with pytest.raises(ActRefused) as refused:
        answer(office, notice, **changed)
    assert not ApologyLetter.objects.exists()
    assert DelayNotice.objects.get(pk=notice.pk).answered_at is None
    return refused.value.code


def test_an_answer_writes_the_letter_in_time_with_its_reason_and_date(office: Office):
    letter = answered(office)
    notice = DelayNotice.objects.get()
    assert (notice.answered_at, notice.answered_by) == (ANSWERED, office.specialist)
    assert (letter.way, letter.state, letter.number) == ("in_time", "ready", None)
    assert (letter.reason, letter.new_until, letter.due_at) == (REASON, NEW_DATE, DUE)
    assert Dossier.objects.get().due_at == DUE  # only the signature moves the date


def test_an_answer_counts_until_midnight_of_its_day(office: Office):
    notice = demanded(office)
    assert refusal_of(office, notice, at=moment("2026-11-27 00:00")) == "answer_too_late"
    assert answer(office, notice, at=moment("2026-11-26 23:59:59")).way == "in_time"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "  "}, "missing_reason"),
        ({"reason": "x" * 2001}, "bad_reason"),
        ({"reason": "a\x00b"}, "bad_reason"),
        ({"reason_code": "weather"}, "bad_reason_code"),
        ({"proposed_until": DUE}, "not_later"),
        ({"proposed_until": moment("2026-11-20 17:00")}, "not_later"),
        ({"proposed_until": moment("2026-12-05 17:00")}, "not_working_day"),
    ],
)
def test_an_answer_that_will_not_do_is_refused(office: Office, changed: dict[str, Any], code: str):
    assert refusal_of(office, demanded(office), **changed) == code


@pytest.mark.parametrize("role", ["counter", "centre_head", "oversight", "partner", "stranger"])
def test_only_the_settling_agency_answers(office: Office, role: str):
    stranger = Actor(getattr(office, role))
    assert refusal_of(office, demanded(office), actor=stranger) == "wrong_role_for_notice"


def test_a_notice_is_answered_once(office: Office):
    answered(office)
    with pytest.raises(ActRefused, match="notice_answered"):
        answer(office, DelayNotice.objects.get())
    assert ApologyLetter.objects.count() == 1


def test_a_lapsed_notice_is_not_answered(office: Office):
    notice = demanded(office)
    perform_act(office, "settle", at=ANSWERED, dossier=notice.dossier)
    assert refusal_of(office, notice) == "notice_lapsed"


def test_once_the_date_has_been_moved_no_further_date_can_be_asked(office: Office):
    issued(office, answered(office), at=moment("2026-11-26 16:00"))
    sweep(moment("2026-12-03 08:00"))
    with pytest.raises(ActRefused, match="already_reappointed"):
        answer(office, DelayNotice.objects.get(appointment=1), at=moment("2026-12-03 09:00"))


def test_an_unknown_notice_is_refused(office: Office):
    with pytest.raises(ActRefused, match="unknown_notice"):
        answer_delay_notice(
            notice_id=0,
            actor=Actor(office.specialist),
            at=DEMANDED,
            reason_code="other",
            reason=REASON,
            proposed_until=NEW_DATE,
        )


def test_an_officer_prepares_the_late_letter_so_that_the_head_only_signs(office: Office):
    overdue(office)
    letter = ApologyLetter.objects.get()
    actor = Actor(office.specialist)
    at = moment("2026-11-30 09:00")
    half = prepare_letter(letter_id=letter.pk, actor=actor, at=at, reason=REASON)
    assert (half.state, half.reason_code) == ("draft", "")
    whole = prepare_letter(
        letter_id=letter.pk, actor=actor, at=at, reason_code="workload", new_until=NEW_DATE
    )
    assert whole.state == "ready"


def test_an_outsider_does_not_prepare_a_letter(office: Office):
    overdue(office)
    with pytest.raises(ActRefused, match="wrong_role_for_letter"):
        prepare_letter(
            letter_id=ApologyLetter.objects.get().pk,
            actor=Actor(office.counter),
            at=LATE,
            reason=REASON,
        )
