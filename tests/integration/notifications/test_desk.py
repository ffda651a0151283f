"""The desk's pages: who sees what, the forms that answer and sign, refusals at their fields."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings

from agencies.models import Officer
from notifications.domain.letters import Part
from notifications.models import ApologyLetter, DelayNotice, Message, OverdueFlag, ReminderLetter
from notifications.services import sweep
from notifications.wording import PART_LABELS
from tests.factories import Office, make_officer
from tests.integration.notifications.scenes import (
    ANSWERED,
    DEMANDED,
    LATE,
    MONDAY_AFTER,
    REASON,
    again,
    answered,
    demanded,
    overdue,
    running,
)
from tests.tokens import authority

PAGES = ("delaynotice", "apologyletter", "overdueflag")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """The clock the doors read."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


def desk_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, row: object, view: str = "change") -> str:
    return reverse(f"admin:notifications_{name}_{view}", args=[row.pk])


def test_the_agency_answers_a_demand_from_its_page(office: Office, at):
    notice = demanded(office)
    at(ANSWERED)
    desk = desk_of(office.specialist)
    assert page("delaynotice", notice, "answer") in desk.get(page("delaynotice", notice)).text
    answer = desk.post(
        page("delaynotice", notice, "answer"),
        {"reason_code": "verification", "reason": REASON, "proposed_until": "04/12/2026"},
    )
    assert answer.status_code == 302
    assert DelayNotice.objects.get().reason == REASON
    assert ApologyLetter.objects.get().state == "ready"


def test_a_refusal_stands_at_its_field_and_nothing_has_changed(office: Office, at):
    notice = demanded(office)
    at(ANSWERED)
    answer = desk_of(office.specialist).post(
        page("delaynotice", notice, "answer"),
        {"reason_code": "verification", "reason": REASON, "proposed_until": "05/12/2026"},
    )
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["proposed_until"]
    assert DelayNotice.objects.get().answered_at is None


def test_the_head_sees_what_is_missing_and_signs(office: Office, at):
    overdue(office)
    at(MONDAY_AFTER)
    letter = ApologyLetter.objects.get()
    desk = desk_of(office.agency_head)
    with translation.override("vi"):
        assert str(PART_LABELS[Part.REASON]) in desk.get(page("apologyletter", letter)).text
    refused = desk.post(
        page("apologyletter", letter, "issue"),
        {"reason_code": "", "reason": "", "new_until": ""},
    )
    assert set(refused.context["form"].errors) == {"reason_code", "reason", "new_until"}
    signed = desk.post(
        page("apologyletter", letter, "issue"),
        {"reason_code": "workload", "reason": REASON, "new_until": "04/12/2026"},
    )
    assert signed.status_code == 302
    assert again(letter.dossier).due_at == datetime.fromisoformat("2026-12-04T17:00+07:00")
    pdf = desk.get(page("apologyletter", letter, "show_pdf"))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_an_officer_prepares_but_does_not_sign(office: Office, at):
    overdue(office)
    at(MONDAY_AFTER)
    letter = ApologyLetter.objects.get()
    desk = desk_of(office.specialist)
    assert desk.get(page("apologyletter", letter, "issue")).status_code == 403
    kept = desk.post(page("apologyletter", letter, "prepare"), {"reason": REASON})
    assert kept.status_code == 302
    assert ApologyLetter.objects.get().reason == REASON


def test_the_head_takes_the_letter_away_signs_it_outside_and_brings_it_back(
    office: Office, at, settings: Settings, tmp_path: Path
):
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(authority().pem)
    settings.SIGNING_TRUST_ROOTS = str(bundle)
    letter = answered(office)
    at(ANSWERED)
    desk = desk_of(office.agency_head)
    kept = desk.post(page("apologyletter", letter, "prepare_token"), {})
    assert kept.status_code == 302
    buttons = desk.get(page("apologyletter", letter)).text
    assert page("apologyletter", letter, "upload") in buttons
    assert page("apologyletter", letter, "issue") not in buttons
    file = desk.get(page("apologyletter", letter, "show_pdf"))
    assert file["Content-Disposition"].startswith("attachment")

    def bring_back(pdf: bytes) -> Any:
        sent = SimpleUploadedFile("phieu.pdf", pdf, "application/pdf")
        return desk.post(page("apologyletter", letter, "upload"), {"signed": sent})

    refused = bring_back(file.content)
    assert refused.status_code == 200
    assert refused.context["form"].errors
    assert bring_back(authority().token("Phạm Văn Sở").sign(file.content)).status_code == 302
    assert ApologyLetter.objects.get().state == "issued"


def test_the_head_gives_a_signature_up_from_the_page(office: Office, at):
    letter = answered(office)
    at(ANSWERED)
    desk = desk_of(office.agency_head)
    desk.post(page("apologyletter", letter, "prepare_token"), {})
    assert desk.post(page("apologyletter", letter, "give_up"), {}).status_code == 302
    states = ApologyLetter.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["void", "ready"]


@pytest.mark.parametrize(
    ("mode", "offered", "hidden"),
    [("server", "issue", "prepare_token"), ("token", "prepare_token", "issue")],
)
def test_only_the_ways_of_signing_that_are_set_are_offered(
    office: Office, at, settings: Settings, mode: str, offered: str, hidden: str
):
    settings.SIGNING_MODE = mode
    letter = answered(office)
    at(ANSWERED)
    desk = desk_of(office.agency_head)
    shown = desk.get(page("apologyletter", letter)).text
    assert page("apologyletter", letter, offered) in shown
    assert page("apologyletter", letter, hidden) not in shown
    assert desk.get(page("apologyletter", letter, hidden)).status_code == 403


def test_the_head_of_the_centre_signs_a_reminder_with_one_click(office: Office, at):
    overdue(office)
    now = MONDAY_AFTER + timedelta(days=1)
    sweep(now)
    at(now)
    reminder = ReminderLetter.objects.get()
    desk = desk_of(office.centre_head)
    assert overdue_code() in desk.get(page("reminderletter", reminder)).text
    assert desk.post(page("reminderletter", reminder, "issue"), {}).status_code == 302
    assert ReminderLetter.objects.get().number == 1
    assert desk.get(page("reminderletter", reminder, "show_pdf")).content[:5] == b"%PDF-"
    agency = desk_of(office.agency_head)
    assert agency.get(page("reminderletter", reminder)).status_code == 200
    led_back = agency.get(page("reminderletter", reminder, "issue"))
    assert led_back["Location"] == page("reminderletter", reminder), "it is issued: nothing to do"


def overdue_code() -> str:
    return OverdueFlag.objects.get().dossier.code


@pytest.mark.parametrize("name", PAGES)
def test_lists_show_every_role_only_what_it_may_see(office: Office, name: str, at):
    flag = overdue(office)
    at(LATE)
    url = reverse(f"admin:notifications_{name}_changelist")
    for role in ("agency_head", "specialist", "counter", "centre_head", "oversight"):
        assert flag.dossier.code in desk_of(getattr(office, role)).get(url).text, role
    elsewhere = make_officer("giamdocxa", "agency_head", office.commune)
    assert flag.dossier.code not in desk_of(elsewhere).get(url).text
    assert desk_of(office.administrator).get(url).status_code == 403


def test_a_row_is_found_by_its_dossiers_code_or_the_end_of_it(office: Office, at):
    code = overdue(office).dossier.code
    at(LATE)
    desk = desk_of(office.agency_head)
    listed = reverse("admin:notifications_overdueflag_changelist")
    for words in (code, code.lower(), code[-4:]):
        found = desk.get(listed, {"q": words}).context["cl"].result_list
        assert [flag.dossier.code for flag in found] == [code]
    assert not desk.get(listed, {"q": "9999"}).context["cl"].result_count


@pytest.mark.parametrize("name", PAGES)
def test_a_foreign_row_is_not_there(office: Office, name: str, at):
    overdue(office)
    at(LATE)
    models = {
        "delaynotice": DelayNotice,
        "apologyletter": ApologyLetter,
        "overdueflag": OverdueFlag,
    }
    row = models[name].objects.get()
    elsewhere = desk_of(make_officer("giamdocxa", "agency_head", office.commune))
    assert elsewhere.get(page(name, row)).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, "message", "sweeprun"])
def test_nobody_adds_changes_or_deletes_a_row_by_hand(office: Office, name: str, at):
    overdue(office)
    at(LATE)
    desk = desk_of(office.centre_head)
    assert desk.get(reverse(f"admin:notifications_{name}_changelist")).status_code == 200
    assert desk.get(reverse(f"admin:notifications_{name}_add")).status_code == 403


def test_lists_ask_the_same_number_of_questions_however_long_they_are(
    office: Office, at, django_assert_max_num_queries
):
    for _ in range(3):
        running(office)
    sweep(LATE)
    at(LATE)
    desk = desk_of(office.agency_head)
    for name in PAGES:
        url = reverse(f"admin:notifications_{name}_changelist")
        desk.get(url)
        with django_assert_max_num_queries(14):
            desk.get(url)


def test_a_failed_message_is_sent_again_from_the_list(office: Office, at):
    answered(office)
    at(DEMANDED)
    failed = Message.objects.first()
    Message.objects.filter(pk=failed.pk).update(state="failed", attempts=8)
    url = reverse("admin:notifications_message_changelist")
    data = {"action": "send_again", "_selected_action": [failed.pk]}
    desk_of(office.centre_head).post(url, data)
    assert Message.objects.get(pk=failed.pk).state == "planned"
    assert desk_of(office.specialist).post(url, data).status_code == 403


def test_a_sweep_that_is_late_shows_above_its_diary(office: Office, at):
    sweep(LATE)
    url = reverse("admin:notifications_sweeprun_changelist")
    now = timezone.now()
    in_english = {"accept-language": "en"}
    assert "worker" not in desk_of(office.centre_head).get(url, headers=in_english).text
    at(now.replace(year=now.year + 1))
    assert "worker" in desk_of(office.centre_head).get(url, headers=in_english).text
