"""Acts at the desk: every row of the table has its form, and what is refused stands at its field."""

import pytest
from django.test import Client

from agencies.domain.roles import Role
from dossiers.domain.acts import Place
from dossiers.lifecycle import rows
from dossiers.models import Dossier
from tests.factories import PERFORMERS, Office, dossier_in, moment
from tests.integration.dossiers.admin.conftest import LIST, Desk, said, text

AT = moment("2026-03-10 09:00")
#: Those of people elsewhere have tests of their own, once somebody elsewhere is concerned.
ELSEWHERE = {Place.FORWARDED, Place.CONSULTED}
DOORS = [
    (row.act, row.source)
    for row in rows(Dossier)
    if row.door and row.source and not {a.place for a in row.allowed} <= ELSEWHERE
]


def page_of(dossier: Dossier, act: str) -> str:
    return f"{LIST}{dossier.key}/acts/{act}/"


def performer(office: Office, act: str, state: str) -> Client:
    name = PERFORMERS.get(act, "counter")
    if act == "settle" and state == "received":
        name = "counter"
    return Desk(getattr(office, name))


@pytest.mark.parametrize(("act", "state"), DOORS)
def test_every_act_of_the_table_has_its_form(office: Office, act: str, state: str) -> None:
    dossier = dossier_in(office, state, at=AT)
    page = performer(office, act, state).get(page_of(dossier, act))
    assert page.status_code == 200
    assert set(page.context["form"].inputs) == {
        fact.name
        for row in rows(Dossier)
        if (row.act, row.source) == (act, state)
        for fact in row.facts
    }


def test_transferring_leads_back_to_the_dossier_with_what_was_done(
    office: Office, counter: Client
) -> None:
    dossier = dossier_in(office, "received", at=AT)
    answer = counter.post(page_of(dossier, "transfer"), {"act": "transfer"}, follow=True)
    assert said(answer) == ["Transfer to the agency: done. The dossier is now “In process”."]
    assert Dossier.objects.get().unit == office.unit


def test_what_was_asked_is_ticked_off_and_a_missing_item_is_named(
    office: Office, counter: Client
) -> None:
    dossier = dossier_in(office, "supplement_requested", at=AT)
    asked = dossier.supplements.get().items
    page = page_of(dossier, "accept_supplement")
    refused = counter.post(page, {"act": "accept_supplement", "items_received": []})
    assert refused.context["form"].shown["items_received"].errors
    assert Dossier.objects.get().state == "supplement_requested"
    counter.post(page, {"act": "accept_supplement", "items_received": asked})
    assert Dossier.objects.get().state == "received"


def test_fees_of_several_rows_are_asked_for(office: Office, counter: Client) -> None:
    dossier = dossier_in(office, "received", at=AT)
    fees = {"fee_0_name": "Lệ phí", "fee_0_amount": "50000", "fee_1_name": "", "fee_1_amount": ""}
    counter.post(page_of(dossier, "request_payment"), {"act": "request_payment", **fees})
    assert list(dossier.fees.values_list("name", "amount")) == [("Lệ phí", 50_000)]


def test_only_what_was_written_over_is_a_correction(office: Office, counter: Client) -> None:
    dossier = dossier_in(office, "received", at=AT)
    page = page_of(dossier, "amend")
    shown = counter.get(page).context["form"]
    details = {name: field.initial for name, field in shown.fields.items() if field.initial}
    details |= {"changed_phone": "0900000009", "reason": "Ghi nhầm số", "act": "amend"}
    answer = counter.post(page, details, follow=True)
    assert "0900000001 → 0900000009" in text(answer)
    assert Dossier.objects.get().applicant.phone == "0900000009"


def test_a_centre_head_may_stop_only_what_was_entered_in_error(office: Office, desk) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    ground = desk(Role.CENTRE_HEAD).get(page_of(dossier, "stop")).context["form"].fields["ground"]
    assert [value for value, _label in ground.choices] == ["entered_in_error"]


def test_nobody_acts_on_a_page_that_has_become_old(office: Office, counter: Client) -> None:
    dossier = dossier_in(office, "received", at=AT)
    old = {"act": "withdraw", "version": dossier.version - 1, "request": "Đơn", "reason": "Thôi"}
    answer = counter.post(page_of(dossier, "withdraw"), old)
    assert "Someone else has changed this dossier meanwhile" in text(answer)
    assert Dossier.objects.get().state == "received"


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ("transfer", "cannot be done while the dossier is “In process”"),
        ("settle", "You do not hold a role that may do “Settle”"),
        ("dance", "There is no act named “dance”"),
    ],
)
def test_an_act_that_is_not_open_leads_back_with_the_reason(
    office: Office, counter: Client, act: str, why: str
) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    answer = counter.post(page_of(dossier, act), {"act": act}, follow=True)
    assert why in said(answer)[0]
    assert Dossier.objects.get().state == "processing"


def test_what_stands_in_the_way_is_said_before_the_click(office: Office, counter: Client) -> None:
    dossier = dossier_in(office, "received", at=AT)
    page = text(counter.get(f"{LIST}{dossier.key}/"))
    assert "This procedure is not settled at the counter." in page
    assert page_of(dossier, "settle") not in page
    assert page_of(dossier, "transfer") in page
