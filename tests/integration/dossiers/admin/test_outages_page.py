"""Outages on screen: the head approves and takes back, everyone of the unit reads, the card keeps the mark."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.domain.roles import Role
from agencies.selectors import Actor
from dossiers.models import Dossier, Outage
from dossiers.services.outages import approve_outage
from tests.factories import Office, make_officer, moment, perform_act
from tests.integration.dossiers.admin.conftest import Desk, said, text

PAGE = "/admin/dossiers/outage/"
NOW = moment("2026-03-11 10:12")
TYPED = {
    "unit": "H41.01.02",
    "began_day": "10/03/2026",
    "began_time": "07:30",
    "ended_day": "10/03/2026",
    "ended_time": "16:30",
    "reason": "Mất điện toàn khu vực",
}


@pytest.fixture(autouse=True)
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def head(office: Office) -> Desk:
    desk = Desk(office.centre_head)
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "vi"
    return desk


def approved(office: Office, *, began: str = "2026-03-10 07:30", hours: int = 9) -> Outage:
    return approve_outage(
        actor=Actor(office.centre_head),
        unit=office.centre,
        began_at=moment(began),
        ended_at=moment(began) + timedelta(hours=hours),
        reason="Mất điện",
        at=NOW,
    )


def entered(office: Office, paper: datetime) -> Dossier:
    return perform_act(office, "receive", at=NOW, received_on_paper_at=paper.isoformat())


def test_the_head_approves_and_reads_until_when_to_enter(office: Office, head: Desk) -> None:
    assert head.post(PAGE, TYPED).status_code == 302
    outage = Outage.objects.get()
    assert (outage.began_at, outage.ended_at) == (
        moment("2026-03-10 07:30"),
        moment("2026-03-10 16:30"),
    )
    assert "24/03/2026" in said(head.get(PAGE))[0]


def test_what_is_refused_keeps_all_that_was_typed(office: Office, head: Desk) -> None:
    answer = head.post(PAGE, {**TYPED, "ended_time": "07:00"})
    assert answer.context["form"].errors["ended_day"]
    assert "Mất điện toàn khu vực" in text(answer)
    answer = head.post(PAGE, {**TYPED, "began_time": "half past"})
    assert answer.context["form"].errors["began_time"]
    assert not Outage.objects.exists()


def test_a_commune_head_sees_the_form_for_the_own_unit_only(office: Office) -> None:
    desk = Desk(make_officer("chutich", Role.AGENCY_HEAD, office.commune))
    form = desk.get(PAGE).context["form"]
    assert list(form.fields["unit"].queryset) == [office.commune]
    assert "unit" in desk.post(PAGE, TYPED).context["form"].errors


def test_a_counter_officer_reads_but_approves_and_takes_back_nothing(
    office: Office, counter: Desk
) -> None:
    outage = approved(office)
    page = counter.get(PAGE)
    assert page.context["form"] is None
    assert "Mất điện" in text(page)
    assert counter.post(PAGE, TYPED).status_code == 403
    assert counter.post(f"{PAGE}{outage.pk}/withdraw/").status_code == 403


def test_the_head_takes_an_unused_approval_back(office: Office, head: Desk) -> None:
    outage = approved(office)
    assert head.get(f"{PAGE}{outage.pk}/withdraw/").status_code == 200
    head.post(f"{PAGE}{outage.pk}/withdraw/")
    assert not Outage.objects.exists()
    used = approved(office)
    entered(office, moment("2026-03-10 09:00"))
    head.post(f"{PAGE}{used.pk}/withdraw/")
    assert Outage.objects.get() == used


def test_the_receptions_of_an_outage_are_listed_without_a_name(
    office: Office, desk: Callable[[Role], Desk]
) -> None:
    outage = approved(office)
    dossier = entered(office, moment("2026-03-10 09:00"))
    shown = text(desk(Role.OVERSIGHT).get(f"{PAGE}{outage.pk}/"))
    assert dossier.code in shown
    assert "09:00 10/03/2026" in shown
    assert "10:12 11/03/2026" in shown
    assert "Nguyễn Văn Ví Dụ" not in shown
    assert desk(Role.SPECIALIST).get(f"{PAGE}{outage.pk}/").status_code == 403


def test_the_card_shows_the_mark_to_everybody_who_sees_the_dossier(
    office: Office, desk: Callable[[Role], Desk]
) -> None:
    approved(office)
    dossier = entered(office, moment("2026-03-10 09:00"))
    for role in (Role.COUNTER, Role.SPECIALIST, Role.OVERSIGHT):
        shown = text(desk(role).get(f"/admin/dossiers/dossier/{dossier.code}/"))
        assert "Received on paper" in shown
        assert "at 09:00 10/03/2026, entered 10:12 11/03/2026" in shown
    ordinary = perform_act(office, "receive", at=NOW)
    shown = text(desk(Role.COUNTER).get(f"/admin/dossiers/dossier/{ordinary.code}/"))
    assert "Received on paper" not in shown


def test_both_pages_cost_the_same_queries_for_many_rows_as_for_few(
    office: Office, counter: Desk, django_assert_num_queries: Callable[[int], Any]
) -> None:
    outage = approved(office)
    addresses = (PAGE, f"{PAGE}{outage.pk}/")
    for _number in range(3):
        entered(office, moment("2026-03-10 09:00"))
    few = {}
    for address in addresses:
        counter.get(address)
        with CaptureQueriesContext(connection) as queries:
            counter.get(address)
        few[address] = len(queries)
    for number in range(9):
        entered(office, moment("2026-03-10 09:00"))
        approved(office, began=f"2026-03-09 0{number}:00", hours=1)
    for address in addresses:
        with django_assert_num_queries(few[address]):
            counter.get(address)
