"""Fees taken over the counter: what is written down, which receipt is refused, and the day's sheet."""

from datetime import date
from typing import Any

import pytest

from agencies.domain.roles import Role
from agencies.selectors import roles_of
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.models import Dossier, FeeLine
from dossiers.selectors.fees import day_sheet, fee_units, totals_by_officer
from dossiers.services import day_sheet as printing
from dossiers.services.day_sheet import print_day_sheet
from tests.factories import Office, dossier_in, make_officer, moment, perform_act
from tests.stories.telling import text_of

AT = moment("2026-03-10 09:00")
DAY = date(2026, 3, 10)


def taken(*receipts: str, amount: int = 50_000) -> list[dict[str, Any]]:
    return [{"name": "Lệ phí", "amount": amount, "receipt_number": receipt} for receipt in receipts]


def receive(office: Office, *receipts: str, at: str = "2026-03-10 09:00", **facts: Any) -> Dossier:
    return perform_act(office, "receive", at=moment(at), fees_taken=taken(*receipts), **facts)


def test_fees_paid_at_reception_stand_with_moment_unit_officer_and_receipt(office: Office) -> None:
    line = receive(office, "BL-0001").fees.get()
    assert (line.name, line.amount, line.receipt_number) == ("Lệ phí", 50_000, "BL-0001")
    assert (line.requested_at, line.paid_at) == (AT, AT)
    assert line.stage == FeeLine.Stage.RECEPTION
    assert (line.taken_at_unit, line.taken_by) == (office.centre, office.counter)


def test_fees_are_taken_with_a_supplement_and_at_the_return_too(office: Office) -> None:
    asked = dossier_in(office, "supplement_requested", at=AT)
    back = perform_act(
        office,
        "accept_supplement",
        at=moment("2026-03-11 09:00"),
        dossier=asked,
        fees_taken=taken("BL-0002"),
    )
    assert back.fees.get().stage == FeeLine.Stage.SUPPLEMENT
    settled = dossier_in(office, "settled", at=AT)
    returned = perform_act(
        office,
        "return_result",
        at=moment("2026-03-12 09:00"),
        dossier=settled,
        fees_taken=taken("BL-0003"),
    )
    assert returned.fees.get().stage == FeeLine.Stage.RETURN


def test_a_submission_is_received_with_its_fees(office: Office) -> None:
    submitted = perform_act(office, "submit", at=AT)
    received = perform_act(
        office, "receive", at=moment("2026-03-10 10:00"), dossier=submitted, fees_taken=taken("B-1")
    )
    assert received.fees.get().stage == FeeLine.Stage.RECEPTION


@pytest.mark.parametrize(
    ("way", "stage"),
    [
        (("receive", "request_payment"), FeeLine.Stage.RECEPTION),
        (("receive", "transfer", "request_payment"), FeeLine.Stage.SUPPLEMENT),
        (
            ("receive", "request_supplement", "accept_supplement", "request_payment"),
            FeeLine.Stage.SUPPLEMENT,
        ),
    ],
)
def test_a_payment_asked_for_counts_as_taken_where_the_dossier_stood(
    office: Office, way: tuple[str, ...], stage: FeeLine.Stage
) -> None:
    dossier = None
    for act in way:
        dossier = perform_act(office, act, at=AT, dossier=dossier)
    paid = perform_act(office, "confirm_payment", at=AT, dossier=dossier)
    line = paid.fees.get()
    assert (line.stage, line.taken_at_unit, line.taken_by) == (stage, office.centre, office.counter)


def test_the_history_tells_what_was_taken(office: Office) -> None:
    event = receive(office, "BL-0001").events.get()
    assert event.facts["fees_taken"] == taken("BL-0001")


def test_one_receipt_may_stand_for_several_lines_and_dossiers_of_its_day(office: Office) -> None:
    receive(office, "BL-0001", "BL-0001")
    receive(office, "BL-0001", at="2026-03-10 16:00")
    assert FeeLine.objects.filter(receipt_number="BL-0001").count() == 3


def test_a_receipt_of_another_day_is_refused_and_nothing_stays(office: Office) -> None:
    first = receive(office, "BL-0001")
    with pytest.raises(ActRefused, match="receipt_used") as refused:
        receive(office, "BL-0001", at="2026-03-11 09:00")
    assert refused.value.field == "fees_taken"
    assert refused.value.params["day"] == "10/03/2026"
    assert refused.value.params["dossier"] == first.code
    assert Dossier.objects.count() == 1
    payment = perform_act(office, "request_payment", at=moment("2026-03-11 10:00"), dossier=first)
    with pytest.raises(ActRefused, match="receipt_used") as refused:
        perform_act(
            office,
            "confirm_payment",
            at=moment("2026-03-11 11:00"),
            dossier=payment,
            receipt_number="BL-0001",
        )
    assert refused.value.field == "receipt_number"


def test_receipt_books_begin_anew_each_year_and_at_each_unit(office: Office) -> None:
    receive(office, "BL-0001", at="2025-12-30 09:00")
    office.counter.grants.create(
        role=Role.COUNTER, agency=office.commune, valid_from=date(2019, 1, 1)
    )
    receive(office, "BL-0001")
    receive(office, "BL-0001", at="2026-03-11 09:00", receiving_unit=office.commune.code)
    assert FeeLine.objects.count() == 3


def test_a_fee_without_receipt_name_or_amount_is_refused(office: Office) -> None:
    for wrong in ({"receipt_number": ""}, {"name": ""}, {"amount": 0}, {"amount": "50000"}):
        with pytest.raises(FactsRefused):
            perform_act(office, "receive", at=AT, fees_taken=[{**taken("BL-1")[0], **wrong}])
    assert not FeeLine.objects.exists()


def test_the_sheet_has_the_days_lines_by_receipt_and_each_officers_sum(office: Office) -> None:
    colleague = make_officer("quay2", Role.COUNTER, office.centre, full_name="Bùi Văn Quầy")
    receive(office, "BL-10", "BL-9")
    receive(office, "BL-8", at="2026-03-09 16:59")
    receive(office, "BL-7", at="2026-03-11 00:00")
    FeeLine.objects.filter(receipt_number="BL-10").update(taken_by=colleague, amount=1_150_000)
    perform_act(office, "request_payment", at=AT, dossier=receive(office, "BL-11"))

    lines = day_sheet(office.centre, DAY)
    assert [line.receipt_number for line in lines] == ["BL-9", "BL-10", "BL-11"]
    assert [(t.officer, t.lines, t.amount) for t in totals_by_officer(lines)] == [
        ("Bùi Văn Quầy", 1, 1_150_000),
        ("Nguyễn Thị Tiếp Nhận", 2, 100_000),
    ]
    printed = text_of(print_day_sheet(office.centre, day=DAY, at=moment("2026-03-10 17:05")))
    assert "Một triệu hai trăm năm mươi nghìn đồng" in printed
    assert "Số liệu đến 17 giờ 05 phút, ngày 10 tháng 3 năm 2026" in printed
    assert printed.index("BL-9") < printed.index("BL-10")
    assert "BL-8" not in printed


def test_a_sheet_too_long_to_print_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(office, "BL-1", "BL-2")
    monkeypatch.setattr(printing, "MOST_PRINTED", 1)
    with pytest.raises(ActRefused, match="sheet_too_long"):
        print_day_sheet(office.centre, day=DAY, at=AT)


def test_fees_are_read_by_the_unit_itself_and_by_oversight(office: Office) -> None:
    own = [office.counter, office.centre_head]
    assert all(list(fee_units(roles_of(officer, on=DAY))) == [office.centre] for officer in own)
    assert set(fee_units(roles_of(office.oversight, on=DAY))) == {office.centre, office.commune}
    for other in (office.specialist, office.agency_head, office.administrator, office.partner):
        assert not fee_units(roles_of(other, on=DAY)).exists()
