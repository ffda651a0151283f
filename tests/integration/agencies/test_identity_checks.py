"""Settings of tokens and of the identity provider that would surprise are said at start."""

import pytest
from pytest_django import Settings

from config.identity_checks import identity_provider_can_be_used, tokens_can_be_drawn

WHOLE = {
    "OIDC_ISSUER": "https://dinhdanh.example",
    "OIDC_RP_CLIENT_ID": "ho-so",
    "OIDC_RP_CLIENT_SECRET": "bi-mat",
    "PRODUCTION": True,
}


def test_the_defaults_are_sound() -> None:
    assert tokens_can_be_drawn() == []
    assert identity_provider_can_be_used() == []


def test_a_whole_provider_is_sound(settings: Settings) -> None:
    for name, value in WHOLE.items():
        setattr(settings, name, value)
    assert identity_provider_can_be_used() == []


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"OIDC_RP_CLIENT_SECRET": ""}, "E051"),
        ({"OIDC_RP_CLIENT_ID": ""}, "E051"),
        ({"OIDC_ISSUER": "http://dinhdanh.example"}, "E052"),
        ({"OIDC_RP_SCOPES": "email"}, "E053"),
        ({"OIDC_ISSUER": "", "OIDC_CLOSES_PASSWORD_DOOR": True}, "W050"),
    ],
)
def test_half_a_provider_is_said(
    settings: Settings, changed: dict[str, object], number: str
) -> None:
    for name, value in {**WHOLE, **changed}.items():
        setattr(settings, name, value)
    assert [each.id for each in identity_provider_can_be_used()] == [f"casetracking.{number}"]


@pytest.mark.parametrize("name", ["TOKEN_MOST_DAYS", "TOKEN_FAILURES", "TOKEN_FAILURE_MINUTES"])
def test_numbers_that_would_shut_everybody_out_are_said(settings: Settings, name: str) -> None:
    setattr(settings, name, 0)
    assert [each.id for each in tokens_can_be_drawn()] == ["casetracking.E050"]
