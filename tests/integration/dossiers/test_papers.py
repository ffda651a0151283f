"""Papers: numbered without gaps, the same file at every print; the control slip as the hand-overs stand."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from django.conf import LazySettings
from django.db import connection

from agencies.domain.roles import Role
from agencies.models import Delegation
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Consultation, Dossier, IssuedForm
from dossiers.services import print_form, stop_dossier
from dossiers.services.control_slip import print_control_slip
from tests.factories import Office, dossier_in, moment, perform_act
from tests.integration.api.caller import Caller
from tests.stories.telling import text_of

AT = moment("2026-11-19 09:00")
LATER = moment("2026-11-20 09:00")


def latest(dossier: Dossier) -> IssuedForm:
    return dossier.forms.latest("pk")


def printed(dossier: Dossier) -> str:
    return text_of(print_form(latest(dossier).pk))


@pytest.mark.parametrize(
    ("state", "kind", "number"),
    [
        ("received", "01", "Số: 01/TTPVHCC"),
        ("supplement_requested", "02", "Số: 01/HDHS-TTPVHCC"),
        ("declined", "03", "Số: 01/TCTN-TTPVHCC"),
        ("stopped", "stop", "Số: 01/TBD-TTPVHCC"),
    ],
)
def test_every_kind_has_its_own_numbers_and_is_reprinted_byte_for_byte(
    office: Office, state: str, kind: str, number: str
) -> None:
    paper = latest(dossier_in(office, state, at=AT))
    assert paper.kind == kind
    first = print_form(paper.pk)
    assert number in text_of(first)
    paper.refresh_from_db()
    assert paper.sha256 == sha256(first).hexdigest()
    assert print_form(paper.pk) == first


def test_the_receipt_names_its_place_in_the_register(office: Office) -> None:
    dossier_in(office, "received", at=AT)
    said = printed(dossier_in(office, "received", at=AT))
    assert "Quyển số: 2026" in said
    assert "Số thứ tự: 2" in said


def test_the_head_of_the_agency_stops_under_the_agencys_own_head(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    facts = {"ground": "legal_obstacle", "document": "QĐ 7/QĐ-STN", "reason": "Có tranh chấp"}
    stop_dossier(actor=Actor(office.agency_head), at=LATER, facts=facts, dossier_id=dossier.pk)
    said = printed(dossier)
    for part in (
        "SỞ THỬ NGHIỆM",
        "Số: 01/TBD-STN",
        "Theo văn bản: QĐ 7/QĐ-STN",
        "Lý do: Có tranh chấp",
        "Phạm Văn Sở",
        "Căn cứ Nghị định số 61/2018/NĐ-CP",
    ):
        assert part in said
    assert "Mẫu số" not in said


def test_a_delegate_signs_the_stop_notice_in_the_heads_stead(office: Office) -> None:
    Delegation.objects.create(
        giver=office.agency_head,
        receiver=office.unit_head,
        role=Role.AGENCY_HEAD,
        agency=office.department,
        acts=["stop"],
        signature_form="KT.",
        document="QĐ 1/QĐ-STN",
        valid_from=AT.date(),
    )
    dossier = dossier_in(office, "processing", at=AT)
    stop_dossier(
        actor=Actor(office.unit_head),
        at=LATER,
        facts={"ground": "other", "document": "QĐ 8/QĐ-STN"},
        dossier_id=dossier.pk,
    )
    said = printed(dossier)
    assert "KT. " in said
    assert "Lê Thị Phòng" in said
    assert "SỞ THỬ NGHIỆM" in said


def test_a_withdrawal_is_answered_with_a_stop_notice_only_under_circular_03(
    office: Office, settings: LazySettings
) -> None:
    withdrawn = perform_act(
        office, "withdraw", at=LATER, dossier=dossier_in(office, "received", at=AT)
    )
    assert not withdrawn.forms.filter(kind="stop").exists()
    settings.RULESET = "ND118_2025"
    withdrawn = perform_act(
        office, "withdraw", at=LATER, dossier=dossier_in(office, "received", at=AT)
    )
    said = printed(withdrawn)
    for part in (
        "Mẫu số 05",
        "Nghị định số 118/2025/NĐ-CP",
        "Theo đề nghị: Đơn xin rút ngày 20/11/2026",
        "Võ Thị Tâm",
    ):
        assert part in said


@pytest.mark.django_db(transaction=True)
def test_stop_notices_at_once_leave_no_gap_and_no_double(office: Office) -> None:
    dossiers = [dossier_in(office, "received", at=AT) for _number in range(8)]

    def stop(dossier: Dossier) -> None:
        try:
            perform_act(office, "stop", at=LATER, dossier=dossier)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as desks:
        list(desks.map(stop, dossiers))
    numbers = IssuedForm.objects.filter(kind="stop").values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 9))


def test_the_control_slip_begins_and_ends_at_the_one_stop_unit(office: Office) -> None:
    dossier = dossier_in(office, "received", at=AT)
    centre, agency = office.centre.name, "Sở Thử nghiệm"
    said = text_of(print_control_slip(dossier.pk))
    assert f"1. Giao: {centre} 2. Nhận: {agency}" in said
    assert f"1. Giao: {agency} 2. Nhận: {centre}" in said
    assert said.count("… giờ … phút") == 2

    dossier = perform_act(office, "transfer", at=LATER, dossier=dossier)
    dossier = perform_act(office, "hand_over", at=LATER, dossier=dossier)
    said = text_of(print_control_slip(dossier.pk))
    assert "2. Nhận: Phòng Thẩm định, Sở Thử nghiệm" in said
    assert "Trình ký" in said
    assert said.count("… giờ … phút") == 1

    dossier = perform_act(office, "settle", at=LATER, dossier=dossier)
    said = text_of(print_control_slip(dossier.pk))
    assert f"2. Nhận: {centre}" in said
    assert "… giờ … phút" not in said


def test_the_control_slip_names_the_agencies_that_take_part(office: Office) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    assert "phối hợp giải quyết hồ sơ: không có" in text_of(print_control_slip(dossier.pk))
    perform_act(
        office,
        "consult",
        at=LATER,
        dossier=dossier,
        asked_agency=office.commune.code,
        consultation_kind="opinion",
        question="Đất có tranh chấp không?",
        answer_by="2026-11-25T17:00",
    )
    assert Consultation.objects.filter(dossier=dossier).count() == 1
    said = text_of(print_control_slip(dossier.pk))
    assert "phối hợp giải quyết hồ sơ: UBND xã Ví Dụ" in said
    assert "tranh chấp" not in said


def test_an_unchanged_control_slip_is_the_same_file_and_a_hand_over_changes_it(
    office: Office,
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    first = print_control_slip(dossier.pk)
    assert print_control_slip(dossier.pk) == first
    perform_act(office, "hand_over", at=LATER, dossier=dossier)
    assert print_control_slip(dossier.pk) != first


def test_before_reception_there_is_no_control_slip(office: Office) -> None:
    dossier = dossier_in(office, "submitted", at=AT)
    with pytest.raises(ActRefused, match="not_received_yet"):
        print_control_slip(dossier.pk)


@pytest.mark.parametrize(("state", "kind"), [("received", "05"), ("stopped", "stop")])
def test_rest_gives_the_control_slip_and_the_stop_notice(
    office: Office, state: str, kind: str
) -> None:
    dossier = dossier_in(office, state, at=AT)
    caller = Caller(office.counter)
    caller.get(f"dossiers/{dossier.code}/forms/{kind}.pdf")
    assert caller.status == 200
    assert caller.last.content.startswith(b"%PDF")


def test_rest_shows_no_slip_to_those_who_read_without_documents_or_before_reception(
    office: Office,
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    overseer = Caller(office.oversight)
    overseer.get(f"dossiers/{dossier.code}/forms/05.pdf")
    assert overseer.status == 403
    submitted = dossier_in(office, "submitted", at=AT)
    counter = Caller(office.counter)
    assert counter.get(f"dossiers/{submitted.ref}/forms/05.pdf")["code"] == "not_received_yet"
    assert counter.status == 404
