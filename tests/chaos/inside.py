"""What has to be done inside the house, with Django and its database, asked for by `assistant.py`.

A line `["word", argument, …]` of standard input is answered by a line of standard output, an object
with `told`, or empty where it failed; why stands on standard error.

furnish        migrate, an office, dossiers that are overdue; tells names
late           one more overdue dossier, which no sweep has seen; tells its number
bury           dossiers that are long over; tells their numbers
verify         the chains recomputed in Python; tells what is broken
close DAY      a new edition of the calendar, in which that day is closed
export         the counter's list, as a file, which no worker is told of; tells the batch
import DAY     three dossiers of an older system received that day; likewise
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import django
from django.db import connections

import tests.chaos.clock  # noqa: F401

if TYPE_CHECKING:
    from tests.factories import Office

#: Dossiers of ten days before, missed by now.
LATE = 12
#: Dossiers that ended so long ago that nothing personal of theirs is to be kept.
OVER, OLD = 3, "2019-03-12 09:00"
#: The office once it is furnished; the process that furnished it is the one that is asked again.
_OFFICES: "list[Office]" = []


def furnish() -> dict[str, Any]:
    """An office, tokens of its officers, a webhook of its partner, and what acts need."""
    from django.core.management import call_command

    from notifications.domain.webhooks import new_secret
    from notifications.models import Webhook
    from tests.factories import make_office, opening_facts
    from tests.integration.api.caller import token_of
    from tests.integration.notifications.scenes import running

    call_command("migrate", verbosity=0)
    office = make_office()
    _OFFICES.append(office)
    Webhook.objects.create(
        officer=office.partner, url=os.environ["CHAOS_WEBHOOK"], secret=new_secret()
    )
    for number in range(LATE):
        running(office, subject=f"Hồ sơ chậm {number}")
    return {
        "opening": opening_facts(office),
        "second_unit": office.second_unit.code,
        "tokens": {
            role: token_of(getattr(office, role))
            for role in ("counter", "specialist", "agency_head")
        },
    }


def late() -> int:
    """Of a day so long ago that the date has passed."""
    from tests.integration.notifications.scenes import running

    return int(running(*_OFFICES, subject="Hồ sơ chậm nữa").pk)


def bury() -> list[int]:
    """With a file each."""
    from tests.chaos.chores import bury
    from tests.factories import moment

    return [bury(_OFFICES[0], at=moment(OLD)) for _ in range(OVER)]


def verify() -> list[str]:
    """Places at which a dossier's history does not agree with its chain."""
    from dossiers.services.verifying import verify_history

    return [
        f"{place.dossier_id} #{place.sequence}: {place.why}" for place in verify_history().broken
    ]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings

    # A dozen officers: the slow digest would take most of the time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from tests.chaos import chores

    words: dict[str, Callable[..., Any]] = {
        "furnish": furnish,
        "late": late,
        "bury": bury,
        "verify": verify,
        "close": chores.close_day,
        "export": chores.start_export,
        "import": chores.start_import,
    }
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        word, *arguments = json.loads(line)
        try:
            answer = {"told": words[word](*arguments)}
        except Exception:  # noqa: BLE001 -- told on standard error
            traceback.print_exc()
            answer = {}
        connections.close_all()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
