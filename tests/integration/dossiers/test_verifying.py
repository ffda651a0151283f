"""Whoever gets past the triggers is found out by the chain."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from dossiers.models import Dossier, EventText
from dossiers.services.verifying import verify_history
from notifications.models import Message
from tests.factories import Office, dossier_in, moment

AT = moment("2026-03-10 09:00")


def tamper(statement: str, *values: object) -> None:
    """Change the history as only the owner of the database can: with the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE dossiers_dossierevent DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE dossiers_dossierevent ENABLE TRIGGER USER")


def remove(dossier: Dossier, condition: str) -> None:
    """Remove events, and what refers to them, without a trace."""
    Message.objects.filter(event__dossier=dossier).delete()
    EventText.objects.filter(event__dossier=dossier).delete()
    dossier.forms.all().delete()
    dossier.handovers.all().delete()
    tamper(f"DELETE FROM dossiers_dossierevent WHERE dossier_id = %s AND {condition}", dossier.pk)  # noqa: S608 -- our own words


def places(dossier: Dossier) -> list[tuple[int, str]]:
    found = verify_history(dossier_id=dossier.pk)
    return [(broken.sequence, broken.why) for broken in found.broken]


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return dossier_in(office, "returned", at=AT)


def test_an_untouched_history_agrees_in_every_state(office: Office) -> None:
    for state in ("submitted", "received", "declined", "supplement_requested", "payment_requested"):
        dossier_in(office, state, at=AT)
    found = verify_history()
    assert (found.dossiers, found.events, found.broken) == (5, 7, ())


@pytest.mark.parametrize(
    "change",
    [
        "act = 'withdraw'", "at = at - interval '1 day'", "actor_id = NULL", "run = 2",
        "recorded_at = recorded_at - interval '1 microsecond'", "to_state = 'stopped'",
        "clock_until = now()", "due_at = due_at + interval '1 day'", "facts = '{\"a\": 1}'",
        "text_digest = repeat('a', 64)", "clock = 'stop'", "from_state = 'x'",
    ],
)  # fmt: skip
def test_a_changed_column_breaks_the_chain_there(dossier: Dossier, change: str) -> None:
    tamper(
        f"UPDATE dossiers_dossierevent SET {change} WHERE dossier_id = %s AND sequence = 2",  # noqa: S608 -- our own words
        dossier.pk,
    )
    assert places(dossier) == [(2, "hash")]


def test_a_changed_event_with_a_new_hash_of_its_own_breaks_the_next(dossier: Dossier) -> None:
    tamper(
        "UPDATE dossiers_dossierevent SET hash = repeat('b', 64) WHERE dossier_id = %s AND sequence = 2",
        dossier.pk,
    )
    assert places(dossier) == [(2, "hash"), (3, "previous")]


def test_a_removed_event_leaves_a_gap(dossier: Dossier) -> None:
    remove(dossier, "sequence = 3")
    assert (4, "missing") in places(dossier)


def test_a_removed_end_is_missed_by_the_dossier(dossier: Dossier) -> None:
    remove(dossier, "sequence = 4")
    assert (3, "head") in places(dossier)


def test_a_dossier_without_history_is_broken(dossier: Dossier) -> None:
    remove(dossier, "true")
    assert places(dossier) == [(0, "missing")]


def test_a_changed_text_is_told_from_an_erased_one(dossier: Dossier) -> None:
    texts = EventText.objects.filter(event__dossier=dossier)
    texts.filter(event__sequence=1).update(values={}, erased_at=AT)
    texts.filter(event__sequence=4).update(values={"recipient": "Người khác"})
    assert places(dossier) == [(4, "text")]


def test_the_command_names_the_places_and_fails(dossier: Dossier, office: Office) -> None:
    said, wrong = StringIO(), StringIO()
    call_command("verify_history", stdout=said, stderr=wrong)
    assert "4" in said.getvalue()
    tamper("UPDATE dossiers_dossierevent SET run = 9 WHERE dossier_id = %s", dossier.pk)
    with pytest.raises(CommandError):
        call_command("verify_history", dossier=dossier.code.lower(), stdout=said, stderr=wrong)
    assert f"{dossier.code} #1" in wrong.getvalue()
    with pytest.raises(CommandError, match=r"H41\.99"):
        call_command("verify_history", dossier="H41.99-261124-0001")
