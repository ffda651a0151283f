"""Fixtures of the look-up's tests: dossiers whose PIN is known, and counters at zero."""

from dataclasses import dataclass

import pytest

from dossiers.models import Dossier
from dossiers.services.receipt_keys import receipt_pin
from tests.factories import Office, moment, perform_act

RECEIVED = "2026-11-19 16:40"


@dataclass(frozen=True)
class Held:
    """A dossier and what stands on its receipt."""

    dossier: Dossier
    pin: str

    @property
    def code(self) -> str:
        return str(self.dossier.code)

    @property
    def page(self) -> str:
        return f"/tra-cuu/{self.code}/"

    @property
    def api(self) -> str:
        return f"/api/v1/lookup/{self.code}/"


def held(dossier: Dossier) -> Held:
    """The dossier with the PIN as the applicant reads it from the receipt."""
    return Held(dossier, receipt_pin(dossier))


@pytest.fixture
def received(office: Office) -> Held:
    return held(perform_act(office, "receive", at=moment(RECEIVED)))
