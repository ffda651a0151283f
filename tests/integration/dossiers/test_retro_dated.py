"""When an act took effect may be said afterwards, but not against the order of things nor of the calendar."""

from datetime import datetime

import pytest

from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from tests.factories import Office, dossier_in, moment, perform_act
from tests.integration.api.caller import Caller

RECEIVED = moment("2026-03-10 09:00")
TRANSFERRED = moment("2026-03-10 11:00")


@pytest.fixture
def transferred(office: Office) -> Dossier:
    received = dossier_in(office, "received", at=RECEIVED)
    return perform_act(office, "transfer", at=TRANSFERRED, dossier=received)


@pytest.mark.parametrize("at", ["2026-03-09 16:00", "2026-03-10 10:59"])
def test_no_act_takes_effect_before_reception_or_before_the_act_above_it(
    office: Office, transferred: Dossier, at: str
) -> None:
    with pytest.raises(ActRefused, match="out_of_order"):
        perform_act(office, "request_supplement", at=moment(at), dossier=transferred)
    assert Dossier.objects.get(pk=transferred.pk).version == transferred.version


def test_a_dossier_is_not_received_before_it_was_submitted(office: Office) -> None:
    submitted = perform_act(office, "submit", at=RECEIVED)
    with pytest.raises(ActRefused, match="out_of_order"):
        perform_act(office, "receive", at=moment("2026-03-10 08:59"), dossier=submitted)


def test_an_act_entered_later_counts_from_when_it_took_effect(
    office: Office, transferred: Dossier
) -> None:
    asked = perform_act(
        office, "request_supplement", at=moment("2026-03-11 09:00"), dossier=transferred
    )
    back = perform_act(office, "accept_supplement", at=moment("2026-03-12 10:00"), dossier=asked)
    event = back.events.latest("sequence")
    assert event.recorded_at > event.at, "the database says when it was written down"
    assert back.due_at == moment("2026-03-19 17:00")


def test_a_door_takes_no_moment_from_the_future(office: Office, transferred: Dossier) -> None:
    caller = Caller(office.specialist)
    body = {"act": "hand_over", "facts": {"remark": "Trình ký"}, "at": _next_year()}
    answer = caller.post(f"dossiers/{transferred.code}/acts/", body, If_Match="*")
    assert (caller.status, answer["code"]) == (422, "at_in_future")


def _next_year() -> str:
    return datetime(datetime.now().year + 1, 12, 31, 10).isoformat()  # noqa: DTZ001, DTZ005
