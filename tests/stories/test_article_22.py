"""Article 22 of Decree 61/2018/NĐ-CP: fees and charges are asked for, paid, and the receipt is kept.

The Decree stops no time limit for a payment that is awaited.
"""

import pytest
from django.core import mail
from django.test import Client

from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.models import Dossier
from notifications.services import deliver_due_messages, sweep
from tests.factories import APPLICANT, Office, moment, perform_act
from tests.stories.telling import citizen_sees, look_up

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

    pin = dossier.forms.get(kind="01").context["pin"]
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
    assert {(fee.paid_at, fee.receipt_number) for fee in dossier.fees.all()} == {
        (paid, "BL-0012345")
    }


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
