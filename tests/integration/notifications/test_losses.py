"""Papers lost or damaged: an apology of its own, which moves nothing and may be owed again (art. 21.2)."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.models import Announcement, Dossier
from notifications.models import ApologyLetter
from notifications.services import issue_letter, missing_in, prepare_letter
from tests.factories import Office, dossier_in, moment, perform_act
from tests.integration.notifications.scenes import (
    DUE,
    MONDAY_AFTER,
    again,
    answered,
    issued,
    running,
)

FOUND = moment("2026-11-25 10:00")
SIGNED = moment("2026-11-25 15:00")
LOST = ["Giấy chứng nhận quyền sử dụng đất (bản chính)", "Bản vẽ hoàn công"]


def lose(office: Office, dossier: Dossier, **facts: Any) -> ApologyLetter:
    perform_act(office, "report_loss", at=FOUND, dossier=dossier, **{"lost_items": LOST, **facts})
    return ApologyLetter.objects.filter(dossier=dossier, way="lost").latest("pk")


def sign(office: Office, letter: ApologyLetter, *, by: str = "agency_head") -> ApologyLetter:
    return issue_letter(letter_id=letter.pk, actor=Actor(getattr(office, by)), at=SIGNED)


def text_of(letter: ApologyLetter) -> str:
    pages = PdfReader(io.BytesIO(bytes(letter.signed_pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_loss_drafts_the_apology_of_whoever_answers_for_it(office: Office):
    letter = lose(office, running(office))
    assert (letter.agency, letter.state, letter.lost_items) == (office.department, "ready", LOST)
    assert letter.new_until is None


def test_the_letter_says_what_was_lost_who_pays_and_sets_no_date(office: Office):
    letter = sign(office, lose(office, running(office)))
    text = text_of(letter)
    for part in (
        "Số: 01/PXL-STN",
        "khoản 2 Điều 21",
        f"1. {LOST[0]}",
        f"2. {LOST[1]}",
        "Thất lạc khi chuyển giữa các phòng",
        "chi trả mọi chi phí cấp lại",
        "xin nhận trách nhiệm và chân thành xin lỗi",
        "Phạm Văn Sở",
    ):
        assert part in text, part
    dossier = again(letter.dossier)
    assert (dossier.due_at, dossier.reappointed_at) == (DUE, None)
    assert not dossier.events.exclude(clock="").exclude(clock="start").exists()


def test_the_one_stop_unit_tells_the_applicant(office: Office):
    letter = sign(office, lose(office, running(office)))
    told = Announcement.objects.get(kind="loss")
    assert told.occasion == f"letter:{letter.ref}"
    perform_act(
        office, "tell_applicant", at=SIGNED, dossier=again(letter.dossier), announcement=told.pk
    )
    assert ApologyLetter.objects.get().state == "delivered"


def test_what_the_centre_lost_its_own_head_signs_for(office: Office):
    letter = lose(office, running(office), responsible=office.centre.code)
    with pytest.raises(ActRefused, match="wrong_role_for_letter"):
        sign(office, letter)
    signed = sign(office, letter, by="centre_head")
    assert (signed.agency, signed.issuer) == (office.centre, office.centre)


def test_an_agency_that_never_held_the_papers_does_not_answer_for_them(office: Office):
    with pytest.raises(ActRefused, match="not_concerned"):
        lose(office, running(office), responsible=office.commune.code)
    assert not ApologyLetter.objects.exists()


def test_losses_and_delays_are_apologised_for_apart_and_as_often_as_they_happen(office: Office):
    dossier = running(office)
    sign(office, lose(office, dossier))
    sign(office, lose(office, again(dossier), lost_items=["Đơn đề nghị"]))
    assert again(dossier).may_be_reappointed
    delayed = answered(office).dossier
    issued(office, ApologyLetter.objects.get(dossier=delayed), at=moment("2026-11-26 16:00"))
    assert ApologyLetter.objects.filter(state="issued").count() == 3


@pytest.mark.parametrize("act", ["settle", "withdraw", "stop"])
def test_the_apology_for_a_loss_is_owed_whatever_becomes_of_the_dossier(office: Office, act: str):
    letter = lose(office, running(office))
    perform_act(office, act, at=MONDAY_AFTER, dossier=again(letter.dossier))
    assert ApologyLetter.objects.get(way="lost").state == "ready"


def test_papers_lost_before_reception_or_after_return_are_owned_up_to(office: Office):
    for state in ("submitted", "returned"):
        dossier = dossier_in(office, state, at=moment("2026-11-20 09:00"))
        letter = sign(office, lose(office, dossier))
        assert letter.state == "issued"
        assert "sau đây" in text_of(letter)


def test_a_date_has_no_place_in_it_and_nothing_mandated_may_be_missing(office: Office):
    letter = lose(office, running(office))
    with pytest.raises(ActRefused, match="no_date_for_loss"):
        prepare_letter(
            letter_id=letter.pk, actor=Actor(office.specialist), at=FOUND, new_until=MONDAY_AFTER
        )
    for lacking, part in (({"lost_items": []}, "lost_items"), ({"reason": ""}, "reason")):
        before = {name: getattr(letter, name) for name in lacking}
        ApologyLetter.objects.filter(pk=letter.pk).update(**lacking)
        with pytest.raises(FactsRefused, match=f"missing_{part}"):
            sign(office, letter)
        ApologyLetter.objects.filter(pk=letter.pk).update(**before)
    assert missing_in(ApologyLetter.objects.get(pk=letter.pk), at=FOUND) == ()
