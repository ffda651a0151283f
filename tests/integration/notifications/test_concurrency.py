"""Sweeps at once, killed half-way, beside acts; heads signing at once: same rows, once each."""

import os
import subprocess
import sys
import textwrap
import time

import pytest
from django.db import connection

from agencies.selectors import Actor
from dossiers.models import Dossier
from notifications.models import ApologyLetter, DelayNotice, Escalation, Message, OverdueFlag
from notifications.services import issue_letter, sweep
from tests.factories import Office, perform_act
from tests.integration.notifications.scenes import (
    LATE,
    MONDAY_AFTER,
    PARTS,
    running,
)
from tests.integration.notifications.together import together

DOSSIERS = 30


def rows() -> dict[str, int]:
    models = (DelayNotice, OverdueFlag, ApologyLetter, Escalation)
    return {model.__name__: model.objects.count() for model in models}


ONCE_EACH = {
    "DelayNotice": DOSSIERS,
    "OverdueFlag": DOSSIERS,
    "ApologyLetter": DOSSIERS,
    "Escalation": DOSSIERS,
}


def test_four_sweeps_at_once_leave_the_rows_of_one(shared_office: Office):
    for _ in range(DOSSIERS):
        running(shared_office)
    together([lambda: sweep(LATE)["flagged"]] * 4)
    assert rows() == ONCE_EACH
    assert Message.objects.filter(kind="escalation").count() == 1


@pytest.mark.slow
def test_a_sweep_killed_half_way_is_made_whole_by_the_next(shared_office: Office):
    """A real process is killed with SIGKILL in the middle of the step that flags, its rows written, not committed."""
    for _ in range(DOSSIERS):
        running(shared_office)
    with subprocess.Popen(
        [sys.executable, "-c", _HANGING_SWEEP],
        env={**os.environ, **_database_of_this_test()},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline().strip() == "half-way"
        process.kill()
    _wait_until_rolled_back()
    assert rows() == ONCE_EACH | {"OverdueFlag": 0, "ApologyLetter": 0, "Escalation": 0}
    sweep(LATE)
    assert rows() == ONCE_EACH


def test_a_dossier_in_somebodys_hands_is_left_for_the_next_sweep(shared_office: Office):
    """The sweep never waits for an act; the act settles, and no flag stands on a settled dossier."""
    dossiers = [running(shared_office) for _ in range(6)]
    acts = [
        (lambda d=d: perform_act(shared_office, "settle", at=MONDAY_AFTER, dossier=d).state)
        for d in dossiers
    ]
    together([*acts, lambda: sweep(LATE)["flagged"]])
    sweep(MONDAY_AFTER)
    assert set(Dossier.objects.values_list("state", flat=True)) == {"settled"}
    assert OverdueFlag.objects.count() == len(dossiers)
    assert not OverdueFlag.objects.filter(closed_at=None).exists()
    assert set(ApologyLetter.objects.values_list("way", flat=True)) == {"ready"}
    assert ApologyLetter.objects.count() == len(dossiers)


def test_of_two_heads_signing_one_letter_one_wins(shared_office: Office):
    running(shared_office)
    sweep(LATE)
    letter = ApologyLetter.objects.get()

    def sign() -> str:
        return issue_letter(
            letter_id=letter.pk,
            actor=Actor(shared_office.agency_head),
            at=MONDAY_AFTER,
            **PARTS,
        ).state

    assert sorted(together([sign] * 4)) == ["issued"] + ["letter_issued"] * 3
    assert Dossier.objects.get().events.filter(act="reappoint").count() == 1


def test_letters_signed_at_once_get_consecutive_numbers(shared_office: Office):
    for _ in range(8):
        running(shared_office)
    sweep(LATE)

    def sign(key: int) -> int:
        return issue_letter(
            letter_id=key,
            actor=Actor(shared_office.agency_head),
            at=MONDAY_AFTER,
            **PARTS,
        ).number

    keys = ApologyLetter.objects.values_list("pk", flat=True)
    numbers = together([lambda key=key: sign(key) for key in keys])
    assert sorted(map(int, numbers)) == list(range(1, 9))


_HANGING_SWEEP = textwrap.dedent(
    f"""
    import time
    import django
    django.setup()
    from datetime import datetime
    from django.db import transaction
    from notifications.services import sweep
    from notifications.services.sweeping import STEPS

    def flag_and_hang(at, look):
        with transaction.atomic():
            STEPS["flag"](at, look)
            print("half-way", flush=True)
            time.sleep(60)

    sweep(datetime.fromisoformat("{LATE.isoformat()}"), steps={{**STEPS, "flag": flag_and_hang}})
    """
)


def _database_of_this_test() -> dict[str, str]:
    name = connection.settings_dict["NAME"]
    host = connection.settings_dict["HOST"]
    user = connection.settings_dict["USER"]
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres://{user}@/{name}?host={host}",
    }


def _wait_until_rolled_back() -> None:
    """The server notices within moments that its client is gone."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND state = 'idle in transaction'"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)
