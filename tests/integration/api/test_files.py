"""Files by REST: handed in as a stream, given out safely, shown to nobody else."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage
from django.test import Client, RequestFactory
from django.urls import resolve
from pytest_django import Settings

from agencies.selectors import Actor
from dossiers.models import Dossier, DossierFile
from dossiers.services import do_act
from tests.factories import Office, dossier_in, opening_facts, perform_act
from tests.file_samples import docx, jpeg, pdf, pdf_doing, png
from tests.integration.api.caller import Caller
from tests.integration.dossiers.files.scenes import AT, LATER, filed

Call = Callable[..., Caller]
ORIGINAL = {"copy_of": "original"}


@pytest.fixture(autouse=True)
def storage(own_files_folder: Path, at: Callable[..., None]) -> Path:
    at(LATER)
    return own_files_folder


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return dossier_in(office, "received", at=AT)


def sent(
    caller: Caller,
    dossier: Dossier,
    content: bytes,
    name: str | None = "Tờ khai.pdf",
    *,
    kind: str = "application/pdf",
    query: str = "copy_of=original",
    **headers: str,
) -> dict[str, object]:
    """Hand a file in as a program would."""
    if name is not None:
        headers["Content_Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return caller.send(f"dossiers/{dossier.key}/files/?{query}", content, kind, **headers)


def test_a_document_is_handed_in_told_and_given_out_again_byte_for_byte(
    call: Call, office: Office, dossier: Dossier
) -> None:
    counter, component = call("counter"), dossier.documents.first()
    content = pdf(text="Đơn")
    made = sent(counter, dossier, content, query=f"copy_of=original&document={component.pk}")
    assert counter.status == 201
    assert made["name"] == "Tờ khai.pdf"
    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert made["digitised_by"]["username"] == office.counter.username
    part = f"/api/v1/dossiers/{dossier.key}/files/{made['ref']}/"
    assert counter.last.headers["Location"] == part
    assert counter.get(part) == made
    assert counter.get(f"dossiers/{dossier.key}/files/") == {"results": [made]}
    told = counter.get(f"dossiers/{dossier.key}/documents/")["results"]
    assert {row["id"]: row["files"] for row in told}[component.pk] == [made]
    event = counter.get(f"dossiers/{dossier.key}/history/")["results"][-1]
    assert (event["act"], event["facts"]["sha256"]) == ("file_document", made["sha256"])

    assert call("specialist").get(f"{part}content") == content


def test_content_goes_out_with_headers_that_let_no_browser_run_or_keep_it(
    call: Call, office: Office, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter, name='Tờ "khai"; filename=a.html')
    counter = call("counter")
    content = f"dossiers/{dossier.key}/files/{file.ref}/content"
    assert counter.get(content).startswith(b"%PDF-")
    headers = counter.last.headers
    assert headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''T%E1%BB%9D%20_khai_%3B%20filename%3Da.pdf"
    )
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Length"] == str(file.size)
    assert headers["ETag"] == f'"{file.sha256}"'
    assert counter.last.streaming
    assert counter.get(content, If_None_Match=f'"{file.sha256}"') == b""
    assert counter.status == 304


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd.pdf"),
        ("C:\\Windows\\đơn.exe", "đơn.pdf"),
        ("a\r\nSet-Cookie: x=y", "a Set-Cookie_ x=y.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("ộ" * 10_000, None),
    ],
)
def test_no_name_becomes_a_path_a_header_or_a_lie(
    call: Call, dossier: Dossier, storage: Path, name: str, kept: str | None
) -> None:
    counter = call("counter")
    made = sent(counter, dossier, pdf(), name)
    assert counter.status == 201
    assert kept is None or made["name"] == kept
    assert len(made["name"].encode()) <= 210
    assert [path for path in storage.rglob("*") if path.is_file()] == [
        storage / "dossiers" / made["ref"][:2] / made["ref"].replace("-", "")
    ]
    counter.get(f"dossiers/{dossier.key}/files/{made['ref']}/content")
    assert re.fullmatch(
        r"attachment; filename\*?=[!-~ ]+", counter.last.headers["Content-Disposition"]
    )
    assert "Set-Cookie" not in counter.last.headers


@pytest.mark.parametrize(
    "disposition",
    [
        None,
        "",
        "attachment",
        'attachment; filename=""',
        "attachment; filename*=UTF-8''",
        "filename",
        "attachment; filename*=UTF-8''%FF%FE",
        "attachment; filename*=latin-9''a.pdf",
        'attachment; filename="..."',
    ],
)
def test_a_file_without_a_name_is_refused(
    call: Call, dossier: Dossier, disposition: str | None
) -> None:
    headers = {} if disposition is None else {"Content_Disposition": disposition}
    answer = sent(call("counter"), dossier, pdf(), None, **headers)
    assert answer["code"] == "file_name_bad"


def test_a_plain_name_in_utf_8_is_read_as_such(call: Call, dossier: Dossier) -> None:
    plain = 'attachment; filename="Tờ khai.pdf"'.encode().decode("latin-1")
    assert (
        sent(call("counter"), dossier, pdf(), None, Content_Disposition=plain)["name"]
        == "Tờ khai.pdf"
    )


@pytest.mark.parametrize(
    ("content", "claimed", "told"),
    [
        (png(), "application/pdf", "image/png"),
        (jpeg(), "text/html", "image/jpeg"),
        (pdf(), "image/svg+xml", "application/pdf"),
        (
            docx(),
            "application/octet-stream",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_what_a_file_is_its_content_tells(
    call: Call, dossier: Dossier, content: bytes, claimed: str, told: str
) -> None:
    assert sent(call("counter"), dossier, content, kind=claimed)["content_type"] == told


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "file_empty"),
        (b"<svg/>", 422, "file_type_refused"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n%PDF", 422, "file_type_refused"),
        (pdf_doing("/Launch"), 422, "file_active"),
        (pdf()[:100], 422, "file_broken"),
    ],
)
def test_what_is_not_taken_is_named(
    call: Call, dossier: Dossier, content: bytes, status: int, code: str
) -> None:
    counter = call("counter")
    assert sent(counter, dossier, content)["code"] == code
    assert counter.status == status
    assert not DossierFile.objects.exists()


def test_one_byte_too_many_is_refused_with_413_before_it_is_read(
    office: Office, dossier: Dossier, settings: Settings
) -> None:
    settings.FILE_MOST_BYTES = len(pdf())
    caller = Caller(office.counter)
    sent(caller, dossier, pdf())
    assert caller.status == 201

    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("the body was read")

    address = f"/api/v1/dossiers/{dossier.key}/files/?copy_of=original"
    request = RequestFactory().post(
        address,
        b"",
        content_type="application/pdf",
        headers={**caller.headers, "Content-Disposition": 'attachment; filename="a.pdf"'},
    )
    request.META["CONTENT_LENGTH"] = str(len(pdf()) + 1)
    request._stream = Unread()
    found = resolve("/" + address.split("?")[0].lstrip("/"))
    answer = found.func(request, *found.args, **found.kwargs)
    answer.render()
    assert (answer.status_code, json.loads(answer.content)["code"]) == (413, "file_too_large")


@pytest.mark.parametrize(
    ("role", "status", "code"),
    [
        ("oversight", 403, "no_documents"),
        ("stranger", 404, "unknown_dossier"),
        ("administrator", 404, "unknown_dossier"),
    ],
)
def test_who_may_not_see_the_dossier_or_what_lies_in_it_gets_at_no_file(
    call: Call, office: Office, dossier: Dossier, role: str, status: int, code: str
) -> None:
    file = filed(dossier, office.counter)
    caller = call(role)
    for path in ("", f"{file.ref}/", f"{file.ref}/content", "reusable/"):
        assert caller.get(f"dossiers/{dossier.key}/files/{path}")["code"] == code
        assert caller.status == status
    assert sent(caller, dossier, pdf())["code"] == code
    for path, body in (
        (f"{file.ref}/digitised/", ORIGINAL),
        (f"{file.ref}/remove/", {"reason": "x"}),
        ("reuse/", {"from": str(file.ref)}),
    ):
        assert caller.post(f"dossiers/{dossier.key}/files/{path}", body)["code"] == code


def test_a_file_of_another_dossier_is_not_found_under_this_one(
    call: Call, office: Office, dossier: Dossier
) -> None:
    other = dossier_in(office, "received", at=AT)
    file = filed(other, office.counter)
    counter = call("counter")
    for path in (f"{file.ref}/", f"{file.ref}/content"):
        assert counter.get(f"dossiers/{dossier.key}/files/{path}")["code"] == "unknown_file"
        assert counter.status == 404
    assert (
        counter.post(f"dossiers/{dossier.key}/files/{file.ref}/remove/", {"reason": "x"})["code"]
        == "unknown_file"
    )


def test_a_token_without_the_scope_reads_and_files_nothing(
    office: Office, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter)
    reader = Caller(office.counter, "dossiers:read", "dossiers:act")
    assert reader.get(f"dossiers/{dossier.key}/files/{file.ref}/content")["code"] == "missing_scope"
    assert sent(reader, dossier, png())["code"] == "missing_scope"


def test_the_same_upload_under_the_same_key_is_done_once(call: Call, dossier: Dossier) -> None:
    counter = call("counter")
    first = sent(counter, dossier, pdf(), Idempotency_Key="tep-1")
    again = sent(counter, dossier, pdf(), Idempotency_Key="tep-1")
    assert counter.last.headers["Idempotent-Replayed"] == "true"
    assert again == first
    other = sent(counter, dossier, png(), Idempotency_Key="tep-1")
    assert (counter.status, other["code"]) == (409, "idempotency_conflict")
    assert sent(counter, dossier, pdf())["code"] == "file_there_already"
    assert DossierFile.objects.count() == 1


def test_a_machine_hands_in_the_files_of_its_own_submission(call: Call, office: Office) -> None:
    done = do_act(
        "submit", actor=Actor(office.partner), at=AT, facts=opening_facts(office, channel="online")
    )
    own = Dossier.objects.get(pk=done.dossier.pk)
    partner = call("partner")
    made = sent(partner, own, pdf(), query="copy_of=original")
    assert (partner.status, made["digitised_by"]) == (201, None)
    marked = call("counter").post(
        f"dossiers/{own.key}/files/{made['ref']}/digitised/", {"copy_of": "certified_copy"}
    )
    assert (marked["copy_of"], marked["digitised_by"]["username"]) == (
        "certified_copy",
        office.counter.username,
    )
    foreign = dossier_in(office, "submitted", at=AT)
    assert sent(partner, foreign, pdf())["code"] in {"unknown_dossier", "wrong_role"}
    assert partner.post(
        f"dossiers/{own.key}/files/{made['ref']}/remove/", {"reason": "Nhầm tệp"}
    ) == {"results": []}


def test_the_result_goes_in_by_the_agency_and_a_wrong_purpose_is_named(
    call: Call, office: Office
) -> None:
    settled = dossier_in(office, "settled", at=AT)
    head = call("agency_head")
    made = sent(head, settled, pdf(), query="copy_of=electronic&purpose=result")
    assert (head.status, made["purpose"]) == (201, "result")
    assert sent(head, settled, pdf(), query="copy_of=original")["code"] == "wrong_state"
    assert sent(head, settled, pdf(), query="copy_of=original&purpose=gift")["code"] == "bad_filter"
    assert sent(head, settled, pdf(), query="copy_of=photo&purpose=result")["code"] == "bad_filter"
    assert sent(head, settled, pdf(), query="purpose=result")["code"] == "bad_filter"
    assert (
        sent(head, settled, pdf(), query="copy_of=original&folder=../..")["code"]
        == "unknown_filter"
    )


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, "999999"])
def test_a_component_that_is_none_is_named(call: Call, dossier: Dossier, number: str) -> None:
    assert (
        sent(call("counter"), dossier, pdf(), query=f"copy_of=original&document={number}")["code"]
        == "unknown_component"
    )


def test_what_waits_or_is_infected_is_told_but_not_given_out(
    call: Call, office: Office, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter)
    counter, part = call("counter"), f"dossiers/{dossier.key}/files/{file.ref}/"
    DossierFile.objects.update(state="waiting", checked_at=None)
    assert counter.get(f"{part}content")["code"] == "file_being_checked"
    DossierFile.objects.update(state="infected", checked_at=LATER, finding="Win.Test.Vidu")
    answer = counter.get(f"{part}content")
    assert (counter.status, answer["code"]) == (409, "file_infected")
    assert "Win.Test.Vidu" in answer["detail"]
    assert counter.get(part)["finding"] == "Win.Test.Vidu"
    assert (
        counter.get(f"{part}content", If_None_Match=f'"{file.sha256}"')["code"] == "file_infected"
    )


def test_content_that_the_storage_has_lost_is_told_as_gone(
    call: Call, office: Office, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter)
    default_storage.delete(file.file.name)
    counter = call("counter")
    assert counter.get(f"dossiers/{dossier.key}/files/{file.ref}/content")["code"] == "file_gone"
    assert counter.status == 410


def test_an_earlier_file_of_the_applicant_is_offered_and_used_again(
    call: Call, office: Office, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter, component=dossier.documents.first().pk)
    now = perform_act(office, "receive", at=LATER)
    counter, files = call("counter"), f"dossiers/{now.key}/files/"
    [offered] = counter.get(f"{files}reusable/")["results"]
    assert (offered["ref"], offered["dossier"]) == (str(file.ref), dossier.key)
    component = now.documents.first().pk
    made = counter.post(f"{files}reuse/", {"from": offered["ref"], "document": component})
    assert (counter.status, made["document"]) == (201, component)
    assert made["reused_from"] == {"dossier": dossier.key, "ref": str(file.ref)}
    assert counter.get(f"{files}reusable/")["results"] == []
    assert counter.get(f"{files}{made['ref']}/content").startswith(b"%PDF-")
    assert counter.post(f"{files}reuse/", {"from": "x"})["code"] == "bad_from"
    assert counter.post(f"{files}reuse/", {"from": str(now.ref)})["code"] == "not_reusable"


def test_a_body_of_unknown_length_is_refused(office: Office, dossier: Dossier) -> None:
    caller = Caller(office.counter)
    client = Client(headers={**caller.headers, "Transfer-Encoding": "chunked"})
    answer = client.generic(
        "POST",
        f"/api/v1/dossiers/{dossier.key}/files/?copy_of=original",
        b"",
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="a.pdf"'},
    )
    assert (answer.status_code, answer.json()["code"]) == (411, "file_length_unknown")
