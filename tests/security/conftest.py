"""Fixtures of the attacks: the small office, a dossier with its receipt, browsers as browsers are."""

import pytest
from django.test import Client

from tests.factories import Office, make_office, moment, perform_act
from tests.integration.lookup.conftest import RECEIVED, Held, held

PASSWORD = "mat-khau-thu-nghiem"


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def received(office: Office) -> Held:
    return held(perform_act(office, "receive", at=moment(RECEIVED)))


@pytest.fixture
def browser() -> Client:
    """With the check of forged forms, which the tests' own client leaves out."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "vi"})
