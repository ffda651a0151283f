"""The first page gathers the delays an agency answers for, and an alarm when the sweep stands still."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from agencies.domain.roles import Role
from notifications.models import SweepRun
from tests.factories import Office, dossier_in, moment, perform_act
from tests.integration.dossiers.admin.conftest import Desk, text

#: Past three o'clock of a working day.
AFTERNOON = moment("2026-03-10 15:30")


def test_an_agency_sees_what_it_owes_and_a_counter_does_not(office: Office, desk) -> None:
    def hrefs(role: Role) -> list[str]:
        return [pile.href for pile in desk(role).get("/admin/").context["piles"]]

    owed = hrefs(Role.AGENCY_HEAD)[:3]
    assert owed[0] == "/admin/notifications/delaynotice/?state=open"
    for href in owed:
        assert desk(Role.AGENCY_HEAD).get(href).status_code == 200
    assert not set(owed) & set(hrefs(Role.COUNTER))


def test_a_sweep_that_stands_still_alarms_those_who_watch(office: Office, desk) -> None:
    long_ago = timezone.now() - timedelta(hours=2)
    SweepRun.objects.create(as_of=long_ago, started_at=long_ago, finished_at=long_ago)
    assert "The sweep has not run on time" in text(desk(Role.CENTRE_HEAD).get("/admin/"))
    assert "The sweep has not run on time" not in text(desk(Role.COUNTER).get("/admin/"))


@pytest.fixture
def afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AFTERNOON)


def labels(client: Desk, place: str) -> list[str]:
    page = client.get("/admin/").context
    if place in ("pressing", "idle"):
        return [pile.label for pile in page[place]]
    return [pile.label for label, cards in page["groups"] if label == place for pile in cards]


@pytest.mark.usefixtures("afternoon")
def test_what_has_to_go_today_stands_first_and_says_how_many_came_after_three(
    office: Office, desk
) -> None:
    perform_act(office, "receive", at=moment("2026-03-10 09:00"))
    for _number in range(2):
        perform_act(office, "receive", at=moment("2026-03-10 15:10"))
    counter = desk(Role.COUNTER)
    assert labels(counter, "pressing") == ["To transfer today"]
    assert "2 more came after 15:00 and go on the next working day." in text(counter.get("/admin/"))
    assert "To transfer on the next working day" in labels(counter, "At the one-stop unit")
    assert "Results to return" in labels(counter, "idle")


@pytest.mark.usefixtures("afternoon")
def test_a_submission_presses_on_the_day_of_its_limit_and_is_late_after_it(
    office: Office, desk
) -> None:
    counter = desk(Role.COUNTER)
    perform_act(office, "submit", at=moment("2026-03-10 15:00"), channel="online")
    assert "Submissions waiting" not in labels(counter, "pressing")
    perform_act(office, "submit", at=moment("2026-03-09 15:35"), channel="online")
    (pile,) = counter.get("/admin/").context["pressing"]
    assert (pile.tone, pile.number) == ("near", "2")
    perform_act(office, "submit", at=moment("2026-03-09 09:00"), channel="online")
    (pile,) = counter.get("/admin/").context["pressing"]
    assert (pile.tone, pile.number) == ("late", "3")
    assert pile.note.startswith("The first is past its limit")


@pytest.mark.usefixtures("afternoon")
def test_lateness_is_work_of_who_settles_and_watched_by_everybody_else(
    office: Office, desk
) -> None:
    dossier_in(office, "processing", at=moment("2026-03-02 09:00"))
    assert "Overdue" in labels(desk(Role.SPECIALIST), "pressing")
    for role in (Role.COUNTER, Role.CENTRE_HEAD, Role.OVERSIGHT):
        assert "Overdue" in labels(desk(role), "Watched"), role
    assert "Nothing of yours presses today." in text(desk(Role.OVERSIGHT).get("/admin/"))


def test_letters_to_sign_are_shown_to_whoever_signs_them(
    office: Office, desk, settings: Settings
) -> None:
    assert "Apology letters to sign" not in labels(desk(Role.CENTRE_HEAD), "idle")
    settings.APOLOGY_SIGNER = "centre_head"
    assert "Apology letters to sign" in labels(desk(Role.CENTRE_HEAD), "idle")
