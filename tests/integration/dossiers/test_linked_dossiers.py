"""Linked procedures: an open dossier of the same applicant at the same one-stop unit leads another (art. 19.6)."""

import pytest

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services import do_act
from tests.factories import APPLICANT, Office, moment, opening_facts, perform_act

AT = moment("2026-03-10 09:00")


def linked(office: Office, to: str, **facts: object) -> Dossier:
    given = opening_facts(office, linked_to=to, **facts)
    return do_act("receive", actor=Actor(office.counter), at=AT, facts=given).dossier


def test_a_dossier_is_linked_by_the_code_or_the_reference_of_the_leading_one(
    office: Office,
) -> None:
    leading = perform_act(office, "receive", at=AT)
    by_code, by_ref = linked(office, str(leading.code)), linked(office, str(leading.ref))
    assert set(leading.linked.all()) == {by_code, by_ref}


def test_where_an_identity_number_is_missing_the_name_decides(office: Office) -> None:
    leading = perform_act(office, "receive", at=AT)
    nameless = {"name": "nguyễn văn ví dụ"}
    assert linked(office, str(leading.code), applicant=nameless).leading == leading


def test_another_applicants_dossier_does_not_lead(office: Office) -> None:
    leading = perform_act(office, "receive", at=AT)
    for other in ({"identity_number": "040000000099"}, {"identity_number": "", "name": "Trần B"}):
        with pytest.raises(ActRefused, match="not_same_applicant"):
            linked(office, str(leading.code), applicant={**APPLICANT, **other})


def test_only_an_open_dossier_of_the_same_unit_that_is_not_led_itself_leads(
    office: Office,
) -> None:
    leading = perform_act(office, "receive", at=AT)
    led = linked(office, str(leading.code))
    with pytest.raises(ActRefused, match="unknown_leading_dossier"):
        linked(office, str(led.code))
    perform_act(office, "withdraw", at=AT, dossier=leading)
    with pytest.raises(ActRefused, match="unknown_leading_dossier"):
        linked(office, str(leading.code))
    elsewhere = perform_act(office, "receive", at=AT)
    Dossier.objects.filter(pk=elsewhere.pk).update(receiving_unit=office.commune)
    with pytest.raises(ActRefused, match="unknown_leading_dossier"):
        linked(office, str(elsewhere.code))
