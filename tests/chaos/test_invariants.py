"""The questions of `invariants.py` notice what they are there to notice."""

from typing import Any

import pytest
from django.db import connection

from agencies.selectors import Actor
from dossiers.models import Dossier
from notifications.models import ApologyLetter, Message
from notifications.services import issue_letter, sweep
from tests.chaos.invariants import broken_promises
from tests.factories import Office, make_office
from tests.integration.notifications.scenes import LATE, MONDAY_AFTER, PARTS, running

#: A change by hand that no service makes, and the beginning of what has to be said of it.
WOUNDS = {
    "UPDATE dossiers_dossier SET state = 'stopped'": "state is not the one",
    "UPDATE dossiers_dossier SET event_count = event_count + 1": "head of the chain",
    "UPDATE dossiers_dossier SET head_hash = 'x'": "head of the chain",
    "UPDATE dossiers_dossier SET code = left(code, -4) || '0007'": "numbers of a day's codes",
    "UPDATE notifications_apologyletter SET number = 3": "numbers of letters",
    "UPDATE notifications_apologyletter SET signed_pdf = ''": "issued letter whose paper",
    "UPDATE notifications_apologyletter SET state = 'ready'": "letters that move the date",
    "DELETE FROM notifications_message WHERE channel = 'sms'": "change of status of which",
}


@pytest.fixture
def dossier(db: None) -> Dossier:
    """Overdue, apologised for, and its date moved."""
    office: Office = make_office()
    made = running(office)
    sweep(LATE)
    letter = ApologyLetter.objects.get(dossier=made)
    issue_letter(letter_id=letter.pk, actor=Actor(office.agency_head), at=MONDAY_AFTER, **PARTS)
    return made


def told(**known: Any) -> list[str]:
    with connection.cursor() as cursor:
        return broken_promises(cursor, **known)


def test_a_sound_house_breaks_no_promise(dossier: Dossier):
    ref = str(dossier.ref)
    assert told(asked={(ref, "receive"): 1, (ref, "reappoint"): 1}, delivered={}) == []


@pytest.mark.parametrize(("wound", "said"), WOUNDS.items(), ids=WOUNDS.values())
def test_what_was_changed_by_hand_is_told(dossier: Dossier, wound: str, said: str):
    with connection.cursor() as cursor:
        cursor.execute(wound)
    assert [line for line in told() if line.startswith(said)]


def test_an_act_confirmed_twice_or_lost_is_told(dossier: Dossier):
    ref = str(dossier.ref)
    assert len(told(asked={(ref, "receive"): 2, (ref, "settle"): 1})) == 2


def test_a_message_lost_invented_or_doubled_is_told(dossier: Dossier):
    Message.objects.filter(channel="sms").update(state="sent")
    keys = [
        f"message-{key}"
        for key in Message.objects.filter(channel="sms").values_list("pk", flat=True)
    ]
    assert told(delivered=dict.fromkeys(keys, 1)) == []
    assert told(delivered=dict.fromkeys(keys[1:], 1))
    assert told(delivered={**dict.fromkeys(keys, 1), "message-0": 1})
    assert told(delivered=dict.fromkeys(keys, 2))
    assert told(delivered=dict.fromkeys(keys, 2), may_repeat=len(keys)) == []
