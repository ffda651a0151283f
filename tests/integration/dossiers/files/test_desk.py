"""Files at the desk: added several at once, opened, marked, removed, used again."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from agencies.selectors import Actor
from dossiers.models import Dossier, DossierFile
from dossiers.services import do_act
from tests.factories import Office, dossier_in, opening_facts, perform_act
from tests.file_samples import jpeg, pdf, png
from tests.integration.dossiers.admin.conftest import LIST, Desk, said
from tests.integration.dossiers.files.scenes import AT, LATER, filed


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)


@pytest.fixture
def counter(office: Office) -> Desk:
    return Desk(office.counter)


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return dossier_in(office, "received", at=AT)


def page_of(dossier: Dossier, *parts: object) -> str:
    return f"{LIST}{dossier.key}/files/" + "".join(f"{part}/" for part in parts)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def test_files_of_several_components_go_in_by_one_press(
    office: Office, counter: Desk, dossier: Dossier
) -> None:
    first, second = dossier.documents.order_by("pk")
    sent = {
        f"file_{first.pk}": [
            upload("Đơn 1.pdf", pdf(text="1")),
            upload("Đơn 2.pdf", pdf(text="2")),
        ],
        f"file_{second.pk}": [upload("ảnh.jpg", jpeg())],
        f"copy_of_{second.pk}": "certified_copy",
    }
    answer = counter.post(page_of(dossier), sent, follow=True)
    assert said(answer) == ["3 files were added."]
    found = list(DossierFile.objects.order_by("pk").values_list("document", "name", "copy_of"))
    assert found == [
        (first.pk, "Đơn 1.pdf", "original"),
        (first.pk, "Đơn 2.pdf", "original"),
        (second.pk, "ảnh.jpg", "certified_copy"),
    ]
    shown = counter.get(f"{LIST}{dossier.key}/").content.decode()
    assert "Đơn 2.pdf" in shown
    assert f"Digitised by {office.counter.full_name}" in shown


def test_a_refused_file_is_told_by_name_and_the_others_are_taken(
    counter: Desk, dossier: Dossier
) -> None:
    sent = {"file_other": [upload("virus.pdf", b"MZ\x90"), upload("tốt.png", png())]}
    answer = counter.post(page_of(dossier), sent, follow=True)
    first, second = said(answer)
    assert first.startswith("virus.pdf: This kind of file is not taken.")
    assert second == "1 file was added."
    assert DossierFile.objects.get().document is None


def test_nothing_chosen_is_said(counter: Desk, dossier: Dossier) -> None:
    assert said(counter.post(page_of(dossier), {}, follow=True)) == ["Choose at least one file."]


def test_a_form_too_large_altogether_is_not_read_to_its_end(
    counter: Desk, dossier: Dossier, settings: Settings
) -> None:
    settings.UPLOAD_MOST_BYTES = 1_000
    sent = {"file_other": [upload("lớn.pdf", pdf() + b" " * 2_000)]}
    assert said(counter.post(page_of(dossier), sent, follow=True)) == [
        "These files are too large to be sent at once. Send fewer."
    ]
    assert not DossierFile.objects.exists()


def test_the_file_is_opened_as_an_attachment_that_no_browser_runs(
    office: Office, counter: Desk, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter)
    answer = counter.get(page_of(dossier, file.ref))
    assert answer.getvalue() == pdf()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''T%E1%BB%9D")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_infected_file_is_shown_in_red_words_and_never_opened(
    office: Office, counter: Desk, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter)
    DossierFile.objects.update(state="infected", finding="Win.Test.Vidu")
    card = counter.get(f"{LIST}{dossier.key}/").content.decode()
    assert re.search(r'class="desk-error">A virus was found in this file \(Win\.Test\.Vidu\)', card)
    assert page_of(dossier, file.ref) + '"' not in card
    answer = counter.get(page_of(dossier, file.ref), follow=True)
    assert said(answer) == ["A virus was found in the file (Win.Test.Vidu); it is not handed out."]
    assert "Files with a virus" in counter.get("/admin/").content.decode()
    assert "Files with a virus" not in Desk(office.specialist).get("/admin/").content.decode()


def test_removing_an_infected_file_deletes_its_content(
    office: Office,
    counter: Desk,
    dossier: Dossier,
    storage: Path,
    django_capture_on_commit_callbacks,
) -> None:
    file = filed(dossier, office.counter)
    DossierFile.objects.update(state="infected", finding="Win.Test.Vidu")
    with django_capture_on_commit_callbacks(execute=True):
        answer = counter.post(
            page_of(dossier, file.ref, "remove"), {"reason": "Có vi-rút"}, follow=True
        )
    assert said(answer) == ["Tờ khai.pdf was removed."]
    assert not [path for path in storage.rglob("*") if path.is_file()]


def test_a_removal_without_a_reason_is_asked_for_one(
    office: Office, counter: Desk, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter)
    answer = counter.post(page_of(dossier, file.ref, "remove"), {"reason": " "})
    assert "“Reason” is missing." in answer.content.decode()
    assert DossierFile.objects.get().removed_at is None


def test_a_scan_that_a_machine_sent_is_compared_with_the_paper(
    office: Office, counter: Desk
) -> None:
    done = do_act(
        "submit", actor=Actor(office.partner), at=AT, facts=opening_facts(office, channel="online")
    )
    own = Dossier.objects.get(pk=done.dossier.pk)
    file = filed(own, office.partner)
    assert "Compared with the paper" in counter.get(f"{LIST}{own.key}/").content.decode()
    answer = counter.post(page_of(own, file.ref, "digitised"), {"copy_of": "copy"}, follow=True)
    assert said(answer) == ["Tờ khai.pdf is marked as digitised."]
    assert "Compared with the paper" not in counter.get(f"{LIST}{own.key}/").content.decode()


def test_what_the_applicant_handed_in_before_is_offered_and_used_by_one_press(
    office: Office, counter: Desk, dossier: Dossier
) -> None:
    file = filed(dossier, office.counter, component=dossier.documents.first().pk)
    now = perform_act(office, "receive", at=LATER)
    page = counter.get(page_of(now)).content.decode()
    assert "Handed in by this applicant before" in page
    component = now.documents.get(name=dossier.documents.first().name)
    assert f'<option value="{component.pk}" selected>' in page
    answer = counter.post(page_of(now), {"from": file.ref, "component": component.pk}, follow=True)
    assert said(answer) == ["1 file was added."]
    assert f"from dossier {dossier.key}" in answer.content.decode()
    assert said(counter.post(page_of(now), {"from": "x"}, follow=True)) == [
        "This file cannot be used again for this dossier."
    ]


@pytest.mark.parametrize("role", ["oversight", "stranger", "administrator"])
def test_who_does_not_read_the_dossier_gets_at_no_file(
    office: Office, dossier: Dossier, role: str
) -> None:
    file = filed(dossier, office.counter)
    desk = Desk(getattr(office, role))
    for parts in ((), (file.ref,), (file.ref, "remove"), (file.ref, "digitised")):
        assert desk.get(page_of(dossier, *parts)).status_code in (403, 404)
        assert desk.post(page_of(dossier, *parts), {"reason": "x"}).status_code in (403, 404, 405)
    assert DossierFile.objects.get().removed_at is None
    assert "Tờ khai.pdf" not in desk.get(f"{LIST}{dossier.key}/").content.decode()


def test_the_page_asks_the_database_as_often_for_many_files_as_for_one(
    office: Office, counter: Desk, dossier: Dossier, django_assert_num_queries
) -> None:
    filed(dossier, office.counter)
    with CaptureQueriesContext(connection) as few:
        counter.get(f"{LIST}{dossier.key}/")
    for number in range(5):
        filed(dossier, office.counter, pdf(text=str(number)))
    with django_assert_num_queries(len(few)):
        counter.get(f"{LIST}{dossier.key}/")
