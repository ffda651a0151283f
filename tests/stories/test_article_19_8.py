"""Article 19.8 of Decree 61/2018/NĐ-CP: not eligible after appraisal, the dossier is refused in writing.

The reasons stand on the refusal slip (form 03) and reach the applicant through the one-stop unit; the
refusal is entered as a result and falls within the dossier's own time limit.
"""

import pytest
from django.test import Client

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.selectors.register import register_lines
from dossiers.services import do_act, print_form
from dossiers.services.control_slip import print_control_slip
from tests.factories import Office, moment, perform_act
from tests.stories.telling import citizen_sees, text_of

REASON = "Thửa đất nằm trong hành lang bảo vệ đê điều."


def in_process(office: Office) -> Dossier:
    """Received on Thursday 19 November 2026 at 16:40, due on Friday 27; with Sở Thử nghiệm on Friday 20."""
    dossier = perform_act(office, "receive", at=moment("2026-11-19 16:40"))
    return perform_act(office, "transfer", at=moment("2026-11-20 07:45"), dossier=dossier)


def refuse(office: Office, dossier: Dossier, *, at: str, **facts: str) -> Dossier:
    do_act(
        "settle",
        actor=Actor(office.agency_head),
        at=moment(at),
        facts={"outcome": "refused", "reason": REASON, **facts},
        dossier_id=dossier.pk,
    )
    return Dossier.objects.get(pk=dossier.pk)


def test_refused_within_the_limit_in_writing_through_the_one_stop_unit_as_a_result(
    office: Office, client: Client
) -> None:
    # Thursday 26 November: appraised, the head of the agency refuses. The limit ends on the 27th.
    dossier = refuse(office, in_process(office), at="2026-11-26 10:00")
    assert (dossier.state, dossier.outcome) == ("settled", "refused")
    assert not dossier.is_overdue(moment("2026-12-31 09:00"))

    # The slip is the agency's own, numbered, with the reason, signed by its head.
    paper = dossier.forms.get(kind="03")
    slip = text_of(print_form(paper.pk))
    for part in (
        "SỞ THỬ NGHIỆM",
        "Số: 01/TCTN-STN",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Mã hồ sơ: H41.01.02-261119-0001",
        "Qua thẩm định, hồ sơ không đủ điều kiện giải quyết",
        f"Lý do: {REASON}",
        "Phạm Văn Sở",
    ):
        assert part in slip
    assert print_form(paper.pk) == print_form(paper.pk)

    # The result goes back to the one-stop unit: the control slip's last block says so.
    last = text_of(print_control_slip(dossier.pk)).rsplit("1. Giao:", 1)[1]
    assert "2. Nhận: Trung tâm Phục vụ hành chính công tỉnh Nghệ An" in last
    assert "10 giờ 00 phút, ngày 26 tháng 11 năm 2026" in last

    # It waits for the applicant like any result, and the citizen sees no reason in public.
    assert citizen_sees(client, dossier)[0] == "result_ready"
    dossier = perform_act(
        office,
        "return_result",
        at=moment("2026-11-26 15:00"),
        dossier=dossier,
        originals_given_back=True,
    )
    assert dossier.state == "returned"
    assert not dossier.documents.filter(given_back_at__isnull=True, originals__gt=0).exists()

    # The register tells it was a refusal.
    (line,) = register_lines(
        office.centre, 2026, moment("2026-11-19 00:00").date(), moment("2026-11-19 00:00").date()
    )
    assert line.cells()[-1] == "Từ chối giải quyết"


def test_without_a_reason_nothing_is_refused(office: Office) -> None:
    dossier = in_process(office)
    with pytest.raises(ActRefused) as caught:
        refuse(office, dossier, at="2026-11-26 10:00", reason="")
    assert "missing_reason" in str(caught.value)
    assert Dossier.objects.get(pk=dossier.pk).state == "processing"
    assert not dossier.forms.filter(kind="03").exists()


def test_refused_after_the_limit_it_stays_late(office: Office) -> None:
    # Friday 27 November was the last day; on Monday 30 the refusal comes too late.
    dossier = refuse(office, in_process(office), at="2026-11-30 10:00")
    assert dossier.is_overdue(moment("2026-12-31 09:00"))


def test_before_reception_it_is_declined_by_the_counter_and_no_result(office: Office) -> None:
    dossier = perform_act(office, "decline", at=moment("2026-11-19 16:40"))
    assert (dossier.state, dossier.outcome, dossier.code) == ("declined", "", None)
    slip = text_of(print_form(dossier.forms.get(kind="03").pk))
    assert "Qua xem xét" in slip
    assert "Qua thẩm định" not in slip
    assert "TRUNG TÂM PHỤC VỤ" in slip
