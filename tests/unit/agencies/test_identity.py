"""What has to hold before an identity provider's word is believed."""

from typing import Any

import pytest

from agencies.domain.identity import Identity, check_id_token, read_identity
from agencies.domain.refusals import IdentityRefused

NOW = 1_795_000_000.0
GOOD: dict[str, Any] = {
    "iss": "https://dinhdanh.example",
    "aud": "ho-so",
    "sub": "vn-1",
    "nonce": "n",
    "iat": NOW - 5,
    "exp": NOW + 300,
}


def checked(**changed: Any) -> str:
    claims = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    return check_id_token(
        claims, issuer="https://dinhdanh.example", client_id="ho-so", nonce="n", now=NOW
    )


def test_a_good_token_tells_whom_it_is_about() -> None:
    assert checked() == "vn-1"
    assert checked(aud=["ho-so"]) == "vn-1"
    assert checked(aud=["khac", "ho-so"], azp="ho-so") == "vn-1"


def test_clocks_may_differ_by_a_minute_and_no_more() -> None:
    assert checked(exp=NOW - 59) == "vn-1"
    assert checked(iat=NOW + 60) == "vn-1"
    for changed in ({"exp": NOW - 60}, {"iat": NOW + 61}):
        with pytest.raises(IdentityRefused):
            checked(**changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://dinhdanh.example/"},
        {"iss": None},
        {"aud": "khac"},
        {"aud": None},
        {"aud": []},
        {"aud": ["ho-so", "khac"]},
        {"aud": ["ho-so", "khac"], "azp": "khac"},
        {"azp": "khac"},
        {"nonce": "m"},
        {"nonce": None},
        {"exp": None},
        {"exp": "mai"},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
def test_whatever_is_wrong_is_refused_alike(changed: dict[str, Any]) -> None:
    with pytest.raises(IdentityRefused, match="bad_id_token"):
        checked(**changed)


def test_a_sign_in_without_nonce_is_refused_even_if_the_token_has_none() -> None:
    with pytest.raises(IdentityRefused):
        check_id_token(
            {**GOOD, "nonce": ""}, issuer=GOOD["iss"], client_id="ho-so", nonce="", now=NOW
        )


def test_an_address_counts_only_where_it_is_verified() -> None:
    told = {"sub": "vn-1", "email": " a@vidu.example "}
    read = {"subject": "vn-1", "match_claim": "email"}
    assert read_identity(told, **read) == Identity("vn-1", "")
    assert read_identity({**told, "email_verified": True}, **read).claimed == "a@vidu.example"
    assert read_identity({**told, "email_verified": "true"}, **read).claimed == ""


def test_what_is_told_of_another_person_is_refused() -> None:
    with pytest.raises(IdentityRefused):
        read_identity({"sub": "vn-2"}, subject="vn-1", match_claim="email")


def test_without_a_claim_only_the_subject_counts() -> None:
    told = {"sub": "vn-1", "email": "a@vidu.example", "email_verified": True}
    assert read_identity(told, subject="vn-1", match_claim="") == Identity("vn-1", "")
