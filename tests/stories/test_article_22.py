"""Article 22 of Decree 61/2018/NĐ-CP: fees and charges are asked for, paid, and the receipt is kept.

The Decree stops no time limit for a payment that is awaited.
"""

from datetime import date

import pytest
from django.core import mail
from django.test import Client

from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.models import Dossier, FeeLine
from dossiers.services.day_sheet import print_day_sheet
from dossiers.services.receipt_keys import receipt_pin
from notifications.services import deliver_due_messages, sweep
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.stories.telling import citizen_sees, look_up, text_of

FEES = [
    {"name": "Lệ phí cấp giấy phép", "amount": 150_000},
    {"name": "Phí thẩm định", "amount": 50_000},
]


def asked_to_pay(office: Office) -> Dossier:
    """Received on Thursday 19 November 2026, in process; on Friday the fees are asked for."""
    dossier = perform_act(office, "receive", at=moment("2026-11-19 09:00"))
    dossier = perform_act(office, "transfer", at=moment("2026-11-19 10:00"), dossier=dossier)
    return perform_act(
        office, "request_payment", at=moment("2026-11-20 08:00"), dossier=dossier, fees=FEES
    )


def test_22_1_fees_are_asked_for_by_name_and_amount_and_the_applicant_is_told(
    office: Office, client: Client
) -> None:
    dossier = asked_to_pay(office)
    assert (dossier.state, dossier.national_status) == ("payment_requested", 6)
    assert [(fee.name, fee.amount) for fee in dossier.fees.order_by("pk")] == [
        ("Lệ phí cấp giấy phép", 150_000),
        ("Phí thẩm định", 50_000),
    ]
    deliver_due_messages(moment("2026-11-20 08:01"))
    letter = next(m for m in mail.outbox if m.to == [APPLICANT["email"]])
    assert "nghĩa vụ tài chính" in letter.body
    assert "150" not in letter.body, "what is owed is for the applicant alone: by the receipt's PIN"

    pin = receipt_pin(dossier)
    assert look_up(client, dossier, pin)["stage"] == citizen_sees(client, dossier)[0]


def test_22_1_paid_in_whatever_way_the_receipt_is_entered_and_the_work_goes_on(
    office: Office,
) -> None:
    dossier = asked_to_pay(office)
    paid = moment("2026-11-23 09:00")
    dossier = perform_act(
        office, "confirm_payment", at=paid, dossier=dossier, receipt_number="BL-0012345"
    )
    assert dossier.state == "processing", "back to where it came from"
    assert {(fee.paid_at, fee.receipt_number, fee.taken_by) for fee in dossier.fees.all()} == {
        (paid, "BL-0012345", office.counter)
    }
    assert {fee.stage for fee in dossier.fees.all()} == {FeeLine.Stage.SUPPLEMENT}


def test_22_1_a_fee_paid_at_the_counter_is_written_down_with_the_reception(office: Office) -> None:
    taken = [{"name": "Lệ phí", "amount": 150_000, "receipt_number": "BL-0012345"}]
    dossier = perform_act(office, "receive", at=moment("2026-11-19 09:00"), fees_taken=taken)
    fee = dossier.fees.get()
    assert (fee.stage, fee.taken_at_unit) == (1, office.centre), "code 1 of the portal"
    settled = perform_act(office, "transfer", at=moment("2026-11-19 10:00"), dossier=dossier)
    settled = perform_act(office, "settle", at=moment("2026-11-20 10:00"), dossier=settled)
    rest = [{"name": "Phí sao lục", "amount": 20_000, "receipt_number": "BL-0012399"}]
    perform_act(
        office,
        "return_result",
        at=moment("2026-11-23 09:00"),
        dossier=settled,
        fees_taken=rest,
    )
    assert sorted(fee.stage for fee in dossier.fees.all()) == [1, 4]


def test_22_in_the_evening_the_till_is_checked_against_the_days_sheet(office: Office) -> None:
    for number, amount in ((2, 150_000), (1, 1_050_000)):
        taken = [{"name": "Lệ phí", "amount": amount, "receipt_number": f"BL-000{number}"}]
        perform_act(office, "receive", at=moment("2026-11-19 09:00"), fees_taken=taken)
    sheet = text_of(
        print_day_sheet(office.centre, day=date(2026, 11, 19), at=moment("2026-11-19 17:00"))
    )
    assert sheet.index("BL-0001") < sheet.index("BL-0002")
    assert "Tổng số tiền: 1.200.000 đồng (Một triệu hai trăm nghìn đồng.)" in sheet


def test_22_without_a_receipt_nothing_counts_as_paid(office: Office) -> None:
    dossier = asked_to_pay(office)
    with pytest.raises(FactsRefused) as refused:
        perform_act(
            office,
            "confirm_payment",
            at=moment("2026-11-23 09:00"),
            dossier=dossier,
            receipt_number="",
        )
    assert [one.code for one in refused.value.refusals] == ["missing_receipt_number"]
    with pytest.raises(ActRefused, match="wrong_state"):
        perform_act(office, "settle", at=moment("2026-11-23 09:00"), dossier=dossier)


def test_22_waiting_for_a_payment_stops_no_time_limit(office: Office) -> None:
    before = perform_act(office, "receive", at=moment("2026-11-19 09:00"))
    dossier = perform_act(office, "request_payment", at=moment("2026-11-19 09:10"), dossier=before)
    assert dossier.due_at == before.due_at == moment("2026-11-27 17:00")
    sweep(moment("2026-11-28 00:10"))
    assert Dossier.objects.get(pk=dossier.pk).is_overdue(moment("2026-11-28 00:10"))


def test_22_whoever_does_not_pay_may_withdraw(office: Office) -> None:
    dossier = asked_to_pay(office)
    dossier = perform_act(office, "withdraw", at=moment("2026-11-23 09:00"), dossier=dossier)
    assert dossier.state == "withdrawn"
    assert not dossier.fees.filter(paid_at__isnull=False).exists()
