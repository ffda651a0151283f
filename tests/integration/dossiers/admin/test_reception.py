"""A counter officer receives at the desk: one page, one call, and the receipt to print."""

import re

import pytest
from django.test import Client

from agencies.domain.roles import Role
from dossiers.models import Dossier, IssuedForm
from procedures.models import RequiredDocument
from tests.factories import Office, make_procedure
from tests.integration.dossiers.admin.conftest import LIST, said, text

NEW = f"{LIST}new/"


def filled_in(office: Office, **changed: str) -> dict[str, str]:
    """The page of the small office's first procedure, with every document ticked."""
    documents = RequiredDocument.objects.filter(version=office.version)
    ticks = {f"document_{document.pk}_received": "on" for document in documents}
    counts = {f"document_{document.pk}_originals": "1" for document in documents}
    return {
        "act": "receive",
        "receiving_unit": office.centre.code,
        "channel": "in_person",
        "applicant_kind": "citizen",
        "applicant_name": "Nguyễn Thị Ánh",
        "result_delivery": "counter",
        **ticks,
        **counts,
        **changed,
    }


def page_of(office: Office) -> str:
    return f"{NEW}{office.procedure.code}/"


def test_a_procedure_is_found_without_accents_and_with_words_cut_short(
    office: Office, counter: Client
) -> None:
    found = counter.get(NEW, {"q": "cap giay ph"})
    assert page_of(office) in text(found)
    assert "Cấp bản sao tại quầy" not in text(found)


def test_the_page_tells_the_due_moment_before_anything_is_received(
    office: Office, counter: Client
) -> None:
    page = counter.get(page_of(office))
    assert re.search(r"1[67]:[03]0 \d\d/\d\d/\d{4}", text(page))
    assert "Civil Code 2015, art. 147" in text(page)
    assert not Dossier.objects.exists()


def test_receiving_gives_a_code_a_running_clock_and_a_receipt_to_print(
    office: Office, counter: Client
) -> None:
    answer = counter.post(page_of(office), filled_in(office), follow=True)
    dossier = Dossier.objects.get()
    assert dossier.state == "received"
    assert answer.redirect_chain[-1][0] == f"{LIST}{dossier.code}/"
    receipt = IssuedForm.objects.get(dossier=dossier)
    assert f"{LIST}{dossier.code}/papers/{receipt.pk}/" in said(answer)[0]
    printed = counter.get(f"{LIST}{dossier.code}/papers/{receipt.pk}/")
    assert printed.content.startswith(b"%PDF")
    assert printed["Content-Type"] == "application/pdf"


def test_a_missing_document_is_named_at_the_checklist_and_nothing_is_received(
    office: Office, counter: Client
) -> None:
    given = filled_in(office)
    given.pop(next(name for name in given if name.endswith("_received")))
    answer = counter.post(page_of(office), given)
    assert answer.status_code == 200
    errors = answer.context["facts"]["documents"].errors
    assert errors == ["Not complete: 1 required documents are not ticked: Đơn đề nghị"]
    assert 'value="Nguyễn Thị Ánh"' in text(answer)
    assert not Dossier.objects.exists()


def test_everything_missing_is_said_at_once(office: Office, counter: Client) -> None:
    answer = counter.post(page_of(office), {"act": "request_completion", "channel": "in_person"})
    facts = answer.context["facts"]
    wrong = {name for name, fact in facts.items() if fact.errors}
    assert wrong == {"receiving_unit", "applicant", "items", "reason"}


def test_asking_to_complete_and_declining_issue_their_slips(
    office: Office, counter: Client
) -> None:
    asked = {"act": "request_completion", "items": "Đơn có chữ ký\nBản đồ", "reason": "Thiếu"}
    counter.post(page_of(office), filled_in(office, **asked))
    counter.post(page_of(office), filled_in(office, act="decline", reason="Sai thẩm quyền"))
    assert sorted(IssuedForm.objects.values_list("kind", flat=True)) == ["02", "03"]
    slip = IssuedForm.objects.get(kind="02")
    assert slip.context["items"] == ["Đơn có chữ ký", "Bản đồ"]


def test_a_look_ahead_changes_nothing(office: Office, counter: Client) -> None:
    answer = counter.post(page_of(office), filled_in(office, act="preview"))
    assert answer.status_code == 200
    assert answer.context["preview"]["due"] is not None
    assert not Dossier.objects.exists()


def test_a_limit_in_words_is_asked_of_the_officer(office: Office, counter: Client) -> None:
    version = make_procedure(
        "1.000003", name="Theo vụ việc", agency=office.department, limit=(None, ""), documents=()
    )
    page = f"{NEW}{version.procedure.code}/"
    refused = counter.post(page, filled_in(office))
    assert refused.context["preview"] == {"in_words": True}
    assert refused.context["facts"]["limit"].errors
    given = filled_in(office, limit_value="7", limit_unit="working_day")
    counter.post(page, given)
    assert Dossier.objects.get().limit_value == 7


@pytest.mark.parametrize(
    "role", [Role.SPECIALIST, Role.AGENCY_HEAD, Role.OVERSIGHT, Role.ADMINISTRATOR]
)
def test_who_sits_at_no_counter_receives_nothing(office: Office, desk, role: Role) -> None:
    assert desk(role).get(NEW).status_code == 403
    assert desk(role).post(page_of(office), filled_in(office)).status_code == 403
    assert not Dossier.objects.exists()


def test_a_procedure_not_in_force_has_no_page(counter: Client) -> None:
    assert counter.get(f"{NEW}9.999999/").status_code == 404
