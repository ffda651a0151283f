"""The history cannot be changed, and each event carries the hash of the one before it."""

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.selectors import Actor
from dossiers.models import Dossier, DossierEvent, EventText
from dossiers.services import do_act
from dossiers.signals import dossier_event_written
from tests.factories import APPLICANT, Office, act_facts, dossier_in, moment, perform_act

AT = moment("2026-03-10 09:00")


@pytest.mark.parametrize(
    "statement", ["UPDATE dossiers_dossierevent SET act = 'x'", "DELETE FROM dossiers_dossierevent"]
)
def test_no_one_can_change_or_remove_an_event(office: Office, statement: str) -> None:
    dossier_in(office, "received", at=AT)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_each_event_is_numbered_and_chained_to_the_one_before(office: Office) -> None:
    dossier = dossier_in(office, "returned", at=AT)
    events = list(dossier.events.order_by("sequence"))
    assert [event.act for event in events] == ["receive", "transfer", "settle", "return_result"]
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    assert events[0].previous_hash == ""
    assert [e.previous_hash for e in events[1:]] == [e.hash for e in events[:-1]]
    assert dossier.head_hash == events[-1].hash
    assert dossier.event_count == 4


def test_events_written_in_one_statement_are_chained_too(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO dossiers_dossierevent
                (dossier_id, act, from_state, to_state, at, run, clock, facts, text_digest, sequence,
                 previous_hash, hash)
            SELECT %s, 'recompute', 'received', 'received', now(), 1, '', '{}', '', 0, '', ''
            FROM generate_series(1, 3)
            """,
            [dossier.pk],
        )
    events = list(dossier.events.order_by("sequence"))
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    assert [e.previous_hash for e in events[1:]] == [e.hash for e in events[:-1]]


def test_personal_texts_lie_apart_and_can_be_erased_without_breaking_the_chain(
    office: Office,
) -> None:
    dossier = perform_act(office, "decline", at=AT)
    event = dossier.events.get()
    shown = f"{event.facts}"
    assert APPLICANT["name"] not in shown
    assert "reason" not in event.facts
    text = EventText.objects.get(event=event)
    assert text.values["applicant"]["name"] == APPLICANT["name"]
    EventText.objects.filter(pk=text.pk).update(values={}, erased_at=AT)
    assert DossierEvent.objects.get(pk=event.pk).hash == event.hash


def test_a_receiver_that_fails_undoes_the_act(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)

    def fail(**kwargs: object) -> None:
        raise RuntimeError("the receiver fails")

    dossier_event_written.connect(fail)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            do_act(
                "transfer",
                actor=Actor(office.counter),
                at=AT,
                facts=act_facts(office, "transfer"),
                dossier_id=dossier.pk,
            )
    finally:
        dossier_event_written.disconnect(fail)
    assert Dossier.objects.get(pk=dossier.pk).state == "received"
    assert dossier.events.count() == 1
