"""Articles 15 and 16 of Decree 61/2018/NĐ-CP: guidance before filing, once and completely; ways to file."""

import pytest

from dossiers.domain.refusals import ActRefused
from dossiers.models import Announcement, Dossier
from dossiers.services import print_form
from tests.factories import Office, moment, perform_act
from tests.stories.telling import text_of

#: A Thursday in winter hours: 07:30–12:00 and 13:30–17:00; Tuesday the 24th is a holiday.
THURSDAY = moment("2026-11-19 09:00")


def test_15_3_at_the_counter_the_applicant_is_guided_once_and_completely(office: Office) -> None:
    # Papers are missing: the officer says in writing everything that is to be completed.
    dossier = perform_act(
        office,
        "request_completion",
        at=THURSDAY,
        items=["Đơn đề nghị có chữ ký", "Bản sao giấy tờ kèm theo"],
        reason="Đơn chưa ký và thiếu bản sao",
    )
    assert (dossier.state, dossier.code, dossier.due_at) == ("supplement_requested", None, None)
    slip = text_of(print_form(dossier.forms.get(kind="02").pk))
    for words in ("Đơn đề nghị có chữ ký", "Bản sao giấy tờ kèm theo", "Đơn chưa ký"):
        assert words in slip
    assert not Announcement.objects.exists(), "told in person, slip in hand"

    # Everything comes back: the dossier lies before the counter again and is received.
    monday = moment("2026-11-23 08:00")
    dossier = perform_act(
        office,
        "accept_supplement",
        at=monday,
        dossier=dossier,
        items_received=["Đơn đề nghị có chữ ký", "Bản sao giấy tờ kèm theo"],
    )
    assert dossier.state == "submitted"

    # The officer may not find something else now (arts 11.2.c, 15.3): once is once.
    with pytest.raises(ActRefused, match="completion_already_requested"):
        perform_act(office, "request_completion", at=monday, dossier=dossier)
    dossier = perform_act(office, "receive", at=moment("2026-11-23 09:00"), dossier=dossier)
    assert dossier.code == "H41.01.02-261123-0001"
    assert dossier.supplement_count == 0, "guidance before reception is no supplement of art. 19.4"


def test_15_3_a_needless_request_is_taken_back_and_was_none(office: Office) -> None:
    dossier = perform_act(office, "submit", at=THURSDAY, channel="post")
    dossier = perform_act(office, "request_completion", at=THURSDAY, dossier=dossier)
    dossier = perform_act(
        office,
        "cancel_supplement",
        at=moment("2026-11-19 10:00"),
        dossier=dossier,
        reason="Bản sao nằm trong phong bì",
    )
    assert dossier.state == "submitted"
    # What was asked for stays to be read, and so does why it was taken back.
    request = dossier.supplements.get()
    assert request.items
    assert request.cancelled_why == "Bản sao nằm trong phong bì"


@pytest.mark.parametrize("channel", ["in_person", "post", "online"])
def test_16_each_way_of_filing_leads_to_a_reception(office: Office, channel: str) -> None:
    dossier: Dossier | None = None
    if channel != "in_person":
        # By post or online it arrives first: no code, no settlement clock.
        dossier = perform_act(office, "submit", at=THURSDAY, channel=channel)
        assert (dossier.code, dossier.due_at) == (None, None)
    dossier = perform_act(
        office, "receive", at=THURSDAY, dossier=dossier, **({} if dossier else {"channel": channel})
    )
    assert dossier.channel == channel
    assert dossier.due_at == moment("2026-11-27 17:00"), "five working days, whatever the way"
