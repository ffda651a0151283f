"""After its time nothing personal is left in any table, and everything else is as it was."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dossiers.domain.personal_data import ERASED
from dossiers.domain.refusals import ActRefused
from dossiers.models import Applicant, Dossier, DossierEvent, DossierFile, EventText
from dossiers.selectors.personal_data import erasable_dossiers, holdings
from dossiers.services import erasing, print_form, throttling
from dossiers.services.erasing import erase_personal_data, foretell_erasure
from dossiers.services.feedback import give_feedback
from dossiers.services.verifying import verify_history
from notifications.models import ApologyLetter, Message
from notifications.services import letter_pdf
from notifications.services.verifying import InHand, Verdict, verify_letter
from tests.factories import Office, dossier_in, make_office, moment, perform_act
from tests.integration.api.caller import Caller
from tests.integration.dossiers.old_case import OVER, SECRETS, old_case
from tests.integration.dossiers.test_sealed_receipts import everything_stored

TEN_YEARS = moment("2036-12-03 09:01")
TOO_EARLY = moment("2036-12-03 08:59")


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def everything() -> dict[str, dict[Any, dict[str, Any]]]:
    """Every column of every row of every table, as text."""
    return {
        model._meta.label: {
            row.pop("pk"): {name: repr(value) for name, value in row.items()}
            for row in model._default_manager.values("pk", *_columns(model))
        }
        for model in apps.get_models()
    }


def over(office: Office) -> Dossier:
    """Returned, and the applicant told."""
    dossier = dossier_in(office, "returned", at=OVER)
    Message.objects.update(state="sent")
    return dossier


def _columns(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {
        f"{label}.{name}"
        for label, rows in before.items()
        for key, row in rows.items()
        for name, value in row.items()
        if after[label][key][name] != value
    }


def test_nothing_personal_is_left_in_any_table(office: Office) -> None:
    old_case(office)
    stored = everything_stored()
    missing = [secret for secret in SECRETS if secret not in stored]
    assert not missing, "the story no longer writes these"
    assert erase_personal_data(at=TEN_YEARS) == 1
    stored = everything_stored()
    assert not [secret for secret in SECRETS if secret in stored]
    for letter in ApologyLetter.objects.all():
        assert not letter.pdf
        assert not letter.signed_pdf


def test_only_what_the_register_names_has_changed(office: Office) -> None:
    """Whatever counts or tells figures reads the same columns as before."""
    old_case(office)
    before = everything()
    erase_personal_data(at=TEN_YEARS)
    named = {f"{each.model}.{name}" for each in holdings() for name in each.fields}
    stamps = {f"{each.model}.{each.stamp}" for each in holdings() if each.stamp}
    chain = {f"dossiers.Dossier.{name}" for name in ("version", "event_count", "head_hash")}
    # Made by the database of the names that were erased.
    made = {"dossiers.Applicant.search"}
    assert changed(before, everything()) <= named | stamps | chain | made
    added = {
        label: len(rows) - len(before[label])
        for label, rows in everything().items()
        if len(rows) != len(before[label])
    }
    assert added == {"dossiers.DossierEvent": 1}


def test_the_chain_holds_and_tells_of_the_erasure(office: Office) -> None:
    dossier = old_case(office)
    erase_personal_data(at=TEN_YEARS)
    assert not verify_history(dossier_id=dossier.pk).broken
    last = DossierEvent.objects.filter(dossier=dossier).latest("sequence")
    assert (last.act, last.at, last.actor) == ("erase", TEN_YEARS, None)
    assert last.from_state == last.to_state == dossier.state


def test_an_erased_text_cannot_be_tried_against_its_digest(office: Office) -> None:
    """With the salt a list of guesses, such as all identity numbers, could be."""
    old_case(office)
    erase_personal_data(at=TEN_YEARS)
    assert set(EventText.objects.values_list("salt", flat=True)) == {""}


def test_an_erased_dossier_is_taken_up_again_by_nobody(office: Office) -> None:
    """There would be nobody to answer; what is still open on paper needs a new dossier."""
    dossier = over(office)
    erase_personal_data(at=TEN_YEARS)
    with pytest.raises(ActRefused) as refused:
        perform_act(office, "reopen", at=TEN_YEARS + timedelta(hours=1), dossier=dossier)
    assert refused.value.code == "personal_data_erased"


@pytest.mark.parametrize("address", ["/admin/reports/", "/admin/reports/settlement/"])
def test_figures_are_the_same_before_and_after(
    office: Office, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_case(office)
    now = OVER + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: now)
    client = Client()
    client.force_login(office.centre_head)

    def figures() -> str:
        for cache in caches.all():
            cache.clear()
        return _without_secrets(client.get(address).content.decode())

    before = figures()
    assert "desk" in before
    erase_personal_data(at=TEN_YEARS)
    assert figures() == before


def _without_secrets(page: str) -> str:
    """The page without what is drawn anew each time."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken[^:]*:\s*)=?"[^"]*"', "", page)


def test_the_dossier_opens_still_and_names_nobody(office: Office) -> None:
    dossier = old_case(office)
    erase_personal_data(at=TEN_YEARS)
    client = Client()
    client.force_login(office.centre_head)
    page = client.get(f"/admin/dossiers/dossier/{dossier.code}/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert ERASED in page.content.decode()
    assert "Personal data erased" in page.content.decode()
    caller = Caller(office.counter)
    told = caller.get(f"dossiers/{dossier.code}/")
    assert told["applicant"]["name"] == ERASED
    for part in ("history/", "documents/", "handovers/", "clock/"):
        caller.get(f"dossiers/{dossier.code}/{part}")
        assert caller.status == 200
    assert client.get(f"/tra-cuu/{dossier.code}/").status_code == 200


def test_papers_say_that_they_were_erased(office: Office) -> None:
    dossier = old_case(office)
    letter = ApologyLetter.objects.get()
    erase_personal_data(at=TEN_YEARS)
    with pytest.raises(ActRefused, match="erased"):
        print_form(dossier.forms.earliest("pk").pk)
    with pytest.raises(ActRefused, match="erased"):
        letter_pdf(letter_id=letter.pk, at=TEN_YEARS)
    caller = Caller(office.counter)
    assert caller.get(f"dossiers/{dossier.code}/forms/01.pdf")["code"] == "erased"
    assert caller.status == 410
    caller.get(f"apologies/{letter.ref}/letter.pdf")
    assert caller.status == 410
    client = Client()
    client.force_login(office.agency_head)
    shown = client.get(f"/admin/notifications/apologyletter/{letter.pk}/pdf/", follow=True)
    assert shown.status_code == 200
    assert shown.redirect_chain


def test_a_letter_can_be_verified_by_its_digest_after_its_text_is_gone(office: Office) -> None:
    old_case(office)
    letter = ApologyLetter.objects.get()
    in_hand = bytes(letter.signed_pdf or b"")
    erase_personal_data(at=TEN_YEARS)
    throttling._memory.clear()
    found = verify_letter(letter.ref, client="203.0.113.7", at=TEN_YEARS, in_hand=[in_hand])
    assert found.verdict is Verdict.ERASED
    assert found.comparison is not None
    assert found.comparison.found is InHand.IDENTICAL
    page = Client().get(f"/xac-minh/{letter.ref}/", headers={"Accept-Language": "en"})
    assert "its text has been erased" in page.content.decode()


def test_the_contents_of_files_leave_the_storage(
    office: Office, own_files: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    old_case(office)
    assert [path for path in own_files.rglob("*") if path.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        erase_personal_data(at=TEN_YEARS)
    assert not [path for path in own_files.rglob("*") if path.is_file()]
    file = DossierFile.objects.get()
    assert (file.name, str(file.file)) == ("", "")
    assert file.sha256


def test_nothing_is_erased_before_its_time(office: Office) -> None:
    old_case(office)
    before = everything()
    assert erase_personal_data(at=TOO_EARLY) == 0
    assert everything() == before


def test_nothing_is_ever_erased_where_the_province_says_so(
    office: Office, settings: Settings
) -> None:
    settings.PERSONAL_DATA_YEARS = 0
    over(office)
    assert erase_personal_data(at=TEN_YEARS + timedelta(days=36500)) == 0


def test_a_dossier_that_is_not_over_keeps_everything(office: Office) -> None:
    for state in ("submitted", "received", "processing", "supplement_requested"):
        dossier_in(office, state, at=OVER)
    assert erase_personal_data(at=TEN_YEARS + timedelta(days=3650)) == 0


def test_an_open_complaint_holds_on(office: Office) -> None:
    dossier = over(office)
    assert erasable_dossiers(before=TEN_YEARS)
    give_feedback(str(dossier.ref), kind="complaint", text="Chưa trả lời", at=OVER)
    assert erase_personal_data(at=TEN_YEARS) == 0


def test_a_linked_dossier_that_still_runs_holds_on(office: Office) -> None:
    leading = over(office)
    assert erasable_dossiers(before=TEN_YEARS)
    linked = dossier_in(office, "processing", at=OVER)
    Dossier.objects.filter(pk=linked.pk).update(leading=leading)
    assert erase_personal_data(at=TEN_YEARS) == 0
    Dossier.objects.filter(pk=leading.pk).update(leading=linked)
    Dossier.objects.filter(pk=linked.pk).update(leading=None)
    assert erase_personal_data(at=TEN_YEARS) == 0


def test_an_apology_still_owed_holds_on(office: Office) -> None:
    dossier = old_case(office)
    assert erasable_dossiers(before=TEN_YEARS).filter(pk=dossier.pk)
    ApologyLetter.objects.update(state="draft")
    assert not erasable_dossiers(before=TEN_YEARS).filter(pk=dossier.pk)


def test_twice_is_once(office: Office) -> None:
    old_case(office)
    assert erase_personal_data(at=TEN_YEARS) == 1
    before = everything()
    assert erase_personal_data(at=TEN_YEARS + timedelta(days=1)) == 0
    assert everything() == before


def test_killed_between_two_chunks_the_next_run_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "CHUNK", 2)
    for _ in range(5):
        over(office)
    really, runs = erasing._erase_rows, []

    def killed(rows: Any, holding: Any, **more: Any) -> None:
        runs.append(holding)
        if len(runs) > len(holdings()) + 3:
            raise KeyboardInterrupt
        really(rows, holding, **more)

    monkeypatch.setattr(erasing, "_erase_rows", killed)
    with pytest.raises(KeyboardInterrupt):
        erase_personal_data(at=TEN_YEARS)
    assert Applicant.objects.filter(erased_at__isnull=False).count() == 2
    monkeypatch.setattr(erasing, "_erase_rows", really)
    assert erase_personal_data(at=TEN_YEARS) == 3
    assert not verify_history().broken


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_each_dossier_once(monkeypatch: pytest.MonkeyPatch) -> None:
    office = make_office()
    monkeypatch.setattr(erasing, "CHUNK", 1)
    for _ in range(6):
        over(office)
    begin, erased = Event(), []

    def run() -> None:
        begin.wait()
        try:
            erased.append(erase_personal_data(at=TEN_YEARS))
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    begin.set()
    for thread in threads:
        thread.join()
    assert sum(erased) == 6
    assert DossierEvent.objects.filter(act="erase").count() == 6
    assert not verify_history().broken


def test_the_preview_counts_and_changes_nothing(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old_case(office)
    before = everything()
    foretold = foretell_erasure(at=TEN_YEARS)
    assert foretold.dossiers == 1
    assert foretold.rows["notifications.ApologyLetter"] == 1
    monkeypatch.setattr(timezone, "now", lambda: TEN_YEARS)
    call_command("erase_personal_data", "--dry-run")
    assert "1 " in capsys.readouterr().out
    assert everything() == before
    call_command("erase_personal_data")
    assert Applicant.objects.get().name == ERASED


def test_a_leap_day_has_its_anniversary() -> None:
    assert erasing.kept_since(moment("2036-02-29 09:00")) == moment("2026-02-28 09:00")
