"""Log-ins, tokens and addresses for the driver, taken from a filled database; printed as JSON.

Run as a program with the production server's environment.
"""

import json
from datetime import timedelta
from typing import Any

import django

#: Of all dossiers, what the department whose worklist is asked for has open at least.
SHARE = 0.02
CODES = 2_000
MOST_TO_ACT_ON = 20_000


def prepared() -> dict[str, Any]:
    """What the driver needs to know of a database."""
    from agencies.domain.roles import Role
    from agencies.models import Agency, AgencyKind, RoleGrant
    from dossiers.models import Dossier

    department, desk = _department()
    centre = Agency.objects.get(kind=AgencyKind.CENTRE)
    counter = RoleGrant.objects.filter(role=Role.COUNTER, agency=centre).first().officer
    overseer = RoleGrant.objects.filter(role=Role.OVERSIGHT).first().officer
    head = RoleGrant.objects.filter(role=Role.AGENCY_HEAD, agency=department).first().officer
    codes = Dossier.objects.filter(code__isnull=False, pk__in=_spread(CODES))
    return {
        "dossiers": Dossier.objects.count(),
        "codes": list(codes.values_list("code", flat=True)),
        "agency": {"id": department.pk, "code": department.code},
        "desk_token": _token(desk),
        "desk_session": _session(desk),
        "head_token": _token(head),
        "head_id": head.pk,
        "overseer_token": _token(overseer),
        "act": _acts(department),
        "counter_token": _token(counter),
        "reception": _reception(centre),
        "unit": {"id": centre.pk, "code": centre.code},
    }


def _department() -> tuple[Any, Any]:
    """The smallest department with `SHARE` of all dossiers open, and an officer of one of its desks."""
    from django.db.models import Count

    from agencies.domain.roles import Role
    from agencies.models import Agency, RoleGrant
    from dossiers.lifecycle import OPEN_STATES
    from dossiers.models import Dossier

    whole = Dossier.objects.count()
    counted = (
        Dossier.objects.filter(state__in=[s.value for s in OPEN_STATES])
        .values("agency")
        .annotate(n=Count("pk"))
        .order_by()
    )
    grants = RoleGrant.objects.filter(role=Role.SPECIALIST, agency__parent__isnull=False)
    homes = {
        grant.agency.parent_id: grant.officer
        for grant in grants.select_related("agency", "officer")
    }
    enough = [row for row in counted if row["agency"] in homes and row["n"] >= SHARE * whole]
    nearest = min(enough, key=lambda row: row["n"])
    return Agency.objects.get(pk=nearest["agency"]), homes[nearest["agency"]]


def _acts(department: Any) -> dict[str, Any]:
    """Dossiers in work at the department, and two officers between whom its head may send them."""
    from agencies.domain.roles import Role
    from agencies.models import RoleGrant
    from dossiers.models import Dossier

    grants = RoleGrant.objects.filter(
        role__in=[Role.SPECIALIST, Role.UNIT_HEAD], agency__parent=department
    )
    desks = [
        {
            "id": grant.officer_id,
            "username": grant.officer.username,
            "unit": grant.agency.code,
            "unit_id": grant.agency_id,
        }
        for grant in grants.select_related("officer", "agency")
    ]
    found = Dossier.objects.filter(agency=department, state="processing").order_by("pk")
    return {
        "desks": desks,
        "dossiers": list(found.values_list("pk", "code")[:MOST_TO_ACT_ON]),
    }


def _reception(centre: Any) -> dict[str, Any]:
    """What the counter sends to receive a dossier of the commonest procedure offered in person."""
    import random

    from django.utils import timezone

    from config.demo.names import applicant
    from config.demo.offers import offers_on

    offers = offers_on(timezone.localdate())
    offer = next(o for o in offers if o.settling_agency and o.channel == "in_person")
    return {
        **offer.facts,
        **offer.limit,
        "receiving_unit": centre.code,
        "agency": offer.settling_agency.code,
        "applicant": applicant(random.Random(1), 1),
        "subject": "Benchmark",
        "result_delivery": "counter",
    }


def _spread(count: int) -> range:
    """Numbers spread over all dossiers, as look-ups are."""
    from dossiers.models import Dossier

    last = Dossier.objects.order_by("-pk").values_list("pk", flat=True).first()
    return range(1, last, max(last // count, 1))


def _token(officer: Any) -> str:
    from django.utils import timezone

    from agencies.domain.tokens import Scope
    from agencies.services.tokens import drafted_token, draw_token

    now = timezone.now()
    drafted = drafted_token(
        officer=officer,
        name="benchmarks",
        scopes=[scope.value for scope in Scope],
        expires_at=now + timedelta(days=30),
        at=now,
    )
    return draw_token(drafted, by=None).text


def _session(officer: Any) -> str:
    """A cookie of a session in which the officer is logged in."""
    from django.test import Client

    browser = Client()
    browser.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())


if __name__ == "__main__":
    django.setup()
    print(json.dumps(prepared()))
