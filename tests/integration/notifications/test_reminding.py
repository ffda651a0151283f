"""The Centre reminds an agency of its overdue dossiers."""

import io

import pytest
from pypdf import PdfReader

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from notifications.models import OverdueFlag
from notifications.services import reminder_pdf, sweep
from tests.factories import Office, perform_act
from tests.integration.notifications.scenes import LATE, MONDAY_AFTER, overdue, running


def test_the_reminder_lists_every_overdue_dossier_of_the_agency(office: Office):
    first, second = running(office), running(office)
    sweep(LATE)
    flag = OverdueFlag.objects.first()
    pdf = reminder_pdf(flag_id=flag.pk, actor=Actor(office.centre_head), at=MONDAY_AFTER)
    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    for part in ("ĐÔN ĐỐC", "Sở Thử nghiệm", "khoản 1 Điều 9", "Võ Thị Tâm", "2 hồ sơ"):
        assert part in text, part
    assert first.code in text
    assert second.code in text


@pytest.mark.parametrize("role", ["counter", "agency_head", "oversight"])
def test_only_the_head_of_the_centre_reminds(office: Office, role: str):
    flag = overdue(office)
    with pytest.raises(ActRefused, match="wrong_role_for_reminder"):
        reminder_pdf(flag_id=flag.pk, actor=Actor(getattr(office, role)), at=MONDAY_AFTER)


def test_there_is_nothing_to_remind_of_once_all_is_settled(office: Office):
    flag = overdue(office)
    perform_act(office, "settle", at=MONDAY_AFTER, dossier=flag.dossier)
    with pytest.raises(ActRefused, match="nothing_to_remind_of"):
        reminder_pdf(flag_id=flag.pk, actor=Actor(office.centre_head), at=MONDAY_AFTER)
