"""Delegations kept by heads: given inside the agency, ended and never deleted, counted only as far as they go."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.domain.roles import Role
from agencies.models import Delegation
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.selectors.delegable import delegable_acts
from dossiers.services import do_act
from dossiers.services.delegating import end_delegation, give_delegation
from tests.factories import Office, act_facts, dossier_in, make_officer, moment
from tests.integration.dossiers.admin.conftest import Desk, text

AT = moment("2026-03-10 09:00")
TODAY = AT.date()
PAGE = "/admin/agencies/delegation/"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)


@pytest.fixture
def head(office: Office) -> Desk:
    return Desk(office.agency_head)


def drafted(office: Office, **changed: Any) -> Delegation:
    parts = {
        "giver": office.agency_head,
        "receiver": office.unit_head,
        "role": Role.AGENCY_HEAD,
        "agency": office.department,
        "acts": ["settle"],
        "signature_form": "KT.",
        "valid_from": TODAY,
    }
    return Delegation(**parts | changed)


def sent(office: Office, **changed: Any) -> dict[str, Any]:
    return {
        "seat": office.agency_head.grants.get().pk,
        "receiver": office.unit_head.pk,
        "acts": ["settle"],
        "signature_form": "KT.",
        "document": "Quyết định 01/QĐ-STN",
        "valid_from": "2026-03-10",
        **changed,
    }


def test_a_head_gives_acts_which_count_until_they_are_ended(office: Office, head: Desk) -> None:
    dossier = dossier_in(office, "processing", at=AT)
    settle = {
        "actor": Actor(office.unit_head),
        "at": AT + timedelta(minutes=1),
        "facts": act_facts(office, "settle"),
        "dossier_id": dossier.pk,
    }
    with pytest.raises(ActRefused):
        do_act("settle", **settle)
    assert head.post(f"{PAGE}add/", sent(office)).status_code == 302
    given = Delegation.objects.get()
    assert (given.giver, given.role, given.agency) == (
        office.agency_head,
        "agency_head",
        office.department,
    )
    assert do_act("settle", **settle).event.delegation == given
    answer = head.post(f"{PAGE}{given.pk}/end/", {"last_day": "2026-03-09"}, follow=True)
    assert "Ended." in text(answer)
    other = dossier_in(office, "processing", at=AT)
    with pytest.raises(ActRefused):
        do_act("settle", **settle | {"dossier_id": other.pk})
    assert Dossier.objects.get(pk=other.pk).state == "processing"


def test_the_form_offers_what_the_head_holds_and_who_works_there(
    office: Office, head: Desk
) -> None:
    form = head.get(f"{PAGE}add/").context["adminform"].form
    acts = dict(form.fields["acts"].choices)
    assert next(iter(acts)) in {"settle", "reopen", "stop", "reappoint", "cancel_supplement"}
    assert acts["reappoint"] == "Sign apology letters, with the new return date"
    assert "receive" not in acts
    receivers = set(form.fields["receiver"].queryset)
    assert receivers == {office.specialist, office.unit_head}


def test_the_centres_head_may_have_reminders_signed(office: Office) -> None:
    form = Desk(office.centre_head).get(f"{PAGE}add/").context["adminform"].form
    assert dict(form.fields["acts"].choices)["remind"] == "Sign reminders to agencies"
    assert "remind" not in delegable_acts(Role.AGENCY_HEAD, Role.UNIT_HEAD)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (lambda office: {"giver": office.specialist}, "role_not_held"),
        (lambda office: {"receiver": office.agency_head}, "to_oneself"),
        (lambda office: {"receiver": office.counter}, "unknown_receiver"),
        (lambda office: {"acts": []}, "missing_acts"),
        (lambda office: {"acts": ["receive"]}, "act_not_of_role"),
        (lambda office: {"valid_to": TODAY - timedelta(days=1)}, "bad_period"),
        (lambda office: {"valid_from": TODAY - timedelta(days=1)}, "begins_in_past"),
    ],
)
def test_what_a_head_cannot_give_is_refused(
    office: Office, changed: Callable[[Office], dict[str, Any]], code: str
) -> None:
    with pytest.raises(ActRefused) as refusal:
        give_delegation(drafted(office, **changed(office)), by=office.agency_head, at=AT)
    assert refusal.value.code == code
    assert not Delegation.objects.exists()


def test_what_was_lent_cannot_be_lent_on(office: Office, head: Desk) -> None:
    give_delegation(drafted(office), by=office.agency_head, at=AT)
    lent_on = drafted(office, giver=office.unit_head, receiver=office.specialist)
    with pytest.raises(ActRefused) as refusal:
        give_delegation(lent_on, by=office.unit_head, at=AT)
    assert refusal.value.code == "role_not_held"
    seats = Desk(office.unit_head).get(f"{PAGE}add/").context["adminform"].form.fields["seat"]
    assert [label for _key, label in seats.choices] == ["Head of unit — Phòng Thẩm định"]


def test_a_delegation_that_has_not_begun_is_taken_back_without_a_day_in_force(
    office: Office,
) -> None:
    later = drafted(office, valid_from=TODAY + timedelta(days=5))
    given = give_delegation(later, by=office.agency_head, at=AT)
    end_delegation(
        delegation_id=given.pk, by=office.agency_head, may_keep_all=False, last_day=TODAY, at=AT
    )
    assert Delegation.objects.get().acts == []


def test_heads_see_their_own_and_end_them_and_nobody_deletes_or_changes(
    office: Office, head: Desk
) -> None:
    given = give_delegation(drafted(office), by=office.agency_head, at=AT)
    page = f"{PAGE}{given.pk}/"
    chairman = Desk(make_officer("chutich1", Role.AGENCY_HEAD, office.commune))
    assert "Settle" in text(head.get(PAGE))
    assert "Settle" not in text(chairman.get(PAGE))
    assert chairman.post(f"{page}end/", {"last_day": "2026-03-10"}).status_code == 404
    receiver = Desk(office.unit_head)
    assert "Settle" in text(receiver.get(f"{page}change/"))
    receiver.post(f"{page}end/", {"last_day": "2026-03-10"})
    head.post(f"{page}change/", {"acts": ["stop"]})
    head.post(f"{page}delete/", {"post": "yes"})
    left = Delegation.objects.get()
    assert (left.acts, left.valid_to) == (["settle"], None)
    assert Desk(office.specialist).get(PAGE).status_code == 403
    assert "Settle" in text(Desk(office.administrator).get(PAGE))


def test_the_last_day_is_neither_long_ago_nor_later_than_the_one_it_has(
    office: Office, head: Client
) -> None:
    given = drafted(office, valid_to=TODAY + timedelta(days=3))
    given = give_delegation(given, by=office.agency_head, at=AT)
    for day in (date(2026, 3, 1), date(2026, 3, 20)):
        form = head.post(f"{PAGE}{given.pk}/end/", {"last_day": day}).context["form"]
        assert "last_day" in form.errors
    assert Delegation.objects.get().valid_to == TODAY + timedelta(days=3)
