"""Requests that no browser sends: false hosts and addresses, bombs, look-alikes, paths out of the house."""

import gc
import gzip
import re
import sys
import time
import unicodedata

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from dossiers.domain.codes import codes_meant
from tests.factories import Office
from tests.integration.api.caller import API, Caller
from tests.integration.lookup.conftest import Held

OURS = ("agencies", "batches", "config", "dossiers", "notifications", "procedures", "reports")


@pytest.mark.parametrize(
    "host", ["attacker.example", "testserver.attacker.example", "a b.example", "x@attacker.example"]
)
def test_a_host_that_is_not_ours_is_refused(client: Client, db: None, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()


#: Each would lay a page of an attacker's into a cache for everybody, were it believed.
UNVOUCHED = (
    {"X-Forwarded-Host": "attacker.example"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"},
    {"Forwarded": "for=127.0.0.1;host=attacker.example;proto=https"},
    {"X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/"},
    {"X-Http-Method-Override": "POST"},
    {"Referer": "https://attacker.example/"},
)


def test_a_header_that_nobody_vouches_for_changes_no_page_that_others_get(
    client: Client, office: Office
) -> None:
    for address in ("/thu-tuc/", "/tinh-han/?procedure=1.000001", "/api/v1/procedures/"):
        plain = client.get(address)
        for headers in UNVOUCHED:
            tricked = client.get(address, headers=headers)
            assert tricked.content == plain.content, (address, headers)
            assert tricked.status_code == plain.status_code == 200


def test_a_header_makes_no_other_method_of_a_request(received: Held, office: Office) -> None:
    caller = Caller(office.counter)
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        address = f"{API}dossiers/{received.code}/"
        answer = caller.client.post(address, "{}", "application/json", headers=caller.headers)
        overridden = caller.client.post(
            f"{address}?_method=GET",
            "{}",
            "application/json",
            headers={**caller.headers, name: "GET"},
        )
        assert answer.status_code == overridden.status_code == 405


def test_a_huge_header_is_borne(client: Client, received: Held) -> None:
    long = ("x" * 200_000, "a," * 50_000, '"' * 50_000, ";" * 50_000, "vi-" * 50_000)
    for name in ("Accept-Language", "Cookie", "Authorization", "If-None-Match"):
        for text in long:
            for address in ("/", received.api, f"{API}dossiers/"):
                answer = client.get(address, headers={name: text})
                assert answer.status_code < 500, (name, text[:2], address)


def test_an_address_that_no_proxy_of_ours_told_is_not_believed(
    client: Client, received: Held, settings: Settings
) -> None:
    settings.LOOKUP_RATE_PER_MINUTE = 2
    statuses = [
        client.get(received.api, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
        for n in range(4)
    ]
    assert statuses == [200, 200, 429, 429]


BOMBS = {
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "deep and closed": b'{"facts":' + b"[" * 900 + b"]" * 900 + b"}",
    "a number of a million digits": b'{"facts": ' + b"9" * 1_000_000 + b"}",
    "an exponent": b'{"facts": {"fees": 1e999999999}}',
    "not a number": b'{"facts": NaN}',
    "half a surrogate": b'{"act": "\\ud800", "facts": {}}',
    "zero bytes": b'{"act": "submit\\u0000", "facts": {}}',
    "another encoding": '{"act": "submit"}'.encode("utf-16"),
    "overlong UTF-8": b'{"act": "\xc0\xae\xc0\xae/"}',
    "too large": b'{"a": "' + b"x" * 3_000_000 + b'"}',
    "packed": gzip.compress(b'{"a": "' + b" " * 10_000_000 + b'"}'),
    "entities": b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>',
    "a thousand keys alike": b"{" + b",".join(b'"act": "submit"' for _ in range(1_000)) + b"}",
}


def test_a_bomb_in_a_body_is_refused_at_once(office: Office, received: Held) -> None:
    caller = Caller(office.counter)
    doors = (f"{API}dossiers/", f"{API}dossiers/{received.code}/acts/", received.api)
    for name, bomb in BOMBS.items():
        for path in doors:
            begun = time.process_time()
            answer = caller.client.post(
                path, bomb, content_type="application/json", headers=caller.headers
            )
            assert answer.status_code in (400, 403, 409, 413, 422, 429), (
                name,
                path,
                answer.status_code,
            )
            assert time.process_time() - begun < 10, name
            assert answer["Content-Type"].startswith("application/problem+json"), name


def test_xml_is_read_by_no_door(office: Office, received: Held) -> None:
    caller = Caller(office.counter)
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    for kind in ("application/xml", "text/xml", "application/xhtml+xml", "image/svg+xml"):
        answer = caller.client.post(
            f"{API}dossiers/{received.code}/acts/", bomb, content_type=kind, headers=caller.headers
        )
        assert answer.status_code == 415
        assert b"root:" not in answer.content


#: As `H41.01.02-261119-0001`, but with letters of other alphabets, signs that are not seen, or more bytes.
LOOK_ALIKES = [
    "Н41.01.02-261119-0001",  # Cyrillic
    "Η41.01.02-261119-0001",  # Greek
    "H41․01․02-261119-0001",  # one dot leaders become dots, which is what was meant
    "H41.01.02-261119-٠٠٠١",
    "H41.01.02-261119-0001\u202e",
    "\u200bH41.01.02-261119-0001",
    "H41.01.02-261119-0001\u0301",
    "H̲41.01.02-261119-0001",
    "H41.01.02-261119-0001%00",
    "H41.01.02-261119-0001\x7f",
    "H41.01.02-261119-" + "0" * 1_000 + "1",
]


def test_a_look_alike_of_a_code_is_another_code_or_none(client: Client, received: Held) -> None:
    """Only what Unicode itself counts as the same sign in another width opens the dossier."""
    for typed in LOOK_ALIKES:
        answer = client.get(f"/api/v1/lookup/{typed}/")
        same = unicodedata.normalize("NFKC", typed) == received.code
        assert answer.status_code == (200 if same else 400), typed


def test_no_form_of_a_code_means_two_dossiers() -> None:
    for typed in LOOK_ALIKES:
        assert all(code.isascii() for code in codes_meant(typed)), typed


def our_patterns() -> dict[str, re.Pattern[str]]:
    """Every regular expression that our modules hold, and Django's of our addresses."""
    found = {}
    for module in (m for name, m in list(sys.modules.items()) if name.split(".")[0] in OURS):
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{module.__name__}.{name}"] = value
    return found


def test_no_regular_expression_of_ours_can_be_kept_busy() -> None:
    patterns = our_patterns()
    assert len(patterns) > 10
    long = [
        each * (20_000 // len(each))
        for each in (
            "a",
            "A",
            "0",
            "-",
            ".",
            " ",
            "\n",
            "a-",
            "0.",
            "A0",
            "/",
            "<",
            '"',
            "ắ",
            "@a.",
            "=,",
        )
    ]
    for name, pattern in patterns.items():
        begun = time.process_time()
        for text in long:
            for end in ("", "!", "\x00"):
                pattern.match(text + end)
                pattern.search(text[:4_000] + end)
        assert time.process_time() - begun < 10, name
    assert gc.isenabled()


OUTSIDE = [
    "/static/../config/settings/security.py",
    "/static/%2e%2e/config/settings/security.py",
    "/static/..%2f..%2fmanage.py",
    "/static/....//manage.py",
    "/static//etc/passwd",
    "/static/%00/emblem.svg",
    "/static/\\..\\manage.py",
    "/static/",
    "/static/admin/",
    "/media/",
    "/files/",
    "/var/secret_key",
    "/.git/config",
    "/.env",
    "/manage.py",
    "/admin/../var/secret_key",
]


def test_no_path_leads_out_of_what_is_served(client: Client, db: None) -> None:
    for path in OUTSIDE:
        answer = client.get(path)
        assert answer.status_code in (301, 302, 404), path
        if answer.status_code != 404:
            assert answer["Location"].startswith("/admin/"), path


def test_a_static_file_itself_is_served(client: Client, db: None) -> None:
    """Else the test before would pass without looking."""
    answer = client.get("/static/emblem.svg")
    assert answer.status_code == 200
    assert b"<svg" in b"".join(answer.streaming_content)  # type: ignore[arg-type]


def test_the_log_in_says_the_same_to_a_wrong_name_as_to_a_wrong_password(
    client: Client, office: Office
) -> None:
    """Apart from the name that was typed, which comes back in its box."""
    pages = []
    for name in (office.counter.username, "khong-co-ai"):
        fields = {"username": name, "password": "sai-mat-khau"}
        answer = client.post("/admin/login/", fields)
        page = answer.content.decode().replace(name, "NAME")
        pages.append(
            (answer.status_code, re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", page))
        )
    assert pages[0] == pages[1]


def test_the_database_is_asked_for_nothing_by_a_path_that_is_none(client: Client, db: None) -> None:
    with connection.execute_wrapper(_refuse):
        assert client.get("/wp-login.php").status_code == 404


def _refuse(*args: object) -> object:
    raise AssertionError(args[1])
