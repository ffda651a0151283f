"""When the system is down, the counter receives on paper (Decree 61/2018/NĐ-CP, arts 17, 26 and 39.1).

The applicant's time runs from the moment on the paper. Entering it afterwards needs the approval
of the head, is marked, and excuses the office of nothing that comes after.
"""

import pytest
from django.test import Client

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, Outage
from dossiers.services import print_form
from dossiers.services.outages import approve_outage
from dossiers.services.verifying import verify_history
from notifications.models import OverdueFlag
from notifications.services import deliver_due_messages, sweep
from tests.factories import Office, moment, perform_act
from tests.stories.telling import citizen_sees, text_of


def power_cut(office: Office) -> Outage:
    """Thursday 19 November 2026: no power from 07:30 to 16:00; on Friday morning the head approves it."""
    return approve_outage(
        actor=Actor(office.centre_head),
        unit=office.centre,
        began_at=moment("2026-11-19 07:30"),
        ended_at=moment("2026-11-19 16:00"),
        reason="Mất điện do sự cố trạm biến áp",
        at=moment("2026-11-20 07:40"),
    )


def entered(office: Office, *, at: str = "2026-11-20 10:12") -> Dossier:
    """Received on paper on Thursday at nine, entered on Friday."""
    return perform_act(
        office, "receive", at=moment(at), received_on_paper_at="2026-11-19T09:00:00+07:00"
    )


def test_without_the_heads_approval_no_reception_is_dated_back(office: Office) -> None:
    with pytest.raises(ActRefused, match="no_outage"):
        entered(office)


def test_the_time_runs_from_the_moment_on_the_paper(office: Office, client: Client) -> None:
    power_cut(office)
    dossier = entered(office)
    assert dossier.code == "H41.01.02-261119-0001", "a code of the day of reception"
    assert dossier.received_at == moment("2026-11-19 09:00")
    at_once = perform_act(office, "receive", at=moment("2026-11-19 09:00"))
    assert dossier.due_at == at_once.due_at == moment("2026-11-27 17:00"), "nobody lost a day"
    assert citizen_sees(client, dossier)[0] == citizen_sees(client, at_once)[0]


def test_the_receipt_says_when_it_was_received_and_the_history_when_it_was_entered(
    office: Office,
) -> None:
    power_cut(office)
    dossier = entered(office)
    receipt = text_of(print_form(dossier.forms.get(kind="01").pk))
    assert "09 giờ 00 phút, ngày 19 tháng 11 năm 2026" in receipt
    event = dossier.events.get()
    assert event.facts["entered_at"] == "2026-11-20T10:12:00+07:00"
    assert event.actor == office.counter
    assert not verify_history().broken


def test_the_applicant_is_told_of_the_reception_once_it_is_entered(office: Office) -> None:
    power_cut(office)
    entered(office)
    assert deliver_due_messages(moment("2026-11-20 10:15"))["sent"] >= 1


def test_18_2_the_transfer_is_due_on_the_day_of_the_entry(office: Office) -> None:
    power_cut(office)
    dossier = entered(office)
    assert dossier.transfer_due_at == moment("2026-11-20 17:00")
    perform_act(office, "transfer", at=moment("2026-11-20 11:00"), dossier=dossier)
    sweep(moment("2026-11-21 00:10"))
    assert not dossier.violations.exists()


def test_an_outage_excuses_no_delay_of_the_result(office: Office) -> None:
    power_cut(office)
    dossier = entered(office)
    perform_act(office, "transfer", at=moment("2026-11-20 11:00"), dossier=dossier)
    sweep(moment("2026-11-28 00:10"))
    assert OverdueFlag.objects.get().due_at == moment("2026-11-27 17:00")


def test_after_ten_working_days_nothing_more_is_entered(office: Office) -> None:
    power_cut(office)
    with pytest.raises(ActRefused, match="outage_entry_over"):
        entered(office, at="2026-12-07 09:00")
    assert not Dossier.objects.exists()
