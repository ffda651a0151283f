"""A dossier keeps the rule set it was received under, and each switch of a rule set reaches its acts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.checks import run_checks

from agencies.domain.roles import Role
from agencies.models import Agency, AgencyKind, RoleGrant
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services import do_act
from procedures.domain import rulesets
from procedures.domain.rulesets import ND118_2025, RuleSet, SupplementEffect
from tests.factories import Office, dossier_in, moment, perform_act

RECEIVED = moment("2026-03-10 09:00")  # a Tuesday
NEXT_DAY = moment("2026-03-11 09:00")


@pytest.fixture
def adopt(settings: Any) -> Iterator[Callable[..., RuleSet]]:
    """`adopt(levels=3)`: new dossiers are received under a variant of Decree 118/2025."""
    before = dict(rulesets.RULESETS)

    def adopted(**switches: Any) -> RuleSet:
        made = replace(ND118_2025, code="ND118_TEST", **switches)
        rulesets.adopt(made)
        settings.RULESET = made.code
        return made

    yield adopted
    for code in rulesets.RULESETS.keys() - before.keys():
        del rulesets._KNOWN[code]


def later(office: Office, act: str, dossier: Dossier, at: str, **facts: Any) -> Dossier:
    return perform_act(office, act, at=moment(at), dossier=dossier, **facts)


def test_a_dossier_keeps_its_rule_set_when_the_setting_changes(
    office: Office, settings: Any, adopt: Callable[..., RuleSet]
) -> None:
    old = dossier_in(office, "processing", at=RECEIVED)
    adopt(supplement_effect=SupplementEffect.PAUSE)
    new = dossier_in(office, "processing", at=RECEIVED)
    assert (old.ruleset, new.ruleset) == ("ND61_2018", "ND118_TEST")
    for dossier in (old, new):
        later(office, "request_supplement", dossier, "2026-03-12 07:30")
    told = [d.forms.get(kind="02").context["restarts_clock"] for d in (old, new)]
    assert told == [True, False], "the slip says what each decree does to the limit"
    settings.RULESET = "ND61_2018"
    old, new = (
        later(office, "accept_supplement", Dossier.objects.get(pk=d.pk), "2026-03-16 07:30")
        for d in (old, new)
    )
    assert (old.due_at, old.run) == (moment("2026-03-23 17:00"), 2), "the whole limit again"
    assert (new.due_at, new.run) == (moment("2026-03-19 17:00"), 1), "two working days given back"
    assert list(
        new.events.exclude(clock="").order_by("sequence").values_list("clock", flat=True)
    ) == [
        "start",
        "hold",
        "resume",
    ]


@pytest.mark.parametrize("effect", SupplementEffect)
def test_a_supplement_taken_back_leaves_the_date_as_it_was(
    office: Office, adopt: Callable[..., RuleSet], effect: SupplementEffect
) -> None:
    adopt(supplement_effect=effect)
    dossier = dossier_in(office, "processing", at=RECEIVED)
    due_at = dossier.due_at
    dossier = later(office, "request_supplement", dossier, "2026-03-12 08:00")
    assert dossier.due_at is None
    dossier = later(office, "cancel_supplement", dossier, "2026-03-18 08:00")
    assert (dossier.due_at, dossier.run, dossier.late_since) == (due_at, 1, None)
    assert dossier.is_overdue(moment("2026-03-18 08:00")), "the day has passed meanwhile"


def test_a_dossier_forwarded_is_counted_from_its_arrival_where_the_decree_says_so(
    office: Office, adopt: Callable[..., RuleSet]
) -> None:
    for rules, due_at in (("ND61_2018", "2026-03-17 17:00"), ("ND118_TEST", "2026-03-19 17:00")):
        if rules == "ND118_TEST":
            adopt()
        dossier = perform_act(office, "receive", at=RECEIVED)
        dossier = later(office, "forward", dossier, "2026-03-10 10:00")
        dossier = confirm_arrival(office, dossier, "2026-03-12 09:00")
        assert (dossier.ruleset, dossier.due_at) == (rules, moment(due_at))
        assert dossier.original_due_at == dossier.due_at


def confirm_arrival(office: Office, dossier: Dossier, at: str) -> Dossier:
    """By a counter officer of the commune to which the dossier was forwarded."""
    RoleGrant.objects.get_or_create(
        officer=office.stranger,
        role=Role.COUNTER,
        agency=office.commune,
        valid_from=date(2019, 1, 1),
    )
    do_act(
        "confirm_arrival",
        actor=Actor(office.stranger),
        at=moment(at),
        facts={},
        dossier_id=dossier.pk,
    )
    return Dossier.objects.get(pk=dossier.pk)


def test_a_return_date_that_never_moves_cannot_be_moved(
    office: Office, adopt: Callable[..., RuleSet]
) -> None:
    assert dossier_in(office, "processing", at=RECEIVED).may_be_reappointed
    adopt(extension_max=0)
    assert not dossier_in(office, "processing", at=RECEIVED).may_be_reappointed


def test_in_two_tiers_no_district_receives(office: Office, settings: Any) -> None:
    district = Agency.objects.create(
        code="H41.70", kind=AgencyKind.DISTRICT, name="UBND huyện Cũ", is_one_stop=True
    )
    settings.RULESET = "ND118_2025"
    with pytest.raises(ActRefused, match="unknown_receiving_unit"):
        perform_act(office, "receive", at=RECEIVED, receiving_unit=district.code)


def test_codes_are_written_as_the_rule_set_has_it(
    office: Office, adopt: Callable[..., RuleSet]
) -> None:
    adopt(code_pattern="{unit}-{day:%y%m%d}-{number:06d}")
    assert perform_act(office, "receive", at=RECEIVED).code == "H41.01.02-260310-000001"


def test_a_variant_that_cannot_be_used_is_said_at_start(settings: Any) -> None:
    settings.RULESET_VARIANTS = {"ND61_TEST": {"of": "ND61_2018", "supplement_effect": "pause"}}
    (error,) = [found for found in run_checks() if found.id == "casetracking.E020"]
    assert "ND61_TEST fixed_by_law supplement_effect" in error.msg


def test_dossiers_whose_variant_is_gone_are_found(
    office: Office, adopt: Callable[..., RuleSet]
) -> None:
    adopt()
    perform_act(office, "receive", at=RECEIVED)
    assert not _gone()
    del rulesets._KNOWN["ND118_TEST"]
    assert _gone() == ["Dossiers were received under the rule set ND118_TEST, which is not known."]


def _gone() -> list[str]:
    found = run_checks(databases=["default"])
    return [error.msg for error in found if error.id == "casetracking.E021"]
