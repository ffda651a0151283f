"""Demo data: every kind of dossier once, made by the real desks, the same for the same seed."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django.fixtures import Settings

from agencies.domain.roles import Role
from agencies.models import Officer, RoleGrant
from agencies.selectors.callers import caller_by_token
from agencies.services.load_units import load_units
from config.demo import DemoRefused, load_demo
from config.demo.cast import PASSWORD
from config.demo.plots import PLOTS
from config.demo.welcome import welcome
from config.management.commands import load_demo as command
from dossiers.lifecycle import DossierState
from dossiers.models import (
    Applicant,
    Consultation,
    Dossier,
    DossierEvent,
    FeeLine,
    HandOver,
    Verification,
)
from dossiers.services.looking_up import open_with_pin
from dossiers.services.verifying import verify_history
from notifications.models import ApologyLetter, LetterState, LetterWay, OverdueFlag
from procedures.services.reference import load_shipped_calendar, load_shipped_catalogue
from tests.factories import moment

AS_OF = moment("2026-11-20 15:30")
EACH_ONCE = len(PLOTS)


@pytest.fixture
def reference(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    load_units()
    load_shipped_calendar(at=moment("2026-01-05 08:00"))
    load_shipped_catalogue(on=date(2026, 1, 5))


def play(dossiers: int = EACH_ONCE, *, seed: int = 7, as_of: datetime = AS_OF) -> Any:
    return load_demo(dossiers=dossiers, seed=seed, as_of=as_of)


@pytest.mark.slow
def test_every_life_leaves_what_it_is_there_for(reference: None) -> None:
    loaded = play()
    assert loaded.states.total() == EACH_ONCE == Dossier.objects.count()
    missing = set(DossierState) - set(loaded.states)
    assert missing == set()
    assert set(RoleGrant.objects.values_list("role", flat=True)) == set(Role)
    letters = set(ApologyLetter.objects.values_list("way", "state"))
    assert {(way, LetterState.DELIVERED) for way in LetterWay} <= letters
    assert (LetterWay.LATE, LetterState.DRAFT) in letters
    assert set(HandOver.objects.values_list("kind", flat=True)) == set(HandOver.Kind)
    assert {c.answered_at is None for c in Consultation.objects.all()} == {True, False}
    assert Verification.objects.exists()
    assert Dossier.objects.filter(outage__isnull=False).exists()
    assert FeeLine.objects.filter(stage=FeeLine.Stage.RECEPTION).exists()
    assert OverdueFlag.objects.filter(appointment=1).exists()
    overdue = Dossier.objects.filter(closed_at=None, late_from__lte=AS_OF)
    flagged = OverdueFlag.objects.filter(closed_at=None).values_list("dossier_id", flat=True)
    assert set(overdue.values_list("pk", flat=True)) == set(flagged)
    assert not verify_history().broken
    assert not DossierEvent.objects.filter(at__gt=AS_OF).exists()
    _assert_names_are_invented()
    _assert_the_welcome_tells_the_truth(loaded)


def _assert_names_are_invented() -> None:
    for applicant in Applicant.objects.all():
        assert applicant.phone.startswith("0900")
        assert applicant.identity_number.startswith(("040000", "2900"))
        assert not applicant.email or applicant.email.endswith(".example")
    for officer in Officer.objects.all():
        assert not officer.email or officer.email.endswith(".example")


def _assert_the_welcome_tells_the_truth(loaded: Any) -> None:
    text = welcome(loaded.cast, at=AS_OF)
    assert PASSWORD in text
    assert Officer.objects.get(username="tiepnhan1").check_password(PASSWORD)
    token = next(line for line in text.splitlines() if "lienthong" in line).split()[-1]
    held = caller_by_token(token, on=AS_OF.date())
    assert held is not None
    assert held.officer.username == "lienthong"
    overdue = next(line for line in text.splitlines() if line.startswith("Dossier overdue"))
    code, pin = overdue.split()[2], overdue.split()[-1]
    assert open_with_pin(code, pin, client="127.0.0.1", at=AS_OF)


def _told() -> Iterator[tuple[Any, ...]]:
    for event in DossierEvent.objects.select_related("dossier__applicant", "actor").order_by(
        "at", "dossier__code", "sequence", "dossier__applicant__identity_number"
    ):
        dossier = event.dossier
        yield event.at, event.act, event.actor.username, dossier.code, dossier.applicant.name


@pytest.mark.slow
def test_the_same_seed_and_end_give_the_same_story_and_another_seed_another(
    reference: None,
) -> None:
    class TakenBack(Exception):
        pass

    def story(seed: int) -> list[tuple[Any, ...]]:
        told: list[tuple[Any, ...]] = []
        with suppress(TakenBack), transaction.atomic():
            play(3, seed=seed)
            told = list(_told())
            raise TakenBack
        return told

    assert story(1) == story(1) != story(2)


@pytest.mark.slow
def test_the_command_leaves_the_welcome_and_then_the_dossiers_alone(
    reference: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "VAR_DIR", tmp_path)
    said = StringIO()
    call_command("load_demo", dossiers=2, seed=3, as_of="2026-11-20T15:30", stdout=said)
    assert (tmp_path / "welcome.txt").read_text(encoding="utf-8") in said.getvalue()
    with pytest.raises(DemoRefused, match="not_empty"):
        play(1)
    with pytest.raises(CommandError):
        call_command("load_demo", dossiers=1)
    said = StringIO()
    call_command("load_demo", dossiers=1, if_empty=True, stdout=said)
    assert said.getvalue() == ""
    assert Dossier.objects.count() == 2


def test_an_end_before_the_agencies_of_today_is_refused(reference: None) -> None:
    with pytest.raises(DemoRefused, match="too_early"):
        play(1, as_of=moment("2025-09-01 09:00"))
    assert not Officer.objects.exists()


def test_a_database_without_catalogue_is_told_to_load_it(db: None) -> None:
    load_units()
    load_shipped_calendar(at=moment("2026-01-05 08:00"))
    with pytest.raises(DemoRefused, match="no_reference"):
        play(1)


def test_demo_data_are_never_loaded_in_production(reference: None, settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("load_demo", dossiers=1)
    assert not Officer.objects.exists()


@pytest.mark.parametrize(
    "options",
    [{"as_of": "yesterday"}, {"as_of": "2026-13-01"}, {"as_of": "2999-01-01T08:00"}, {"dossiers": 0}],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_a_sentence(db: None, options: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        call_command("load_demo", **options)
