"""A door that will be taken away says so in every answer and in the OpenAPI file, a year before."""

from collections.abc import Callable
from datetime import date

import pytest
from drf_spectacular.generators import SchemaGenerator

from agencies.api.deprecation import Deprecation
from dossiers.api.opening import DossierList
from procedures.api.catalogue import ProcedureList
from tests.factories import Office
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
GOING = Deprecation(
    since=date(2026, 12, 1), ends=date(2027, 12, 1), successor="/api/v2/dossiers/", about="/docs/"
)


def test_every_answer_of_a_deprecated_door_says_since_when_and_until_when(
    office: Office, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DossierList, "deprecation", GOING)
    counter = call("counter")
    for answer in (
        lambda: counter.get("dossiers/"),
        lambda: counter.get("dossiers/", {"colour": "red"}),
        lambda: counter.post("dossiers/", {}),
    ):
        answer()
        headers = counter.last.headers
        assert headers["Deprecation"] == "@1796083200"
        assert headers["Sunset"] == "Wed, 01 Dec 2027 00:00:00 GMT"
        assert headers["Link"] == (
            '</api/v2/dossiers/>; rel="successor-version", </docs/>; rel="deprecation"'
        )
    counter.get("procedures/")
    assert {"Deprecation", "Sunset", "Link"}.isdisjoint(counter.last.headers)


def test_a_public_door_says_it_too(
    office: Office, anybody: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ProcedureList, "deprecation", Deprecation(date(2026, 12, 1), date(2028, 1, 1))
    )
    anybody.get("procedures/")
    assert anybody.last.headers["Deprecation"] == "@1796083200"
    assert "Link" not in anybody.last.headers


def test_the_openapi_file_marks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProcedureList, "deprecation", GOING)
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    assert paths["/api/v1/procedures/"]["get"]["deprecated"] is True
    assert "deprecated" not in paths["/api/v1/dossiers/"]["get"]


def test_nobody_can_take_a_door_away_sooner() -> None:
    with pytest.raises(ValueError, match="365 days"):
        Deprecation(since=date(2026, 12, 1), ends=date(2027, 11, 30))
