"""A colleague's desk: seen by the head, handed over row by row, and told what else hangs on them."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.domain.roles import Role
from agencies.models import Delegation
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent
from dossiers.services.handing_desks import hand_over_desk
from dossiers.services.together import Chosen
from tests.factories import Office, dossier_in, make_officer, moment, perform_act
from tests.integration.dossiers.admin.conftest import LIST, Desk, text

AT = moment("2026-03-10 09:00")
PAGE = f"{LIST}colleagues/"
Desks = Callable[[Role], Desk]


def on_desk_of(office: Office, username: str = "chuyenvien1") -> Dossier:
    """A dossier that the officer has taken over."""
    dossier = dossier_in(office, "processing", at=AT)
    facts = {"to_unit": office.unit.code, "to_officer": username}
    return perform_act(office, "hand_over", at=AT, dossier=dossier, **facts)


def sent(*dossiers: Dossier, receiver: str = "truongphong1") -> dict[str, object]:
    rows = [f"{each.pk}:{each.version}" for each in dossiers]
    return {"officer": "chuyenvien1", "to_officer": receiver, "remark": "Nghỉ phép", "row": rows}


def test_the_head_sees_what_lies_with_a_colleague_and_hands_it_over(
    office: Office, desk: Desks
) -> None:
    mine, other = on_desk_of(office), dossier_in(office, "processing", at=AT)
    head = desk(Role.UNIT_HEAD)
    page = head.get(f"{PAGE}?officer=chuyenvien1")
    assert [line.dossier for line in page.context["lines"]] == [mine]
    answer = head.post(PAGE, sent(mine))
    assert "1 done, 0 not done" in text(answer)
    assert Dossier.objects.get(pk=mine.pk).officer == office.unit_head
    assert Dossier.objects.get(pk=other.pk).officer is None
    slip = mine.handovers.order_by("pk").last()
    assert (slip.receiver, slip.remark) == (office.unit_head, "Nghỉ phép")


def test_a_second_press_does_nothing_more_though_the_desk_is_empty_by_then(
    office: Office, desk: Desks
) -> None:
    dossier = on_desk_of(office)
    office.specialist.grants.update(valid_to=date(2026, 3, 1))
    office.specialist.is_active = False
    office.specialist.save()
    head = desk(Role.UNIT_HEAD)
    assert "Trần Văn Thẩm" in text(head.get(PAGE)), "whoever has left still has a desk"
    for _press in range(2):
        assert "1 done, 0 not done" in text(head.post(PAGE, sent(dossier)))
    assert DossierEvent.objects.filter(act="hand_over").count() == 2


def test_who_was_quicker_is_named_and_the_rest_is_done(office: Office, desk: Desks) -> None:
    first, second = on_desk_of(office), on_desk_of(office)
    page = sent(first, second)
    perform_act(
        office, "hand_over", at=AT, dossier=first, to_unit=office.unit.code, remark="Trả lại"
    )
    answer = desk(Role.UNIT_HEAD).post(PAGE, page)
    assert [line.dossier for line in answer.context["done"]] == [second]
    assert "Trần Văn Thẩm" in answer.context["refused"][0].why


def test_what_was_left_out_stands_at_its_field(office: Office, desk: Desks) -> None:
    dossier = on_desk_of(office)
    head = desk(Role.UNIT_HEAD)
    form = head.post(PAGE, sent(dossier) | {"remark": ""}).context["form"]
    assert "remark" in form.errors
    form = head.post(PAGE, sent(dossier) | {"to_officer": ""}).context["form"]
    assert "to_officer" in form.errors
    assert Dossier.objects.get().officer == office.specialist


def test_only_heads_and_only_their_own_desks(office: Office, desk: Desks) -> None:
    dossier = on_desk_of(office)
    for role in (Role.SPECIALIST, Role.COUNTER, Role.CENTRE_HEAD, Role.OVERSIGHT):
        assert desk(role).get(PAGE).status_code == 403, role
    neighbour = Desk(make_officer("truongphong2", Role.UNIT_HEAD, office.second_unit))
    assert not neighbour.get(f"{PAGE}?officer=chuyenvien1").context.get("lines")
    assert (
        "Only the head of the unit" in neighbour.post(PAGE, sent(dossier)).context["refused"][0].why
    )
    assert Dossier.objects.get().officer == office.specialist
    agency_head = desk(Role.AGENCY_HEAD).get(f"{PAGE}?officer=chuyenvien1")
    assert [line.dossier for line in agency_head.context["lines"]] == [dossier]


@pytest.mark.parametrize(
    ("receiver", "code"), [("", "missing_receiver"), ("chuyenvien1", "same_officer")]
)
def test_the_service_refuses_a_receiver_that_makes_no_sense(
    office: Office, receiver: str, code: str
) -> None:
    with pytest.raises(ActRefused) as refusal:
        hand_over_desk(
            actor=Actor(office.unit_head),
            at=AT,
            holder=office.specialist,
            receiver=receiver,
            remark="Nghỉ phép",
            chosen=[],
        )
    assert refusal.value.code == code


def test_somebody_of_another_agency_takes_nothing(office: Office) -> None:
    dossier = on_desk_of(office)
    (outcome,) = hand_over_desk(
        actor=Actor(office.unit_head),
        at=AT,
        holder=office.specialist,
        receiver=office.counter.username,
        remark="Nghỉ phép",
        chosen=[Chosen(dossier.pk, dossier.version)],
    )
    assert outcome.refusal is not None
    assert outcome.refusal.code == "unknown_officer"


def test_what_else_hangs_on_the_colleague_is_said_with_the_way_there(
    office: Office, desk: Desks
) -> None:
    Delegation.objects.create(
        giver=office.agency_head,
        receiver=office.unit_head,
        role=Role.AGENCY_HEAD,
        agency=office.department,
        acts=["settle"],
        signature_form="KT.",
        valid_from=date(2026, 1, 1),
    )
    page = text(desk(Role.AGENCY_HEAD).get(f"{PAGE}?officer=truongphong1"))
    assert "Delegation received from Phạm Văn Sở" in page
    assert "Nothing lies with Lê Thị Phòng." in page


def test_a_long_desk_asks_no_more_questions_than_a_short_one(office: Office, desk: Desks) -> None:
    head = desk(Role.UNIT_HEAD)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            head.get(f"{PAGE}?officer=chuyenvien1")
        return len(captured)

    on_desk_of(office)
    queries()
    few = queries()
    for _number in range(3):
        on_desk_of(office)
    assert queries() == few
