"""A counter officer receives at the desk: one page, one call, and the receipt to print."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.domain.roles import Role
from dossiers.models import Dossier, IssuedForm, Outage
from procedures.models import Fee, RequiredDocument
from tests.factories import Office, make_procedure, moment, perform_act
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


def test_the_end_of_a_code_finds_its_procedure_and_a_single_hit_opens_at_once(
    office: Office, counter: Client
) -> None:
    assert [v.procedure for v in counter.get(NEW, {"q": "0002"}).context["versions"]] == [
        office.at_counter
    ]
    make_procedure("1.000299", name="Cấp", agency=office.department)
    found = counter.get(NEW, {"q": "0002"}).context["versions"]
    assert [version.procedure.code for version in found] == ["1.000002", "1.000299"]
    opened = counter.get(NEW, {"q": "cap giay phep", "choose": ""})
    assert opened["Location"] == page_of(office)
    assert counter.get(NEW, {"q": "cap", "choose": ""}).status_code == 200


def test_what_the_counter_receives_most_stands_first_with_words_or_without(
    office: Office, counter: Client
) -> None:
    once, often = office.at_counter, make_procedure("1.000009", name="Cấp lại", agency=None)
    for code in (often.procedure.code, once.code, often.procedure.code):
        facts = {"procedure": code, "documents": [], "agency": office.department.code}
        if code == once.code:
            del facts["agency"]
        perform_act(office, "submit", at=moment("2026-03-10 09:00"), **facts)
    offered = [version.procedure for version in counter.get(NEW).context["versions"]]
    assert offered == [often.procedure, once]
    found = counter.get(NEW, {"q": "cấp"}).context["versions"]
    assert [version.procedure for version in found] == [often.procedure, once, office.procedure]


def test_the_script_is_given_only_the_part_it_asks_for(office: Office, counter: Client) -> None:
    for address in (NEW, page_of(office)):
        part = counter.get(address, headers={"hx-request": "true"})
        assert "<html" not in text(part)
        assert "HX-Request" in part["Vary"]
        gone_back = counter.get(
            address, headers={"hx-request": "true", "hx-history-restore-request": "true"}
        )
        assert "<html" in text(gone_back)


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
    assert "data-print-now" in said(answer)[0]
    printed = counter.get(f"{LIST}{dossier.code}/papers/{receipt.pk}/")
    assert printed.content.startswith(b"%PDF")
    assert printed["Content-Type"] == "application/pdf"
    assert printed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in printed["Content-Security-Policy"]


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
    assert focused(answer) == first_document(office)
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("applicant_name", ""),
        ("applicant_phone", "không có"),
        ("applicant_email", "vidu"),
        ("applicant_identity_number", "số 1"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_which_is_entered(
    office: Office, counter: Client, field: str, typed: str
) -> None:
    answer = counter.post(page_of(office), filled_in(office, **{field: typed}))
    assert set(answer.context["form"].errors) == {field}
    assert focused(answer) == field
    assert not Dossier.objects.exists()


def test_an_address_of_ten_lines_becomes_one(office: Office, counter: Client) -> None:
    lines = "Số 1,\r\n Khối 2\n\n  phường   Ví Dụ;\ntỉnh Nghệ An\n"
    counter.post(page_of(office), filled_in(office, applicant_address=lines))
    address = "Số 1, Khối 2, phường Ví Dụ, tỉnh Nghệ An"
    assert Dossier.objects.get().applicant.address == address
    assert IssuedForm.objects.get().context["applicant"]["address"] == address


def test_another_case_asks_for_its_documents_with_their_counts(
    office: Office, counter: Client
) -> None:
    drawing = RequiredDocument.objects.create(
        version=office.version, case="Có xây dựng", name="Bản vẽ", originals=3, copies=2, position=9
    )
    given = filled_in(office, act="preview", case="")
    for suffix in ("received", "originals", "copies"):
        given.pop(f"document_{drawing.pk}_{suffix}", None)
    before = counter.post(page_of(office), given)
    assert f"document_{drawing.pk}_originals" not in before.context["form"].fields
    after = counter.post(page_of(office), {**given, "case": "Có xây dựng"})
    form = after.context["form"]
    assert form[f"document_{drawing.pk}_originals"].value() == 3
    assert form[f"document_{drawing.pk}_copies"].value() == 2
    assert form[first_document(office)].value() is True


def test_the_fees_follow_the_channel_and_one_paid_now_is_written_down(
    office: Office, counter: Client
) -> None:
    for channel, amount in (("in_person", 50_000), ("post", 70_000)):
        Fee.objects.create(version=office.version, channel=channel, name="Lệ phí", amount=amount)
    page = counter.get(page_of(office))
    assert "Lệ phí 50,000 đ" in text(page)
    assert page.context["form"]["taken_0_amount"].value() == 50_000
    given = filled_in(
        office, taken_0_name="Lệ phí", taken_0_amount="50000", shown_channel="in_person"
    )
    moved = counter.post(page_of(office), {**given, "act": "preview", "channel": "post"})
    assert moved.context["form"]["taken_0_amount"].value() == 70_000
    counter.post(page_of(office), {**given, "taken_0_receipt_number": "BL-0007"})
    fee = Dossier.objects.get().fees.get()
    assert (fee.name, fee.amount, fee.receipt_number) == ("Lệ phí", 50_000, "BL-0007")


def test_the_moment_on_paper_is_asked_only_after_an_outage_and_moves_the_date(
    office: Office, counter: Client
) -> None:
    asks = "Received on paper while the system was down?"
    assert asks not in text(counter.get(page_of(office)))
    now = timezone.now()
    began = now - timedelta(days=12)  # longer than any run of holidays
    ended = began + timedelta(hours=8)
    Outage.objects.create(
        unit=office.centre, began_at=began, ended_at=ended, reason="Mất điện", approved_at=now,
        approved_by=office.centre_head,
    )  # fmt: skip
    page = counter.get(page_of(office))
    assert asks in text(page)
    on_paper = timezone.localtime(began + timedelta(minutes=5))
    given = {
        "received_on_paper_at_day": f"{on_paper:%Y-%m-%d}",
        "received_on_paper_at_time": f"{on_paper:%H:%M}",
    }
    ahead = counter.post(page_of(office), filled_in(office, act="preview", **given))
    assert f"As received on paper at {on_paper:%H:%M %d/%m/%Y}" in text(ahead)
    assert ahead.context["preview"]["due"].due_at < page.context["preview"]["due"].due_at


def focused(answer: HttpResponse) -> str:
    """The field that is entered when the page opens."""
    entered = re.findall(r"<(?:input|textarea)[^>]*\bautofocus\b[^>]*>", text(answer))
    return re.search(r'name="(\w+)"', entered[0])[1]


def first_document(office: Office) -> str:
    document = RequiredDocument.objects.filter(version=office.version).order_by("position").first()
    return f"document_{document.pk}_received"


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


def test_the_screen_costs_as_many_questions_for_thirty_of_everything_as_for_three(
    office: Office, counter: Client
) -> None:
    costs = []
    for number in (3, 27):
        for each in range(number):
            name = f"Giấy {number} {each}"
            RequiredDocument.objects.create(version=office.version, name=name, originals=1)
            Fee.objects.create(version=office.version, name=name, amount=1_000)
            make_procedure(f"2.{number:03}{each:03}", name=f"Cấp {name}", agency=office.department)
        caches["names"].clear()  # in life what a published version lays down never changes
        costs.append(
            [
                queries(lambda: counter.get(page_of(office))),
                queries(lambda: counter.post(page_of(office), filled_in(office, act="preview"))),
                queries(lambda: counter.get(NEW, {"q": "cap"})),
            ]
        )
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 30


def queries(ask) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)
