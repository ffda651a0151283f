"""What has to be done in a database of a test's own, with Django.

python -m tests.operations.inside furnish    migrate, an office; tells who receives and with which facts
python -m tests.operations.inside open       what visitors need in a furnished one: tokens, where to hand over
python -m tests.operations.inside receive    a dossier by the facts on standard input; tells its code
python -m tests.operations.inside verify     the codes of all dossiers, and what is broken in their histories
python -m tests.operations.inside sound      what of all promises does not hold, after what visitors had confirmed
"""

import json
import os
import sys
from typing import Any

import django


def furnish() -> dict[str, Any]:
    from django.core.management import call_command

    from tests.factories import make_office, opening_facts

    call_command("migrate", verbosity=0)
    office = make_office()
    return {"counter": office.counter.username, "facts": opening_facts(office)}


def open_to_visitors() -> dict[str, Any]:
    from agencies.models import Officer
    from tests.integration.api.caller import token_of

    names = {"counter": "quay1", "specialist": "chuyenvien1", "agency_head": "giamdoc1"}
    return {
        "tokens": {
            role: token_of(Officer.objects.get(username=name)) for role, name in names.items()
        },
        "second_unit": "H41.03.02",
    }


def receive() -> str | None:
    from agencies.models import Officer
    from agencies.selectors import Actor
    from dossiers.services import do_act
    from tests.factories import SOME_TIME

    given = json.load(sys.stdin)
    counter = Officer.objects.get(username=given["counter"])
    done = do_act("receive", actor=Actor(counter), at=SOME_TIME, facts=given["facts"])
    return done.dossier.code


def verify() -> dict[str, Any]:
    from dossiers.models import Dossier
    from dossiers.services.verifying import verify_history

    found = verify_history()
    return {
        "codes": list(Dossier.objects.order_by("code").values_list("code", flat=True)),
        "broken": [f"{place.dossier_id} #{place.sequence}: {place.why}" for place in found.broken],
    }


def sound() -> list[str]:
    from django.db import connection

    from dossiers.services.verifying import verify_history
    from tests.chaos.invariants import broken_promises

    asked = {(ref, act): times for ref, act, times in json.load(sys.stdin)}
    with connection.cursor() as cursor:
        broken = broken_promises(cursor, asked=asked)
    return broken + [f"{place.dossier_id}: {place.why}" for place in verify_history().broken]


WORDS = {
    "furnish": furnish,
    "open": open_to_visitors,
    "receive": receive,
    "verify": verify,
    "sound": sound,
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    json.dump(WORDS[sys.argv[1]](), sys.stdout)
