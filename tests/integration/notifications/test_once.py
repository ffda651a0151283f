"""The return date moves once for each dossier: whoever tries again is refused, by the desks and in SQL (art. 19.9)."""

import json
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent
from dossiers.services import reappoint
from dossiers.services.importing import import_dossiers
from notifications.models import ApologyLetter
from notifications.services import sweep
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.integration.notifications.scenes import (
    NEW_DATE,
    again,
    answered,
    issued,
)

SIGNED = moment("2026-11-26 16:00")
LATER = moment("2026-12-11 17:00")


def moved(office: Office) -> Dossier:
    """A dossier whose letter has been issued."""
    return again(issued(office, answered(office), at=SIGNED).dossier)


def imported(office: Office, **changed: object) -> Dossier:
    """A dossier that used its one new date in the old system."""
    line = json.dumps(
        {
            "code": "H41.01.02-261110-0007",
            "receiving_unit": office.centre.code,
            "procedure": office.procedure.code,
            "channel": "in_person",
            "applicant": APPLICANT,
            "state": "processing",
            "received_at": "2026-11-10T09:00",
            "first_promised_at": "2026-11-17T17:00",
            "promised_at": "2026-11-25T17:00",
            "reappointed": "2026-11-16T10:00",
            **changed,
        }
    )
    (report,) = import_dossiers([line], now=moment("2026-11-20 08:00"))
    assert report.outcome == "imported", report
    return Dossier.objects.get(code="H41.01.02-261110-0007")


def imported_without_dates(office: Office) -> Dossier:
    """The old system knew only that the date had been moved."""
    return imported(office, reappointed=True, first_promised_at=None)


BOTH = pytest.mark.parametrize(
    "made",
    [moved, imported, imported_without_dates],
    ids=["here", "in the old system", "without dates"],
)


@BOTH
def test_the_desk_refuses_a_second_date(office: Office, made):
    dossier = made(office)
    with pytest.raises(ActRefused, match="already_reappointed"):
        reappoint(
            dossier_id=dossier.pk,
            actor=Actor(office.agency_head),
            at=moment("2026-12-01 09:00"),
            until=LATER,
            letter="none",
        )
    assert again(dossier).due_at == dossier.due_at


@BOTH
@pytest.mark.parametrize(
    "value", ["NULL", "reappointed_at + interval '1 day'"], ids=["forgotten", "moved"]
)
def test_sql_cannot_unmake_the_re_appointment(office: Office, made, value: str):
    dossier = made(office)
    with (
        pytest.raises(IntegrityError, match="has been moved once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE dossiers_dossier SET reappointed_at = {value} WHERE id = %s",  # noqa: S608
            [dossier.pk],
        )
    assert again(dossier).reappointed_at == dossier.reappointed_at


@BOTH
def test_sql_cannot_write_a_second_extension_into_the_history(office: Office, made):
    dossier = made(office)
    columns = ", ".join(
        field.column
        for field in DossierEvent._meta.concrete_fields
        if field.column
        not in ("id", "clock", "at", "sequence", "recorded_at", "previous_hash", "hash")
    )
    with (
        pytest.raises(IntegrityError, match="moves only with"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO dossiers_dossierevent "  # noqa: S608
            f"(clock, at, sequence, recorded_at, previous_hash, hash, {columns}) "
            f"SELECT 'extend', '2026-12-01', 0, now(), '', '', {columns} FROM dossiers_dossierevent "
            f"WHERE dossier_id = %s ORDER BY clock = 'extend' DESC LIMIT 1",
            [dossier.pk],
        )


def test_sql_cannot_issue_a_second_letter_with_a_date(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    letter.pk, letter.ref, letter.run, letter.number = None, uuid.uuid4(), 2, 99
    with pytest.raises(IntegrityError, match="letter_moves_date_once"), transaction.atomic():
        letter.save(force_insert=True)


def test_the_history_itself_knows_one_extension_at_most(office: Office):
    dossier = moved(office)
    extension = dossier.events.get(clock="extend")
    extension.pk = None
    with pytest.raises(IntegrityError, match="event_extends_once"), transaction.atomic():
        extension.save(force_insert=True)


def test_a_second_run_gives_no_second_date(office: Office):
    """A supplement after the new date restarts the limit, not the right to move it (the safe reading)."""
    dossier = moved(office)
    asked = perform_act(
        office, "request_supplement", at=moment("2026-12-01 09:00"), dossier=dossier
    )
    restarted = perform_act(
        office, "accept_supplement", at=moment("2026-12-02 09:00"), dossier=asked
    )
    assert (restarted.run, restarted.due_at) == (2, moment("2026-12-09 17:00"))
    sweep(moment("2026-12-10 08:00"))
    assert not ApologyLetter.objects.filter(run=2).exists()
    with pytest.raises(ActRefused, match="already_reappointed"):
        reappoint(
            dossier_id=dossier.pk,
            actor=Actor(office.agency_head),
            at=moment("2026-12-10 09:00"),
            until=LATER,
            letter="none",
        )


def test_the_first_date_stays_on_record(office: Office):
    dossier = moved(office)
    assert (dossier.due_at, dossier.reappointed_at) == (NEW_DATE, SIGNED)
    assert dossier.original_due_at == moment("2026-11-27 17:00")
