"""Article 21: the office's own error is put right, and what it loses it owns up to.

Decree 61/2018/NĐ-CP, arts 21.1 (error of the authority) and 21.2 (lost or damaged dossier).
"""

from agencies.selectors import Actor
from dossiers.models import Announcement, Dossier
from notifications.models import ApologyLetter
from notifications.services import issue_letter
from tests.factories import Office, moment, perform_act
from tests.stories.telling import text_of


def now(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def test_an_error_of_the_authority_is_put_right_and_the_time_between_is_not_counted(
    office: Office,
) -> None:
    # Received on Monday 7 December, settled on Wednesday; due on Monday the 14th.
    dossier = perform_act(office, "receive", at=moment("2026-12-07 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-12-07 09:30"), dossier=dossier)
    dossier = perform_act(office, "settle", at=moment("2026-12-09 10:00"), dossier=dossier)
    dossier = perform_act(office, "return_result", at=moment("2026-12-10 08:00"), dossier=dossier)

    # On Wednesday the 16th the applicant shows that the licence bears a wrong name.
    dossier = perform_act(
        office,
        "reopen",
        at=moment("2026-12-16 09:00"),
        dossier=dossier,
        reason="Giấy phép ghi sai họ tên do lỗi của cơ quan",
    )
    assert dossier.state == "processing"
    assert dossier.due_at is not None
    assert dossier.due_at > moment("2026-12-17 00:00"), "at least one working day is left"
    assert not dossier.is_overdue(moment("2026-12-16 09:00"))
    assert dossier.original_due_at == moment("2026-12-14 17:00")


def test_lost_papers_are_reported_apologised_for_and_replaced_at_the_offices_cost(
    office: Office,
) -> None:
    dossier = perform_act(office, "receive", at=moment("2026-12-07 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-12-07 09:30"), dossier=dossier)

    # Wednesday: an original cannot be found; the specialist reports it.
    perform_act(
        office,
        "report_loss",
        at=moment("2026-12-09 10:00"),
        dossier=dossier,
        lost_items=["Giấy chứng nhận quyền sử dụng đất, bản chính"],
        responsible=office.department.code,
        reason="Thất lạc khi chuyển hồ sơ giữa hai phòng",
    )
    letter = ApologyLetter.objects.get(dossier=dossier)
    assert (letter.way, letter.agency) == ("lost", office.department)

    # The head of the agency at fault signs: what was lost, who answers for it, who pays; no date.
    issued = issue_letter(
        letter_id=letter.pk, actor=Actor(office.agency_head), at=moment("2026-12-09 14:00")
    )
    text = text_of(bytes(issued.signed_pdf))
    for part in (
        "khoản 2 Điều 21 Nghị định số 61/2018/NĐ-CP",
        "Giấy chứng nhận quyền sử dụng đất, bản chính",
        "Sở Thử nghiệm xin nhận trách nhiệm",
        "chi trả mọi chi phí cấp lại",
        "chân thành xin lỗi",
    ):
        assert part in text
    assert "hẹn lại" not in text

    # The return date stays where it was, and the one move of art. 19.9 is not used up.
    assert now(dossier).due_at == moment("2026-12-14 17:00")
    assert now(dossier).may_be_reappointed

    # The one-stop unit tells the applicant.
    told = Announcement.objects.get(dossier=dossier, kind="loss")
    perform_act(
        office,
        "tell_applicant",
        at=moment("2026-12-09 15:00"),
        dossier=now(dossier),
        announcement=told.pk,
        how_told="in_person",
    )
    letter.refresh_from_db()
    assert (letter.state, letter.delivered_how) == ("delivered", "in_person")
