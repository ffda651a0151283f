"""What the look-up answers past the officers' middlewares is what Django would have answered, to the last header."""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import structlog
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_started
from django.db import close_old_connections, connection
from django.utils import translation

from config.lean_lookup import LeanLookup
from config.metrics.counters import request_statements
from dossiers.services import throttling
from tests.integration.lookup.conftest import Held

Answer = tuple[str, dict[str, str], bytes]


class Django(WSGIHandler):
    """Django's door, which counts how often it was asked."""

    asked = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked += 1
        return super().__call__(environ, start_response)


@pytest.fixture
def django(db: None) -> Iterator[Django]:
    # The test's transaction would end with the connection.
    request_started.disconnect(close_old_connections)
    yield Django()
    request_started.connect(close_old_connections)


@pytest.fixture
def lean(django: Django, monkeypatch: pytest.MonkeyPatch) -> LeanLookup:
    monkeypatch.setattr("config.lean_lookup.close_old_connections", lambda: None)
    return LeanLookup(django)


def ask(
    application: Callable[..., Iterable[bytes]], path: str, method: str = "GET", **headers: str
) -> Answer:
    told: list[Any] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "203.0.113.7",
        "HTTP_HOST": "testserver",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        **headers,
    }
    body = b"".join(application(environ, lambda *given: told.append(given)))
    status, given = told[0][:2]
    assert type(given) is list  # PEP 3333; granian sends no header of anything else
    return status, dict(given), body


#: What a form's guard draws anew for each answer, in the page and in its cookie; and when that ends.
_DRAWN = re.compile(r'(?<=value=")\w{64}(?=")|(?<=csrftoken=)\w{32}(?=;)|(?<=expires=)[^;]+')


def without_id(answer: Answer) -> Answer:
    """The answer without what is another's each time."""
    status, headers, body = answer
    assert len(headers.pop("X-Request-ID")) == 36
    if "Set-Cookie" in headers:
        headers["Set-Cookie"] = _DRAWN.sub("drawn", headers["Set-Cookie"])
    return status, headers, _DRAWN.sub("drawn", body.decode()).encode()


@pytest.fixture(params=["api", "page"])
def door(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """The address at which a code is looked up, as JSON and as a page."""
    pattern = {"api": "/api/v1/lookup/{}/", "page": "/tra-cuu/{}/"}[request.param]
    return pattern.format


@pytest.mark.parametrize("language", ["", "vi", "en", "en-GB,en;q=0.7", "fr"])
@pytest.mark.parametrize("asked", ["known", "unknown", "malformed", "lower", "blank"])
def test_both_doors_answer_alike(
    lean: LeanLookup,
    django: Django,
    received: Held,
    door: Callable[[str], str],
    asked: str,
    language: str,
) -> None:
    headers = {"HTTP_ACCEPT_LANGUAGE": language} if language else {}
    code = {
        "known": received.code,
        "unknown": received.code[:-4] + "9999",
        "malformed": "H41-1",
        "lower": received.code.lower(),
        "blank": " " + received.code,
    }[asked]
    path = door(code)
    expected = without_id(ask(django, path, **headers))
    ask(lean, door(received.code), **headers)
    before = django.asked
    assert without_id(ask(lean, path, **headers)) == expected
    assert django.asked == before


def test_who_asks_too_often_is_told_alike(
    lean: LeanLookup,
    django: Django,
    received: Held,
    door: Callable[[str], str],
    settings: Any,
) -> None:
    settings.LOOKUP_RATE_PER_MINUTE = 2
    ask(lean, door(received.code))
    answers = [ask(lean, door(received.code)) for _ in range(4)]
    assert [status[:3] for status, *_ in answers].count("429") >= 2
    assert django.asked == 1
    status, headers, body = without_id(answers[-1])
    expected = without_id(ask(django, door(received.code)))
    assert status == expected[0]
    assert re.sub(rb"\d+", b"", body) == re.sub(rb"\d+", b"", expected[2])
    assert headers.keys() == expected[1].keys()


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("{api}", "POST", {}),
        ("{api}", "HEAD", {}),
        ("{api}", "GET", {"HTTP_COOKIE": "language=en"}),
        ("{api}", "GET", {"SCRIPT_NAME": "/hoso"}),
        ("{api}x/", "GET", {}),
        ("/api/v1/lookup//", "GET", {}),
        ("/tra-cuu/{code}/", "POST", {}),
        ("/tra-cuu/{code}/", "GET", {"HTTP_COOKIE": "language=en"}),
        ("/tra-cuu/{code}/gop-y/", "GET", {}),
        ("/tra-cuu/", "GET", {}),
        ("/api/v1/lookup/H41.\u00c4\u0090/", "GET", {}),
    ],
)
def test_whatever_is_not_plain_django_answers(
    lean: LeanLookup,
    django: Django,
    received: Held,
    path: str,
    method: str,
    headers: dict[str, str],
) -> None:
    ask(lean, received.api)
    ask(lean, f"/tra-cuu/{received.code}/")
    before = django.asked
    ask(lean, path.format(api=received.api, code=received.code), method, **headers)
    assert django.asked == before + 1


def test_a_host_that_is_not_ours_is_refused_as_ever(
    lean: LeanLookup, django: Django, received: Held, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    ask(lean, received.api)
    for _ in range(2):
        assert ask(lean, received.api, HTTP_HOST="attacker.example")[0].startswith("400")
    assert django.asked == 3


def test_each_answer_is_counted_and_has_its_own_number(lean: LeanLookup, received: Held) -> None:
    ask(lean, received.api)
    counted = request_statements.labels("lookup-api")
    before = counted._value.get()
    ids = {ask(lean, received.api)[1]["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert counted._value.get() == before + 3
    assert structlog.contextvars.get_contextvars() == {}


def test_the_language_of_one_is_not_the_next_ones(lean: LeanLookup, received: Held) -> None:
    for language in ("en", "vi"):
        ask(lean, received.api, HTTP_ACCEPT_LANGUAGE=language)
    with translation.override("vi"):
        english = ask(lean, received.api, HTTP_ACCEPT_LANGUAGE="en")
        assert translation.get_language() == "vi"
    assert english[1]["Content-Language"] == "en"
    assert ask(lean, received.api, HTTP_ACCEPT_LANGUAGE="vi")[2] != english[2]


def test_what_fails_is_answered_and_told_by_django_once(
    lean: LeanLookup, django: Django, received: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(lean, received.api)
    failed: list[object] = []

    def note(request: object, **about: object) -> None:
        failed.append(request)

    def fail(*given: object, **more: object) -> None:
        raise OSError("the server has gone")

    got_request_exception.connect(note)
    try:
        with monkeypatch.context() as gone:
            gone.setattr(throttling, "refuse_too_many", fail)
            status, *_ = ask(lean, received.api)
    finally:
        got_request_exception.disconnect(note)
    assert status.startswith("500")
    assert len(failed) == 1
    before = django.asked
    assert ask(lean, received.api)[0].startswith("200")
    assert ask(lean, received.api)[0].startswith("200")
    assert django.asked == before + 1


def test_a_page_from_the_lean_door_has_a_form_that_opens_the_dossier(
    lean: LeanLookup, received: Held
) -> None:
    path = f"/tra-cuu/{received.code}/"
    ask(lean, path)
    _, headers, body = ask(lean, path)
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w{64})"', body)
    cookie = headers["Set-Cookie"].strip().split(";")[0]
    assert token
    for given, expected in ((token[1], "302"), (b"x" * 64, "403")):
        form = b"csrfmiddlewaretoken=" + given + f"&pin={received.pin}".encode()
        posted = {
            "HTTP_COOKIE": cookie,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(form)),
            "wsgi.input": io.BytesIO(form),
        }
        assert ask(lean, path, "POST", **posted)[0].startswith(expected)


def test_two_visitors_are_not_given_the_same_token(lean: LeanLookup, received: Held) -> None:
    path = f"/tra-cuu/{received.code}/"
    answers = [ask(lean, path) for _ in range(3)]
    assert len({headers["Set-Cookie"] for _, headers, _ in answers}) == 3


def test_an_answer_that_knows_its_visitor_is_not_learned_from(received: Held) -> None:
    def signs_in(environ: Any, start_response: Any) -> list[bytes]:
        cookie = ("Set-Cookie", "sessionid=secret; HttpOnly")
        start_response("200 OK", [("Content-Language", "vi"), cookie])
        return [b"somebody's own"]

    lean = LeanLookup(signs_in)
    for _ in range(2):
        assert ask(lean, f"/tra-cuu/{received.code}/")[2] == b"somebody's own"


def test_a_flood_of_made_up_manners_takes_no_memory(
    lean: LeanLookup, received: Held, settings: Any
) -> None:
    settings.LOOKUP_RATE_PER_MINUTE = 1_000_000
    for number in range(300):
        ask(lean, received.api, HTTP_ACCEPT_LANGUAGE=f"vi,en;q=0.{number:03}")
    assert len(lean._manners) <= 256
    assert ask(lean, received.api)[0].startswith("200")
    assert connection.is_usable()
