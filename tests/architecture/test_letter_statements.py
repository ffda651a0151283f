"""How many statements a letter and a message cost: the same for the first as for the tenth."""

from collections.abc import Callable
from typing import Any

import pytest

from agencies.selectors import Actor
from notifications.domain.messages import MessageKind
from notifications.models import ApologyLetter, Message
from notifications.services import (
    deliver,
    issue_letter,
    prepare_for_signature,
    sweep,
)
from procedures.services.reference import load_shipped_calendar
from tests.architecture.test_statement_counts import counted
from tests.factories import Office, make_office, moment
from tests.integration.notifications.scenes import LATE, MONDAY_AFTER, PARTS, running

LETTERS = 10


@pytest.fixture
def office(db: None) -> Office:
    load_shipped_calendar(at=moment("2026-01-05 08:00"))
    return make_office()


def late_letters(office: Office) -> list[int]:
    for _ in range(LETTERS):
        running(office)
    sweep(LATE)
    return list(ApologyLetter.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("service", "each"),
    [
        # Calendar, dossier, letter, roles, number, and the letter's whole row.
        (prepare_for_signature, 6),
        # The same; past, dossier and event of the act, demand, flag, webhooks, messages; the announcement.
        (issue_letter, 14),
    ],
)
def test_each_letter_costs_a_known_number_of_statements(
    office: Office, service: Callable[..., Any], each: int
) -> None:
    letters = late_letters(office)
    assert len(letters) == LETTERS
    for letter in letters:
        with counted() as found:
            service(letter_id=letter, actor=Actor(office.agency_head), at=MONDAY_AFTER, **PARTS)
        assert len(found) == each, "\n".join(found)


def test_a_message_that_is_still_true_is_locked_and_noted_and_nothing_else(office: Office) -> None:
    running(office)
    message = Message.objects.filter(kind=MessageKind.STATUS).latest("pk")
    with counted() as found:
        assert deliver(message.pk, at=MONDAY_AFTER) == "sent"
    assert len(found) == 2, "\n".join(found)
