"""Signing the apology: what it must hold, who may, what it moves, and that it never changes again."""

import hashlib
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader
from pytest_django import Settings

from agencies.domain.roles import Role
from agencies.models import Delegation, RoleGrant
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.models import Announcement, Applicant, Dossier, FormCounter
from notifications.domain.letters import Part
from notifications.models import ApologyLetter
from notifications.services import (
    issue_letter,
    letter_pdf,
    missing_in,
    prepare_for_signature,
    sweep,
)
from notifications.signing import read_signatures
from procedures.models import CalendarDay, DayKind
from procedures.services.calendar import record_edition
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.integration.notifications.scenes import (
    ANSWERED,
    DUE,
    LATE,
    LATE_AGAIN,
    MONDAY_AFTER,
    NEW_DATE,
    PARTS,
    REASON,
    again,
    answered,
    issued,
    overdue,
    running,
)

SIGNED = moment("2026-11-26 16:00")
WHY = {"reason_code": "verification", "reason": REASON}


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
    text = text_of(bytes(letter.signed_pdf))
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
    text = text_of(bytes(letter.signed_pdf))
    assert "vẫn chưa trả kết quả" in text
    assert "sẽ chưa thể" not in text
    assert again(letter.dossier).due_at == NEW_DATE


def test_the_letter_of_a_dossier_settled_late_says_ready_and_moves_no_date(office: Office):
    letter = late_letter(office)
    perform_act(office, "settle", at=MONDAY_AFTER, dossier=letter.dossier)
    signed = issue(office, letter, at=moment("2026-11-30 10:00"), **WHY)
    assert "Kết quả giải quyết hồ sơ đã có" in text_of(bytes(signed.signed_pdf))
    dossier = again(letter.dossier)
    assert (dossier.state, dossier.reappointed_at) == ("settled", None)


def test_an_answer_signed_after_the_date_was_missed_says_so_even_before_a_sweep(office: Office):
    letter = issued(office, answered(office), at=MONDAY_AFTER)
    assert letter.way == "late"
    assert "vẫn chưa trả kết quả" in text_of(bytes(letter.signed_pdf))


def test_a_letter_that_lacks_several_parts_names_them_all(office: Office):
    letter = late_letter(office)
    with pytest.raises(FactsRefused) as refused:
        issue(office, letter)
    codes = [one.code for one in refused.value.refusals]
    assert codes == ["missing_reason_code", "missing_reason", "missing_new_until"]
    assert_untouched(letter)


def without_head(office: Office, letter: ApologyLetter) -> None:
    """The head has gone; the delegate's right goes with the head, so that nobody is left to sign."""
    RoleGrant.objects.filter(role=Role.AGENCY_HEAD).update(valid_to=date(2026, 11, 1))


def changed(**values: Any) -> Callable[[Office, ApologyLetter], None]:
    """The letter without one of its parts."""

    def change(office: Office, letter: ApologyLetter) -> None:
        ApologyLetter.objects.filter(pk=letter.pk).update(**values)

    return change


def nameless(office: Office, letter: ApologyLetter) -> None:
    Applicant.objects.filter(dossier=letter.dossier).update(name="")


def erased(office: Office, letter: ApologyLetter) -> None:
    Applicant.objects.filter(dossier=letter.dossier).delete()


def without_procedure(office: Office, letter: ApologyLetter) -> None:
    letter.dossier.procedure_version.name = ""
    letter.dossier.procedure_version.save(update_fields=["name"])


def under_no_decree(office: Office, letter: ApologyLetter) -> None:
    Dossier.objects.filter(pk=letter.dossier_id).update(ruleset="ND99_1999")


def stopped_clock(office: Office, letter: ApologyLetter) -> None:
    perform_act(office, "request_supplement", at=SIGNED, dossier=letter.dossier)


@pytest.mark.parametrize("issue_by", [issue_letter, prepare_for_signature])
@pytest.mark.parametrize(
    ("lacking", "part"),
    [
        (nameless, "addressee"),
        (erased, "addressee"),
        (without_procedure, "procedure"),
        (changed(due_at=None), "due_at"),
        (under_no_decree, "legal_basis"),
        (changed(reason_code=""), "reason_code"),
        (changed(reason="  "), "reason"),
        (changed(new_until=None), "new_until"),
        (changed(new_until=DUE), "new_until"),
        (stopped_clock, "running_clock"),
    ],
)
def test_a_letter_is_not_issued_with_any_part_missing(
    office: Office,
    lacking: Callable[[Office, ApologyLetter], None],
    part: str,
    issue_by: Callable[..., ApologyLetter],
):
    letter = answered(office)
    lacking(office, letter)
    with pytest.raises(FactsRefused, match=f"missing_{part}"):
        issue_by(letter_id=letter.pk, actor=Actor(office.agency_head), at=SIGNED)
    assert_untouched(letter)


def test_a_letter_nobody_can_sign_says_so_and_is_not_signed(office: Office):
    letter = answered(office)
    without_head(office, letter)
    letter = locked(letter)
    assert missing_in(letter, at=SIGNED) == (Part.SIGNER,)
    with pytest.raises(ActRefused, match="wrong_role_for_letter"):
        issue(office, letter, at=SIGNED)
    assert_untouched(letter)


def locked(letter: ApologyLetter) -> ApologyLetter:
    return ApologyLetter.objects.select_related("dossier__agency", "agency").get(pk=letter.pk)


def assert_untouched(letter: ApologyLetter) -> None:
    """No number is used up, nothing is frozen, no date has moved."""
    kept = ApologyLetter.objects.get(pk=letter.pk)
    assert kept.state in ("draft", "ready")
    assert (kept.number, kept.pdf, kept.signed_pdf, kept.issued_at) == (None, None, None, None)
    assert not FormCounter.objects.filter(kind="04").exists()
    assert Dossier.objects.get(pk=letter.dossier_id).reappointed_at is None


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (DUE, "not_later"),
        (moment("2026-11-30 08:00"), "not_later"),
        (moment("2026-12-05 17:00"), "not_working_day"),
        (moment("2026-12-04 06:59"), "not_office_hours"),
        (moment("2026-12-04 17:01"), "not_office_hours"),
        (moment("2027-03-09 17:00"), "too_far"),
    ],
)
def test_a_new_date_that_will_not_do_is_refused(office: Office, until, code: str):
    letter = late_letter(office)
    with pytest.raises(ActRefused, match=code):
        issue(office, letter, **{**PARTS, "new_until": until})
    assert_untouched(letter)


def test_the_furthest_new_date_is_a_setting(office: Office, settings: Settings):
    settings.REAPPOINT_MAX_WORKING_DAYS = 4  # from Monday 30 November
    letter = late_letter(office)
    with pytest.raises(ActRefused, match="too_far"):
        issue(office, letter, **{**PARTS, "new_until": moment("2026-12-07 08:00")})
    assert issue(office, letter, **PARTS).new_until == NEW_DATE


def test_a_date_that_has_become_a_holiday_is_not_signed(office: Office):
    letter = answered(office)
    CalendarDay.objects.create(date=NEW_DATE.date(), kind=DayKind.CLOSED, name="Nghỉ đột xuất")
    record_edition(at=ANSWERED)
    with pytest.raises(ActRefused, match="not_working_day"):
        issue(office, letter, at=SIGNED)
    assert_untouched(letter)


@pytest.mark.parametrize(
    "role",
    ["specialist", "unit_head", "counter", "centre_head", "oversight", "partner", "stranger"],
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
    text = text_of(bytes(letter.signed_pdf))
    assert "KT. GIÁM ĐỐC" in text
    assert "PHÓ GIÁM ĐỐC" in text
    assert "Lê Thị Phòng" in text


def test_where_the_centre_signs_its_head_does_and_the_letter_names_the_agency_at_fault(
    office: Office, settings: Settings
):
    settings.APOLOGY_SIGNER = "centre_head"
    letter = answered(office)
    with pytest.raises(ActRefused, match="wrong_role_for_letter"):
        issue(office, letter, at=SIGNED)
    letter = issue(office, letter, actor=Actor(office.centre_head), at=SIGNED)
    assert (letter.issuer, letter.agency) == (office.centre, office.department)
    text = text_of(bytes(letter.signed_pdf))
    for part in (
        office.centre.name.upper(),
        f"{office.department.name} sẽ chưa thể trả kết quả",
        f"{office.centre.name} cùng {office.department.name} xin nhận trách nhiệm",
        "Võ Thị Tâm",
        f"- {office.department.name}; - Lưu",
    ):
        assert part in text, part
    assert again(letter.dossier).due_at == NEW_DATE


def test_each_issuer_has_its_own_book_of_numbers(office: Office, settings: Settings):
    first = issued(office, answered(office), at=SIGNED)
    settings.APOLOGY_SIGNER = "centre_head"
    second = issue(office, answered(office), actor=Actor(office.centre_head), at=SIGNED)
    assert (first.number, first.issuer) == (1, office.department)
    assert (second.number, second.issuer) == (1, office.centre)


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
        issue(office, letters[1], **{**PARTS, "new_until": DUE})
    second = issued(office, letters[2], at=MONDAY_AFTER)
    assert [(x.number, x.year) for x in (first, second)] == [(1, 2026), (2, 2026)]


def test_what_was_issued_is_frozen_with_its_digests(office: Office):
    stored = locked(issued(office, answered(office), at=SIGNED))
    frozen, signed = bytes(stored.pdf), bytes(stored.signed_pdf)
    assert stored.sha256 == hashlib.sha256(frozen).hexdigest()
    assert stored.signed_sha256 == hashlib.sha256(signed).hexdigest()
    assert signed.startswith(frozen)
    assert letter_pdf(letter_id=stored.pk, at=LATE) == signed
    assert stored.context["reason"] == REASON
    assert stored.context["letterhead"]["number"] == 1


def test_the_servers_signature_holds_and_is_told_on_the_record(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    (found,) = read_signatures(bytes(letter.signed_pdf))
    assert (found.intact, found.covers_whole_file, found.signed_at) == (True, True, SIGNED)
    assert letter.signature["kind"] == "server"
    assert letter.signature["serial"] == found.serial
    assert letter.signature["demo"] is True


def test_where_only_tokens_sign_the_server_does_not(office: Office, settings: Settings):
    settings.SIGNING_MODE = "token"
    letter = answered(office)
    with pytest.raises(ActRefused, match="server_key_not_used"):
        issue(office, letter, at=SIGNED)
    assert_untouched(letter)


def test_without_a_usable_key_nothing_is_issued(office: Office, settings: Settings, tmp_path: Path):
    settings.SIGNING_PKCS12 = str(tmp_path / "nowhere.p12")
    letter = answered(office)
    with pytest.raises(ActRefused, match="signing_key_unusable"):
        issue(office, letter, at=SIGNED)
    assert_untouched(letter)


def test_an_issued_letter_is_for_the_one_stop_unit_to_tell(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    told = Announcement.objects.get(dossier=letter.dossier, kind="apology")
    assert told.occasion == f"letter:{letter.ref}"
    assert (told.said_by, told.told_at) == (office.department, None)


def test_a_letter_is_delivered_when_the_applicant_has_been_told(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    told = Announcement.objects.get(dossier=letter.dossier, kind="apology")
    perform_act(
        office,
        "tell_applicant",
        at=moment("2026-11-26 16:30"),
        dossier=again(letter.dossier),
        announcement=told.pk,
        how_told="phone",
    )
    letter = ApologyLetter.objects.get()
    assert (letter.state, letter.delivered_how) == ("delivered", "phone")
    assert letter.delivered_at == moment("2026-11-26 16:30")


@pytest.mark.parametrize(
    "lacking",
    [
        {"reason": ""},
        {"reason_code": ""},
        {"due_at": None},
        {"new_until": None},
        {"new_until": DUE},
        {"number": None},
        {"year": None},
        {"issuer": None},
        {"signer": None},
        {"signature": {}},
        {"signed_at": None},
        {"issued_at": None},
        {"pdf": None},
        {"sha256": ""},
        {"signed_pdf": None},
        {"signed_sha256": ""},
        {"context": {}},
    ],
    ids=lambda lacking: next(iter(lacking)),
)
def test_the_database_itself_refuses_an_issued_letter_that_lacks_a_part(
    office: Office, lacking: dict[str, Any]
):
    letter = issued(office, answered(office), at=SIGNED)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApologyLetter.objects.filter(pk=letter.pk).update(**lacking)


@pytest.mark.parametrize("name", ["addressee", "procedure", "code", "legal_basis", "letterhead"])
def test_the_database_refuses_an_issued_letter_whose_paper_leaves_a_part_out(
    office: Office, name: str
):
    letter = issued(office, answered(office), at=SIGNED)
    without = {key: value for key, value in letter.context.items() if key != name}
    blank = {**letter.context, name: {"name": ""} if name == "addressee" else ""}
    for context in (without, *([blank] if name != "letterhead" else [])):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApologyLetter.objects.filter(pk=letter.pk).update(context=context)


def test_the_database_refuses_a_delivered_letter_that_does_not_say_how(office: Office):
    letter = issued(office, answered(office), at=SIGNED)
    with pytest.raises(IntegrityError, match="letter_delivered_whole"), transaction.atomic():
        ApologyLetter.objects.filter(pk=letter.pk).update(state="delivered")


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
    text = text_of(bytes(letter.signed_pdf))
    assert "10 giờ 15 phút, ngày 25 tháng 11 năm 2026" in text
    assert "17 giờ 00 phút, ngày 02 tháng 12 năm 2026" in text
