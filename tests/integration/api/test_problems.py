"""What is not a sound request is refused with a problem document, in the caller's language, and changes nothing."""

from collections.abc import Callable

import pytest

from agencies.api.parsing import MAX_BODY
from dossiers.models import Dossier
from procedures.domain.limits import LimitUnit
from tests.factories import Office, dossier_in, make_procedure, moment, opening_facts
from tests.integration.api.caller import Caller

Call = Callable[..., Caller]
AT = moment("2026-03-10 09:00")

BAD_BODIES = {
    "empty": (b"", 422, "missing_act"),
    "not JSON": (b"{", 400, "malformed"),
    "a list": (b"[]", 400, "not_an_object"),
    "a word": (b'"submit"', 400, "not_an_object"),
    "null": (b"null", 400, "not_an_object"),
    "NaN": (b'{"act": NaN}', 400, "malformed"),
    "not UTF-8": (b'{"act": "\xff"}', 400, "malformed"),
    "UTF-16": ('{"act": "submit"}'.encode("utf-16"), 400, "malformed"),
    "half a surrogate pair": (b'{"act": "submit", "facts": {"case": "\\ud83d"}}', 400, "malformed"),
    "deep": (b'{"act":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "malformed"),
    "a number of ten thousand digits": (b'{"act": ' + b"9" * 10_000 + b"}", 400, "malformed"),
    "huge": (b'{"act": "' + b"a" * MAX_BODY + b'"}', 413, "too_large"),
    "no act": (b"{}", 422, "missing_act"),
    "act a number": (b'{"act": 1}', 422, "bad_act"),
    "unknown act": (b'{"act": "burn"}', 422, "unknown_act"),
    "act without a door": (b'{"act": "reappoint"}', 422, "unknown_act"),
    "act with NUL": (b'{"act": "\\u0000"}', 422, "unknown_act"),
    "facts a list": (b'{"act": "submit", "facts": []}', 422, "bad_facts"),
    "facts null": (b'{"act": "submit", "facts": null}', 422, "bad_facts"),
    "something else besides": (b'{"act": "submit", "colour": 1}', 422, "unknown_fact"),
    "at a number": (b'{"act": "submit", "at": 5}', 422, "bad_at"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_BODIES)
@pytest.mark.parametrize("path", ["dossiers/", "dossiers/{key}/acts/"])
def test_a_bad_body_is_refused(office: Office, call: Call, path: str, name: str) -> None:
    dossier = dossier_in(office, "received", at=AT)
    body, status, code = BAD_BODIES[name]
    counter = call("counter")
    refused = counter.send(path.format(key=dossier.code), body)
    assert (counter.status, refused["code"]) == (status, code)
    assert counter.last.headers["Content-Type"] == "application/problem+json"
    assert (Dossier.objects.count(), Dossier.objects.get().version) == (1, dossier.version)


WRONG_VALUES = [None, True, 5, 1.5, "x", "\x00", "x" * 20_000, [], [[]], {}, {"a": 1}, 10**30, -1]


@pytest.mark.parametrize("fact", [*["receiving_unit", "procedure", "channel", "applicant", "subject"], *["case", "agency", "result_delivery", "documents", "limit", "limit_row"]])  # fmt: skip
def test_no_value_of_a_fact_breaks_the_door(office: Office, call: Call, fact: str) -> None:
    counter = call("counter")
    for value in WRONG_VALUES:
        facts = opening_facts(office, **{"procedure": office.procedure.code})
        counter.post("dossiers/", {"act": "receive", "facts": {**facts, fact: value}})
        assert counter.status in (201, 422), (fact, value)


def test_no_value_inside_a_fact_breaks_the_door(office: Office, call: Call) -> None:
    counter = call("counter")
    facts = opening_facts(office)
    for value in WRONG_VALUES:
        for inside in ("name", "kind", "phone", "email", "identity_number"):
            changed = {**facts, "applicant": {**facts["applicant"], inside: value}}
            counter.post("dossiers/", {"act": "receive", "facts": changed})
            assert counter.status in (201, 422), (inside, value)
        for inside in ("required", "name", "originals", "copies", "received"):
            changed = {**facts, "documents": [{**facts["documents"][0], inside: value}]}
            counter.post("dossiers/", {"act": "receive", "facts": changed})
            assert counter.status in (201, 422), (inside, value)


@pytest.mark.parametrize("unit", [*LimitUnit, "fortnight"])
def test_no_chosen_limit_breaks_the_door(office: Office, call: Call, unit: str) -> None:
    in_words = make_procedure(
        "1.000009", name="Theo luật", agency=office.department, limit=(None, "")
    )
    counter = call("counter")
    facts = opening_facts(office, procedure=in_words.procedure.code)
    for value in (1, 1_201, 5_000, 10_001, 10**30):
        limit = {"value": value, "unit": unit}
        counter.post("dossiers/", {"act": "receive", "facts": {**facts, "limit": limit}})
        assert counter.status in (201, 422), limit


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "junk"])  # fmt: skip
def test_only_json_is_read(call: Call, content_type: str) -> None:
    counter = call("counter")
    refused = counter.send("dossiers/", b'{"act": "submit"}', content_type=content_type)
    assert (counter.status, refused["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "path",
    [
        "dossiers/",
        "dossiers/acts/",
        "dossiers/x/",
        "dossiers/x/acts/",
        "dossiers/x/history/",
        "dossiers/x/clock/",
        "dossiers/x/handovers/",
        "dossiers/x/documents/",
        "dossiers/x/forms/01.pdf",
    ],
)
def test_nobody_reads_without_a_token(anybody: Caller, path: str) -> None:
    refused = anybody.get(path)
    assert (anybody.status, refused["code"]) == (401, "not_authenticated")
    assert anybody.last.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer wrong", "Bearer hoso_a b", "Bearer hoso_\xff", "bearer hoso_wrong"]
)
def test_a_wrong_token_is_refused(anybody: Caller, header: str) -> None:
    refused = anybody.get("dossiers/", Authorization=header)
    assert (anybody.status, refused["code"]) == (401, "authentication_failed")
    assert anybody.last.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_an_officer_who_has_left_is_refused(office: Office, call: Call) -> None:
    counter = call("counter")
    office.counter.is_active = False
    office.counter.save()
    counter.get("dossiers/")
    assert counter.status == 401


def test_a_method_that_an_address_does_not_take_is_refused(call: Call) -> None:
    counter = call("counter")
    refused = counter.post("dossiers/x/history/", {})
    assert (counter.status, refused["code"]) == (405, "method_not_allowed")
    assert "GET" in counter.last.headers["Allow"]
    for method in ("put", "patch", "delete", "options"):
        answer = getattr(counter.client, method)("/api/v1/dossiers/", headers=counter.headers)
        assert answer.status_code == 405


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/dossiers/"])
def test_an_unknown_address_answers_with_a_problem(anybody: Caller, path: str) -> None:
    for refused in (anybody.get(path), anybody.post(path, {})):
        assert (anybody.status, refused["code"]) == (404, "not_found")


def test_the_sentence_is_in_the_language_asked_for(anybody: Caller) -> None:
    english = anybody.get("procedures/", {"colour": "red"}, Accept_Language="en")
    default = anybody.get("procedures/", {"colour": "red"}, Accept_Language="fr")
    assert english["detail"] == "“colour” is not a filter of this list."
    assert default["code"] == english["code"]
    assert anybody.last.headers["Content-Language"] == "vi"
    assert "Accept-Language" in anybody.last.headers["Vary"]


def test_what_belongs_to_a_dossier_stays_out_of_shared_caches(office: Office, call: Call) -> None:
    counter = call("counter")
    for path in ("dossiers/", "dossiers/acts/"):
        counter.get(path)
        assert "private" in counter.last.headers["Cache-Control"]
