"""What every kind of answer tells the browser, held as a table: a new kind of page is none without a row."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.http import HttpResponse
from django.test import Client

from dossiers.models import Dossier
from dossiers.services.lookup_keys import rating_token
from tests.factories import Office
from tests.integration.lookup.conftest import Held


class Kind(NamedTuple):
    """A kind of answer: its address, who asks, and what is particular about it."""

    address: Callable[[Held], str]
    signed_in: bool = False
    frame: str = "'none'"
    #: Whether it may lie in a cache that others use.
    shared: bool = False
    script: str = "'none'"


DESK = "'self' 'unsafe-eval'"
KINDS = {
    "look-up": Kind(lambda held: "/"),
    "dossier": Kind(lambda held: held.page),
    "unknown code": Kind(lambda held: "/tra-cuu/H41.01.02-261119-9999/"),
    "QR": Kind(lambda held: f"/tra-cuu/q/{held.dossier.lookup_token}/"),
    "look-up as JSON": Kind(lambda held: held.api),
    "rating": Kind(lambda held: f"/danh-gia/{rating_token(held.dossier.ref)}/"),
    "figures": Kind(lambda held: "/danh-gia/"),
    "catalogue": Kind(lambda held: "/thu-tuc/", shared=True),
    "procedure": Kind(lambda held: "/thu-tuc/1.000001/", shared=True),
    "calculator": Kind(lambda held: "/tinh-han/", shared=True),
    "not there": Kind(lambda held: "/khong-co/"),
    "REST": Kind(lambda held: f"/api/v1/dossiers/{held.code}/", signed_in=True),
    "REST refused": Kind(lambda held: "/api/v1/dossiers/"),
    "description": Kind(lambda held: "/api/docs/", script="'self'"),
    "log-in": Kind(lambda held: "/admin/login/", script=DESK),
    "desk": Kind(lambda held: "/admin/", signed_in=True, script=DESK),
    "list": Kind(lambda held: "/admin/dossiers/dossier/", signed_in=True, script=DESK),
    "dossier at the desk": Kind(
        lambda held: f"/admin/dossiers/dossier/{held.dossier.key}/", signed_in=True, script=DESK
    ),
    "paper": Kind(lambda held: _paper(held.dossier), signed_in=True, frame="'self'"),
    "static file": Kind(lambda held: "/static/emblem.svg", shared=True),
}


def _paper(dossier: Dossier) -> str:
    return f"/admin/dossiers/dossier/{dossier.key}/papers/{dossier.forms.latest('pk').pk}/"


@pytest.fixture
def answers(received: Held, office: Office) -> dict[str, HttpResponse]:
    """Of each kind one, as somebody gets it who comes fresh."""
    found = {}
    for name, kind in KINDS.items():
        client = Client()
        if kind.signed_in:
            client.force_login(office.counter)
        found[name] = client.get(kind.address(received))
        if found[name].streaming:
            found[name].close()
    return found


def policy_of(answer: HttpResponse) -> dict[str, str]:
    parts = (part.split(maxsplit=1) for part in answer["Content-Security-Policy"].split("; "))
    return {name: "".join(sources) for name, *sources in parts}


def rules(answer: HttpResponse) -> dict[str, str]:
    policy = policy_of(answer)
    wanted = ("default-src", "script-src", "frame-ancestors", "base-uri", "form-action")
    return {name: policy.get(name, policy["default-src"]) for name in wanted}


def test_each_kind_of_answer_has_the_policy_of_its_row(answers: dict[str, HttpResponse]) -> None:
    rest = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'self'"}
    expected = {
        name: rest | {"script-src": kind.script, "frame-ancestors": kind.frame}
        for name, kind in KINDS.items()
    }
    assert {name: rules(answer) for name, answer in answers.items()} == expected


def test_each_kind_of_answer_carries_the_same_headers(answers: dict[str, HttpResponse]) -> None:
    for name, answer in answers.items():
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert "camera=()" in answer["Permissions-Policy"], name
        framed = "DENY" if "none" in KINDS[name].frame else "SAMEORIGIN"
        assert answer.get("X-Frame-Options", framed) == framed, name
        assert not {"Server", "X-Powered-By"} & set(answer.headers), name


def test_only_what_is_the_same_for_everybody_may_lie_in_a_shared_cache(
    answers: dict[str, HttpResponse],
) -> None:
    for name, answer in answers.items():
        kept = answer.get("Cache-Control", "")
        if KINDS[name].shared:
            assert "max-age" in kept, name
            assert not answer.cookies, name
        else:
            assert "public" not in kept, name
            assert answer.status_code != 200 or re.search("no-store|no-cache|private", kept), name


def test_what_is_kept_for_everybody_is_kept_apart_by_language(
    answers: dict[str, HttpResponse],
) -> None:
    for name in ("catalogue", "procedure", "calculator"):
        varies = {each.strip().lower() for each in answers[name]["Vary"].split(",")}
        assert {"accept-language", "cookie"} <= varies, name


def test_no_page_holds_a_script_and_no_public_page_a_style(
    answers: dict[str, HttpResponse],
) -> None:
    """What the policy stops in the visitor's browser is not even sent."""
    for name, answer in answers.items():
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        assert not re.search(r"<script(?![^>]*(?:\ssrc=|application/json))", page), name
        assert not re.search(r"\son(click|load|error|submit|change)=|javascript:", page), name
        if KINDS[name].script == "'none'":
            assert not re.search(r"<script|<style|\sstyle=", page), name


def test_a_page_about_a_dossier_is_in_no_index(answers: dict[str, HttpResponse]) -> None:
    for name in ("dossier", "unknown code", "QR", "look-up as JSON", "rating"):
        assert "noindex" in answers[name]["X-Robots-Tag"], name
    for name in ("log-in", "desk", "list", "dossier at the desk"):
        assert 'name="robots" content="NONE' in answers[name].content.decode(), name
