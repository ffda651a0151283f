"""Dossiers that lived at random, built once for all tests of a module; every test takes its own acts back."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from agencies.selectors import roles_of
from dossiers.domain.refusals import ActRefused
from procedures.domain.zone import local_day
from reports.selectors.scope import Scope, scope_of
from tests.factories import Office, make_office, moment, perform_act

NOW = moment("2026-11-25 10:00")
FIRST = moment("2026-08-03 08:00")
#: Acts that may come next, the likely ones more than once.
ACTS = (
    "transfer", "transfer", "hand_over", "settle", "settle", "settle", "return_result",
    "request_supplement", "accept_supplement", "withdraw", "stop", "reopen", "request_payment",
    "confirm_payment",
)  # fmt: skip


def random_history(office: Office, chance: random.Random) -> None:
    """A dossier that lives a while: acts at random moments of working days, those refused left out."""
    at = FIRST + timedelta(days=chance.randrange(100), hours=chance.randrange(9))
    channel = chance.choice(["in_person", "online", "post"])
    dossier = perform_act(office, chance.choice(["receive", "submit"]), at=at, channel=channel)
    for _ in range(chance.randrange(9)):
        at += timedelta(days=chance.randrange(5), hours=chance.randrange(1, 7))
        if at > NOW:
            return
        try:
            dossier = perform_act(office, chance.choice(ACTS), at=at, dossier=dossier)
        except ActRefused:
            continue


@pytest.fixture(scope="module")
def histories(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    with django_db_blocker.unblock(), transaction.atomic():
        office = make_office()
        chance = random.Random(20_261_125)  # noqa: S311 -- the same histories at every run
        for _ in range(40):
            random_history(office, chance)
        yield office
        transaction.set_rollback(True)


def scope_for(office: Office, role: str = "oversight", *, at: datetime = NOW) -> Scope:
    officer = getattr(office, role)
    found = scope_of(officer, roles_of(officer, on=local_day(at)), at=at)
    assert found is not None
    return found
