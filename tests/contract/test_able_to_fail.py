"""A door that breaks its description is found out: else the other tests of the contract would prove nothing."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from rest_framework.response import Response
from rest_framework.views import APIView
from schemathesis.core.failures import FailureGroup

from dossiers.api.announcements import AnnouncementList
from tests.contract.house import House
from tests.contract.requests import operations, plain, sent
from tests.things import Thing

pytestmark = [pytest.mark.slow, pytest.mark.contract, pytest.mark.django_db]

HERE = Thing({})
Answer = Callable[[], HttpResponse]
PAGE = {"next": None, "results": []}


def ask(house: House, caller: str = "counter") -> None:
    sent(plain(operations()["list_announcements"], HERE, None), house, caller)


def titles(failures: FailureGroup) -> set[str]:
    return {failure.title for failure in failures.exceptions}


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (lambda: Response({**PAGE, "secret": 1}), "Response violates schema"),
        (lambda: Response({"results": []}), "Response violates schema"),
        (lambda: Response(PAGE, status=HTTPStatus.ACCEPTED), "Undocumented status code"),
        (lambda: HttpResponse("<p>", content_type="text/html"), "Undocumented Content-Type"),
        (lambda: Response(PAGE, status=HTTPStatus.INTERNAL_SERVER_ERROR), "Server error"),
    ],
    ids=["a field too many", "a field too few", "status", "type", "error"],
)
def test_an_answer_that_the_description_has_not_is_found(
    answer: Answer, complaint: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(house)
    monkeypatch.setattr(AnnouncementList, "get", lambda *args, **named: answer())
    with pytest.raises(FailureGroup) as found:
        ask(house)
    assert complaint in titles(found.value)


def test_an_exception_is_an_error_of_the_house(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AnnouncementList, "get", lambda *args, **named: 1 / 0)
    with pytest.raises(FailureGroup) as found:
        ask(house)
    assert "Server error" in titles(found.value)


def test_a_door_that_lets_nobody_in_particular_in_is_found(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(house, "nobody")
    monkeypatch.setattr(AnnouncementList, "get", lambda *args, **named: Response(PAGE))
    monkeypatch.setattr(APIView, "initial", lambda *args, **named: None)
    with pytest.raises(AssertionError):
        ask(house, "nobody")
