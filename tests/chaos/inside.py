"""What has to be done inside the house, with Django and its database.

python -m tests.chaos.inside furnish    migrate, an office, dossiers that are overdue; tells names as JSON
python -m tests.chaos.inside verify     the chains recomputed in Python; tells what is broken as JSON
"""

import json
import os
import sys
from typing import Any

import django

import tests.chaos.clock  # noqa: F401

#: Dossiers of ten days before, missed by now.
LATE = 12


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
    json.dump({"furnish": furnish, "verify": verify}[sys.argv[1]](), sys.stdout)
