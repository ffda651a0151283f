"""The first page gathers the delays an agency answers for, and an alarm when the sweep stands still."""

from datetime import timedelta

from django.utils import timezone

from agencies.domain.roles import Role
from notifications.models import SweepRun
from tests.factories import Office
from tests.integration.dossiers.admin.conftest import text


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
