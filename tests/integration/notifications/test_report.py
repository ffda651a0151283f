"""Overdue without apology, by agency: the report against a count of one dossier after the other."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agencies.models import Officer
from agencies.selectors import Actor
from dossiers.models import Announcement, Dossier
from notifications.models import ApologyLetter, DelayNotice
from notifications.selectors import in_total, overdue_without_apology
from notifications.services import issue_letter, prepare_letter, sweep
from tests.factories import Office, moment, perform_act
from tests.integration.notifications.scenes import (
    LATE,
    MONDAY_AFTER,
    NEW_DATE,
    PARTS,
    REASON,
    again,
    answered,
    issued,
    running,
)

SIGNED = moment("2026-11-26 16:00")
#: Everything is late again by now.
NOW = moment("2026-12-07 09:00")


def told(officer: Officer, *, at: datetime) -> dict[str, int]:
    """The report's figures, all agencies together, noughts left out."""
    figures = asdict(in_total(overdue_without_apology(officer, at=at)))
    return {name: number for name, number in figures.items() if number}


def one_by_one(*, at: datetime) -> dict[str, int]:
    """The same, counted naively: every dossier is read and asked."""
    found: Counter[str] = Counter()
    for dossier in Dossier.objects.all():
        letters = ApologyLetter.objects.filter(dossier=dossier).exclude(state="void")
        found["owed_after_settling"] += letters.filter(
            way="ready", state__in=["draft", "ready"]
        ).count()
        if dossier.is_open and dossier.is_overdue(at):
            _count_overdue(dossier, found)
    return {name: number for name, number in found.items() if number}


def _count_overdue(dossier: Dossier, found: Counter[str]) -> None:
    letter = (
        ApologyLetter.objects.filter(dossier=dossier, run=dossier.run)
        .exclude(state="void")
        .exclude(way="lost")
        .order_by("pk")
        .last()
    )
    moved = dossier.events.filter(clock="extend", run=dossier.run).exists()
    notices = DelayNotice.objects.filter(dossier=dossier, run=dossier.run)
    found["overdue"] += 1
    found["second_miss"] += dossier.reappointed_at is not None
    found["notice_in_time"] += not moved and any(
        notice.answered_at is not None and notice.lapsed_at is None for notice in notices
    )
    found[letter.state if letter else "no_letter"] += 1
    found["without_apology"] += letter is None or letter.state not in ("issued", "delivered")


def every_plight(office: Office) -> None:
    """One dossier in each plight a late dossier can be in, up to `NOW`."""
    issued(office, answered(office), at=SIGNED)  # late again after its one new date
    delivered = issued(office, answered(office), at=SIGNED)
    perform_act(
        office,
        "tell_applicant",
        at=SIGNED,
        dossier=again(delivered.dossier),
        announcement=Announcement.objects.get(dossier=delivered.dossier).pk,
    )
    answered(office)  # the answer was never signed
    for dossier in (running(office), running(office), running(office)):
        sweep(LATE)
        settled_late = dossier
    perform_act(office, "settle", at=MONDAY_AFTER, dossier=settled_late)
    stopped = running(office)
    sweep(LATE)
    perform_act(office, "request_supplement", at=MONDAY_AFTER, dossier=stopped)
    prepared = ApologyLetter.objects.filter(way="late", state="draft").first()
    prepare_letter(
        letter_id=prepared.pk,
        actor=Actor(office.specialist),
        at=MONDAY_AFTER,
        **{**PARTS, "new_until": moment("2026-12-10 17:00")},
    )
    leaving = running(office)
    perform_act(office, "withdraw", at=MONDAY_AFTER, dossier=leaving)
    restarted = perform_act(office, "request_supplement", at=MONDAY_AFTER, dossier=running(office))
    perform_act(office, "accept_supplement", at=MONDAY_AFTER, dossier=restarted)
    running(office)  # no sweep comes by any more


def test_the_report_says_what_a_count_of_every_dossier_says(office: Office):
    every_plight(office)
    figures = told(office.oversight, at=NOW)
    assert figures == one_by_one(at=NOW)
    states = ("no_letter", "draft", "ready", "issued", "delivered")
    assert all(figures[state] for state in states), figures
    assert figures["overdue"] == sum(figures[state] for state in states)
    assert figures["second_miss"] == 2
    assert figures["owed_after_settling"] == 1


def test_each_dossier_is_asked_once_for_its_letter_and_its_notice(office: Office):
    running(office)
    with CaptureQueriesContext(connection) as asked:
        told(office.oversight, at=NOW)
    (overdue,) = (each["sql"] for each in asked if "notifications_delaynotice" in each["sql"])
    for table in ("apologyletter", "delaynotice"):
        assert overdue.count(f'FROM "notifications_{table}"') == 1, "once a figure would be slower"
    assert "EXISTS" not in overdue, "PostgreSQL would read every notice there has been"


def test_a_dossier_no_sweep_has_seen_counts_from_the_minute_it_is_late(office: Office):
    running(office)
    assert told(office.oversight, at=moment("2026-11-27 23:59")) == {}
    assert told(office.oversight, at=moment("2026-11-28 00:00")) == {
        "overdue": 1,
        "no_letter": 1,
        "without_apology": 1,
    }


def test_it_reads_zero_only_when_nothing_is_owed(office: Office):
    dossier = running(office)
    sweep(LATE)
    assert told(office.oversight, at=LATE)["without_apology"] == 1
    perform_act(office, "settle", at=MONDAY_AFTER, dossier=dossier)
    assert told(office.oversight, at=MONDAY_AFTER) == {"owed_after_settling": 1}
    letter = ApologyLetter.objects.get()
    issue_letter(
        letter_id=letter.pk,
        actor=Actor(office.agency_head),
        at=moment("2026-11-30 10:00"),
        reason_code="workload",
        reason=REASON,
    )
    assert told(office.oversight, at=moment("2026-11-30 10:01")) == {}


def test_an_apology_issued_in_time_leaves_nothing_overdue(office: Office):
    issued(office, answered(office), at=SIGNED)
    assert told(office.oversight, at=NEW_DATE) == {}


def test_everybody_reads_the_figures_of_what_they_see(office: Office):
    running(office)
    at = NOW
    for role in ("specialist", "agency_head", "counter", "centre_head", "oversight"):
        (row,) = overdue_without_apology(getattr(office, role), at=at)
        assert (row.code, row.figures.overdue) == (office.department.code, 1), role
    assert overdue_without_apology(office.administrator, at=at) == []
    assert overdue_without_apology(office.stranger, at=at) == []


def test_the_page_shows_it_and_asks_the_same_however_many_dossiers(
    office: Office, monkeypatch: Any, django_assert_num_queries: DjangoAssertNumQueries
):
    running(office)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    desk = Client()
    desk.force_login(office.centre_head, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("admin:notifications_without_apology")
    desk.get(url)
    with CaptureQueriesContext(connection) as of_one:
        desk.get(url)
    for _ in range(3):
        running(office)
    with django_assert_num_queries(len(of_one)):
        page = desk.get(url)
    assert office.department.name in page.text
    desk.force_login(office.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert desk.get(url).status_code == 403
