"""Signing the apology: what it must hold, who may, what it moves, and that it never changes again."""

import hashlib
import io
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from agencies.domain.roles import Role
from agencies.models import Delegation, RoleGrant
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.models import Dossier, FormCounter
from notifications.models import ApologyLetter
from notifications.services import issue_letter, letter_pdf, sweep
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.integration.notifications.scenes import (
    DUE,
    LATE,
    LATE_AGAIN,
    MONDAY_AFTER,
    NEW_DATE,
    REASON,
    again,
    answered,
    issued,
    overdue,
    running,
)

SIGNED = moment("2026-11-26 16:00")


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def late_letter(office: Office) -> ApologyLetter:
    overdue(office)
    return ApologyLetter.objects.get()


def issue(office: Office, letter: ApologyLetter, **changed: Any) -> ApologyLetter:
    call = {"actor": Actor(office.agency_head), "at": MONDAY_AFTER, **changed}
    return issue_letter(letter_id=letter.pk, **call)


def test_issuing_moves_the_return_date_once_and_keeps_the_first(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    dossier = again(letter.dossier)
    assert (dossier.due_at, dossier.original_due_at) == (NEW_DATE, DUE)
    assert dossier.reappointed_at == SIGNED
    event = dossier.events.get(act="reappoint")
    assert (event.clock, event.clock_until, event.facts["letter"]) == (
        "extend",
        NEW_DATE,
        str(letter.ref),
    )


def test_the_pdf_of_a_letter_in_time_holds_every_part_of_form_04(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    text = text_of(bytes(letter.pdf))
    for part in (
        "SỞ THỬ NGHIỆM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 01/PXL-STN",
        "Nghệ An, ngày 26 tháng 11 năm 2026",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        APPLICANT["name"],
        APPLICANT["address"],
        "Cấp giấy phép thử nghiệm",
        letter.dossier.code,
        "16 giờ 40 phút, ngày 19 tháng 11 năm 2026",
        "17 giờ 00 phút, ngày 27 tháng 11 năm 2026",
        "sẽ chưa thể trả kết quả",
        REASON,
        "gây phiền hà",
        "xin lỗi",
        "17 giờ 00 phút, ngày 04 tháng 12 năm 2026",
        "Điều 19 Nghị định số 61/2018/NĐ-CP",
        "Phạm Văn Sở",
        "Nơi nhận",
        office.centre.name,
    ):
        assert part in text, part
    assert "BẢN NHÁP" not in text


def test_the_late_letter_says_that_the_result_has_not_been_returned(office: Office):
    letter = issued(office, late_letter(office), at=MONDAY_AFTER)
    text = text_of(bytes(letter.pdf))
    assert "vẫn chưa trả kết quả" in text
    assert "sẽ chưa thể" not in text
    assert again(letter.dossier).due_at == NEW_DATE


def test_the_letter_of_a_dossier_settled_late_says_ready_and_moves_no_date(office: Office):
    letter = late_letter(office)
    perform_act(office, "settle", at=MONDAY_AFTER, dossier=letter.dossier)
    signed = issue(office, letter, at=moment("2026-11-30 10:00"), reason=REASON)
    assert "Kết quả giải quyết hồ sơ đã có" in text_of(bytes(signed.pdf))
    dossier = again(letter.dossier)
    assert (dossier.state, dossier.reappointed_at) == ("settled", None)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ["missing_reason", "missing_new_until"]),
        ({"reason": REASON}, ["missing_new_until"]),
        ({"new_until": NEW_DATE}, ["missing_reason"]),
    ],
)
def test_a_letter_without_reason_or_date_cannot_be_issued(
    office: Office, given: dict[str, Any], missing: list[str]
):
    letter = late_letter(office)
    with pytest.raises(FactsRefused) as refused:
        issue(office, letter, **given)
    assert [one.code for one in refused.value.refusals] == missing
    assert ApologyLetter.objects.get().state == "draft"
    assert not FormCounter.objects.filter(kind="04").exists()
    assert again(letter.dossier).due_at == DUE


def test_without_a_head_of_the_agency_the_letter_says_that_the_signer_is_missing(office: Office):
    letter = late_letter(office)
    RoleGrant.objects.filter(role=Role.AGENCY_HEAD).update(valid_to=date(2026, 11, 1))
    with pytest.raises(FactsRefused, match="missing_signer"):
        issue(office, letter, actor=Actor(office.centre_head), reason=REASON, new_until=NEW_DATE)


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (DUE, "not_later"),
        (moment("2026-11-30 08:00"), "not_later"),
        (moment("2026-12-05 17:00"), "not_working_day"),
    ],
)
def test_a_new_date_that_will_not_do_is_refused(office: Office, until, code: str):
    with pytest.raises(ActRefused, match=code):
        issue(office, late_letter(office), reason=REASON, new_until=until)


@pytest.mark.parametrize(
    "role", ["specialist", "unit_head", "counter", "oversight", "partner", "stranger"]
)
def test_nobody_else_signs(office: Office, role: str):
    letter = answered(office)
    with pytest.raises(ActRefused, match="wrong_role_for_letter"):
        issue(office, letter, actor=Actor(getattr(office, role)), at=SIGNED)
    assert ApologyLetter.objects.get().state == "ready"


def test_a_delegate_signs_under_the_heads_title(office: Office):
    office.agency_head.title = "Giám đốc"
    office.agency_head.save(update_fields=["title"])
    office.unit_head.title = "Phó Giám đốc"
    office.unit_head.save(update_fields=["title"])
    delegation = Delegation.objects.create(
        giver=office.agency_head,
        receiver=office.unit_head,
        role=Role.AGENCY_HEAD,
        agency=office.department,
        acts=["reappoint"],
        signature_form="KT.",
        valid_from=date(2026, 1, 1),
    )
    letter = issue(office, answered(office), actor=Actor(office.unit_head), at=SIGNED)
    assert (letter.signer, letter.delegation) == (office.unit_head, delegation)
    text = text_of(bytes(letter.pdf))
    assert "KT. GIÁM ĐỐC" in text
    assert "PHÓ GIÁM ĐỐC" in text
    assert "Lê Thị Phòng" in text


def test_a_letter_is_issued_once(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    with pytest.raises(ActRefused, match="letter_issued"):
        issue(office, letter)


def test_a_void_letter_is_not_issued(office: Office):
    letter = answered(office)
    perform_act(office, "settle", at=SIGNED, dossier=letter.dossier)
    with pytest.raises(ActRefused, match="letter_void"):
        issue(office, letter)


def test_after_a_second_miss_there_is_no_letter_to_issue(office: Office):
    issued(office, answered(office), at=SIGNED)
    sweep(LATE_AGAIN)
    assert ApologyLetter.objects.count() == 1


def test_numbers_run_on_without_gaps_even_when_issuing_is_refused(office: Office):
    letters = []
    for _ in range(3):
        dossier = running(office)
        sweep(LATE)
        letters.append(ApologyLetter.objects.get(dossier=dossier))
    first = issued(office, letters[0], at=MONDAY_AFTER)
    with pytest.raises(ActRefused):
        issue(office, letters[1], reason=REASON, new_until=DUE)
    second = issued(office, letters[2], at=MONDAY_AFTER)
    assert [(x.number, x.year) for x in (first, second)] == [(1, 2026), (2, 2026)]


def test_what_was_issued_is_frozen_with_its_digest(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    stored = ApologyLetter.objects.get(pk=letter.pk)
    assert stored.sha256 == hashlib.sha256(bytes(stored.pdf)).hexdigest()
    assert stored.context["reason"] == REASON
    assert stored.context["letterhead"]["number"] == 1


def test_the_database_itself_refuses_an_issued_letter_that_lacks_a_part(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    for lacking in ({"reason": ""}, {"new_until": None}, {"number": None}, {"pdf": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApologyLetter.objects.filter(pk=letter.pk).update(**lacking)


def test_a_draft_shows_its_blanks_and_that_it_is_no_letter_yet(office: Office):
    text = text_of(letter_pdf(letter_id=late_letter(office).pk, at=LATE))
    assert "BẢN NHÁP" in text
    assert "chưa có lý do" in text
    assert Dossier.objects.get().due_at == DUE


def test_a_restarted_dossier_apologises_for_the_date_of_its_second_receipt(office: Office):
    dossier = running(office)
    asked = perform_act(
        office, "request_supplement", at=moment("2026-11-23 09:00"), dossier=dossier
    )
    perform_act(
        office, "accept_supplement", at=moment("2026-11-25 10:15"), dossier=asked
    )  # due 2 December
    sweep(moment("2026-12-03 00:10"))
    letter = issued(office, ApologyLetter.objects.get(), at=moment("2026-12-03 09:00"))
    text = text_of(bytes(letter.pdf))
    assert "10 giờ 15 phút, ngày 25 tháng 11 năm 2026" in text
    assert "17 giờ 00 phút, ngày 02 tháng 12 năm 2026" in text
