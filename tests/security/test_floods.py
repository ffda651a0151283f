"""Too many questions from one address, at every door that is open to everybody: one answer, with the time to wait."""

import pytest
from django.test import Client
from pytest_django import Settings

from dossiers.services.lookup_keys import rating_token
from tests.factories import Office
from tests.integration.api.caller import Caller
from tests.integration.lookup.conftest import Held

#: Pages and doors without an account that ask the database.
OPEN = ("/thu-tuc/?q=giay", "/thu-tuc/1.000001/", "/tinh-han/", "/api/v1/procedures/?q=giay")
DUE = "/api/v1/due-date/?received=2026-11-19T09:00&limit=5&unit=working_day"


@pytest.fixture
def few(settings: Settings) -> int:
    settings.LOOKUP_RATE_PER_MINUTE = 2
    return 2


def statuses(client: Client, address: str, method: str = "get") -> list[int]:
    return [getattr(client, method)(address, {}).status_code for _ in range(4)]


def test_catalogue_and_calculator_bear_no_flood(
    client: Client, office: Office, few: int, settings: Settings
) -> None:
    for number, address in enumerate((*OPEN, DUE)):
        visitor = {"REMOTE_ADDR": f"192.0.2.{number}"}
        answers = [client.get(address, **visitor) for _ in range(few + 2)]
        assert [a.status_code for a in answers] == [200] * few + [429] * 2, address
        assert 0 < int(answers[-1]["Retry-After"]) <= 60
        assert "public" not in answers[-1].get("Cache-Control", ""), address


def test_too_many_questions_are_a_problem_document_that_the_description_has(
    office: Office, few: int
) -> None:
    caller = Caller()
    told = [
        caller.get("due-date/", dict(pair.split("=") for pair in DUE.split("?")[1].split("&")))
        for _ in range(few + 1)
    ]
    assert caller.status == 429
    assert told[-1]["code"] == "too_many_requests"


def test_feedback_and_rating_bear_no_flood(client: Client, received: Held, few: int) -> None:
    token = rating_token(received.dossier.ref)
    for number, address in enumerate((f"/danh-gia/{token}/", f"/danh-gia/{token}/gop-y/")):
        visitor = {"REMOTE_ADDR": f"192.0.2.{number}"}
        answers = [client.post(address, {"score": "9"}, **visitor) for _ in range(few + 2)]
        assert [a.status_code for a in answers][-2:] == [429] * 2, address
        assert int(answers[-1]["Retry-After"]) > 0


def test_whoever_reads_the_catalogue_may_still_look_up(
    client: Client, received: Held, few: int
) -> None:
    assert statuses(client, "/thu-tuc/")[-1] == 429
    assert client.get(received.page).status_code == 200
    assert client.get(f"/tra-cuu/q/{received.dossier.lookup_token}/").status_code == 302
