"""Requests nobody means well: every one is answered with a problem document, none breaks a door."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dossiers.models import Dossier, DossierEvent
from tests.factories import Office, act_facts, dossier_in, moment
from tests.integration.api.caller import Caller, description

Call = Callable[..., Caller]
AT = moment("2026-03-10 09:00")
PROBLEM = "application/problem+json"
#: Of every kind of part that an address may have, one that is not there.
PARTS = {"ref": "0190c1f4-6f0e-7c2a-9d0b-5b8f6c0c2d11", "year": "2026"}


def addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address of the description, with its operations by method."""
    for path, operations in description()["paths"].items():
        yield re.sub(r"\{(\w+)\}", lambda part: PARTS.get(part[1], "1"), path), operations


def _is_problem(answer: Any) -> bool:
    if answer.headers.get("Content-Type") != PROBLEM:
        return False
    return json.loads(answer.content)["status"] == answer.status_code


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "G"])
def test_a_method_that_no_door_takes_is_refused_everywhere(
    office: Office, call: Call, anybody: Caller, method: str
) -> None:
    for caller, statuses in ((call("oversight"), (403, 405)), (anybody, (401, 405))):
        for path, _ in addresses():
            answer = caller.client.generic(method, path, headers=caller.headers)
            assert answer.status_code in statuses, (path, answer.status_code)
            assert _is_problem(answer), (path, answer.content[:200])


@pytest.mark.slow
def test_head_answers_as_get_does_without_a_body(office: Office, call: Call) -> None:
    caller = call("oversight")
    for path, operations in addresses():
        head = caller.client.head(path, headers=caller.headers)
        assert not head.content
        if "get" in operations:
            get = caller.client.get(path, headers=caller.headers)
            assert head.status_code == get.status_code, path
        else:
            assert head.status_code in (401, 403, 405), path


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/dossiers",
        "/api/v1/dossiers//",
        "/api/v1//dossiers/",
        "/api/v1/dossiers/x//acts/",
        "/api/v1/dossiers/x/acts",
        "/api/v1/dossiers/x/../",
        "/api/v1/apologies/no-uuid/",
        "/api/v1/delay-notices/-1/answer/",
        "/api/v1/DOSSIERS/",
        "/api/v1/dossiers/%00/",
        "/api/v1/dossiers/%ED%A0%80/",
        "/api/v1/%2e%2e/admin/",
        "/api/v1/" + "a/" * 200,
    ],
)
def test_an_address_not_quite_right_leads_nowhere(office: Office, call: Call, path: str) -> None:
    caller = call("counter")
    for method in ("GET", "POST"):
        answer = caller.client.generic(
            method, path, b"{}", content_type="application/json", headers=caller.headers
        )
        assert answer.status_code in (404, 405), (method, path, answer.status_code)
        assert _is_problem(answer), (method, path)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "/",
        "application/json; charset=utf-16",
        'application/json; charset="',
        "application/json;" + "x" * 5_000,
        "application/JSON",
        "application/merge-patch+json",
        "*/*",
        "text/html",
        "multipart/form-data",
        "application/json\xa0",
    ],
)
def test_no_content_type_breaks_a_door(office: Office, call: Call, content_type: str) -> None:
    dossier = dossier_in(office, "received", at=AT)
    caller = call("counter")
    for path in ("/api/v1/dossiers/", f"/api/v1/dossiers/{dossier.code}/acts/", "/api/v1/acts/"):
        for body in (b'{"act": "settle"}', b"", b"\x00\xff", b"--x\r\n"):
            answer = caller.client.generic(
                "POST", path, body, content_type=content_type, headers=caller.headers
            )
            assert answer.status_code in (400, 409, 415, 422), (path, body, answer.status_code)
            assert _is_problem(answer)
    assert Dossier.objects.get().version == dossier.version


ODD_HEADERS = {
    "Accept": ["", "*/*", "text/html", "junk", "application/json;q=x", "a" * 5_000],
    "Accept-Language": ["", "xx-YY;q=9", "*", "vi;q=\x00", "é" * 50, "a," * 2_000],
    "If-None-Match": ["", '"', '"\x00"', "*", '"9999999999999999999999"', '"x",' * 1_000, "é"],
    "On-Behalf-Of": ["\x00", "x" * 300, "\xff\xfe", "giamdoc1 "],
    "Content-Encoding": ["gzip", "junk"],
    "X-HTTP-Method-Override": ["DELETE"],
    "Range": ["bytes=0-1", "junk"],
    "Cookie": ["sessionid=\x00", "sessionid=" + "x" * 3_000, "=;=;=", 'csrftoken="'],
    "Authorization": ["Bearer", "Bearer \x00", "Bearer " + "x" * 3_000, "Basic eDp4", "é"],
}


@pytest.mark.parametrize("header", ODD_HEADERS)
def test_no_header_breaks_a_door(office: Office, call: Call, header: str) -> None:
    dossier = dossier_in(office, "received", at=AT)
    caller = call("counter")
    for value in ODD_HEADERS[header]:
        for path in (
            "/api/v1/dossiers/",
            f"/api/v1/dossiers/{dossier.code}/",
            "/api/v1/procedures/",
        ):
            answer = caller.client.get(path, headers={**caller.headers, header: value})
            assert answer.status_code in (200, 304, 401, 403), (header, value)
            if answer.status_code > 400:
                assert _is_problem(answer), (header, value)


@pytest.mark.parametrize(
    "value",
    ['"', '"\x00"', '"é"', '""', "7", '"7', '"99999999999999999999999999"', '"-1"', '"x",' * 1_000],
)
def test_no_if_match_breaks_a_door(office: Office, call: Call, value: str) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    specialist = call("specialist")
    body = {"act": "hand_over", "facts": act_facts(office, "hand_over")}
    refused = specialist.post(f"dossiers/{dossier.code}/acts/", body, If_Match=value)
    assert (specialist.status, refused["code"]) in ((400, "bad_if_match"), (412, "stale"))
    assert not DossierEvent.objects.filter(act="hand_over").exists()


ODD_VALUES = [
    "%00", "%ED%A0%80", "%FF", "1e400", "-1", "9" * 400, "%F0%9F%98%80", "'--", "%25", "../..",
    "true,false", "null", "[]", "a" * 501, "%E2%80%AE", "%0d%0aX:1", "2026-02-30", "0001-01-01",
    "9999-12-31T23:59:59%2B14:00", "NaN", "%",
]  # fmt: skip


@pytest.mark.slow
def test_no_value_of_any_parameter_breaks_a_door(office: Office, call: Call) -> None:
    dossier_in(office, "received", at=AT)
    caller = call("centre_head")
    for path, operations in addresses():
        for name in _query_names(operations.get("get", {})):
            for value in ODD_VALUES:
                answer = caller.client.get(f"{path}?{name}={value}", headers=caller.headers)
                assert answer.status_code < 500, (path, name, value)
                assert answer.status_code < 400 or _is_problem(answer), (path, name, value)


def _query_names(operation: dict[str, Any]) -> list[str]:
    return [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' * 50_000,
        b'{"act": "settle", "act": "settle"}',
        b'{"act": "settle", "facts": {"outcome": 1e999}}',
        b'{"act": "settle", "facts": {"outcome": -0}}',
        b'{"act": "settle", "facts": {"\\u0000": "\\u0000"}}',
        b'{"act": "settle", "facts": {"outcome": "\\ud800"}}',
        b'{"act": "settle", "facts": {"' + b"k" * 100_000 + b'": 1}}',
        b'{"act": "settle", "facts": {"__proto__": {}, "constructor": 1}}',
        b'\xef\xbb\xbf{"act": "settle", "facts": {}}',
        b'{"act": "' + b"9" * 5_000 + b'"}',
    ],
)
def test_no_body_breaks_a_door(office: Office, call: Call, body: bytes) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    head = call("agency_head")
    for path in (f"dossiers/{dossier.code}/acts/", "dossiers/", "acts/"):
        head.send(path, body)
        assert head.status in (400, 409, 422), (path, head.status)
        assert _is_problem(head.last)
    assert Dossier.objects.get().version == dossier.version
