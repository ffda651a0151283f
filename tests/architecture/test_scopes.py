"""What a token must open for each door. A door without a row fails: decide, then add it."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from agencies.api.views import OfficerDoor
from agencies.domain.roles import Role
from agencies.domain.tokens import ALL_SCOPES, Scope
from agencies.wording import SCOPE_LABELS
from tests.architecture.endpoints import House, _patterns, endpoints
from tests.architecture.test_endpoint_matrix import house
from tests.factories import APPLICANT
from tests.integration.api.caller import token_of

__all__ = ["house"]  # the scene of the endpoints' matrix

#: What would tell who an applicant is.
SECRETS = [APPLICANT[name] for name in ("name", "identity_number", "address", "phone", "email")]
#: Doors that take any token.
ANY = "any"
#: Addresses below `/api/v1/`.
DOORS: Mapping[str, frozenset[str]] = {
    ANY: frozenset(
        {
            "GET tokens/current/",
            "POST tokens/current/rotate/",
        }
    ),
    "dossiers:read": frozenset(
        {
            "GET announcements/",
            "GET announcements/<int:announcement_id>/",
            "GET apologies/",
            "GET apologies/<uuid:ref>/",
            "GET apologies/<uuid:ref>/notices/",
            "GET batches/",
            "GET batches/<uuid:ref>/",
            "POST batches/<uuid:ref>/cancel/",
            "GET batches/<uuid:ref>/rows/",
            "GET changes/",
            "GET colleagues/",
            "GET colleagues/<user:username>/",
            "GET delay-notices/",
            "GET delay-notices/<int:notice_id>/",
            "GET delegations/",
            "GET delegations/<int:delegation_id>/",
            "GET delegations/choices/",
            "GET dossiers/",
            "GET dossiers/<key:key>/",
            "GET dossiers/<key:key>/acts/",
            "GET dossiers/<key:key>/clock/",
            "GET dossiers/<key:key>/fees/",
            "GET dossiers/<key:key>/handovers/",
            "GET dossiers/<key:key>/history/",
            "GET dossiers/<key:key>/linked/",
            "GET dossiers/acts/",
            "POST dossiers/find/",
            "GET downtimes/",
            "GET downtimes/<int:downtime_id>/",
            "GET feedback/",
            "GET feedback/<uuid:ref>/",
            "GET fees/",
            "GET fees/sheet.pdf",
            "GET messages/",
            "GET outages/",
            "GET outages/<int:outage_id>/",
            "GET outages/<int:outage_id>/receptions/",
            "GET overdue-flags/",
            "GET overdue-flags/<int:flag_id>/",
            "GET receptions/preview/",
            "GET registers/",
            "GET registers/<key:unit>/",
            "GET registers/<key:unit>/<year:year>/entries/",
            "GET reminders/",
            "GET reminders/<uuid:ref>/",
            "GET worklists/",
        }
    ),
    "documents:read": frozenset(
        {
            "GET apologies/<uuid:ref>/letter.pdf",
            "GET batches/<uuid:ref>/file/",
            "GET dossiers/<key:key>/documents/",
            "GET dossiers/<key:key>/files/",
            "GET dossiers/<key:key>/files/<uuid:ref>/",
            "GET dossiers/<key:key>/files/<uuid:ref>/content",
            "GET dossiers/<key:key>/files/reusable/",
            "GET dossiers/<key:key>/forms/<key:kind>.pdf",
            "GET dossiers/<key:key>/papers/",
            "GET dossiers/<key:key>/papers/<int:paper>.pdf",
            "GET exports/",
            "POST exports/",
            "POST known-applicants/",
            "GET registers/<key:unit>/<year:year>/register.pdf",
            "GET reminders/<uuid:ref>/reminder.pdf",
        }
    ),
    "dossiers:submit": frozenset(
        {
            "POST dossiers/",
        }
    ),
    "dossiers:act": frozenset(
        {
            "POST acts/",
            "POST apologies/<uuid:ref>/prepare/",
            "POST apologies/<uuid:ref>/send-again/",
            "POST colleagues/<user:username>/hand-over/",
            "POST delay-notices/<int:notice_id>/answer/",
            "POST delegations/",
            "POST delegations/<int:delegation_id>/end/",
            "POST dossiers/<key:key>/acts/",
            "POST downtimes/",
            "POST downtimes/<int:downtime_id>/call-off/",
            "POST feedback/<uuid:ref>/answer/",
            "POST messages/send-again/",
            "POST outages/",
            "POST outages/<int:outage_id>/withdraw/",
            "POST registers/<key:unit>/<year:year>/close/",
        }
    ),
    "documents:write": frozenset(
        {
            "POST dossiers/<key:key>/files/",
            "POST dossiers/<key:key>/files/<uuid:ref>/digitised/",
            "POST dossiers/<key:key>/files/<uuid:ref>/remove/",
            "POST dossiers/<key:key>/files/reuse/",
        }
    ),
    "letters:sign": frozenset(
        {
            "POST apologies/<uuid:ref>/give-up/",
            "POST apologies/<uuid:ref>/issue/",
            "POST apologies/<uuid:ref>/signature/",
            "POST apologies/<uuid:ref>/signed.pdf",
            "POST reminders/<uuid:ref>/issue/",
        }
    ),
    "reports:read": frozenset(
        {
            "GET accesses/",
            "GET reports/dashboard/",
            "GET reports/jobs/",
            "GET reports/overdue-without-apology/",
            "GET reports/satisfaction/",
            "GET reports/settlement/",
            "GET sweeps/",
            "GET violations/",
        }
    ),
    "webhooks": frozenset(
        {
            "GET webhook/",
            "POST webhook/",
            "GET webhook/deliveries/",
            "POST webhook/replay/",
            "POST webhook/secret/",
        }
    ),
}


def test_each_door_asks_for_the_scope_of_its_row() -> None:
    rows = {door: scope for scope, doors in DOORS.items() for door in doors}
    assert scopes_of_doors() == rows


def test_every_scope_opens_something_and_has_words() -> None:
    assert {scope for scope, doors in DOORS.items() if doors} - {ANY} == ALL_SCOPES
    assert set(SCOPE_LABELS) == ALL_SCOPES


def test_a_door_that_says_nothing_asks_for_a_scope() -> None:
    """Whoever forgets to declare one has shut the door to narrow tokens, and opened it to nobody."""
    assert OfficerDoor.read_scope in ALL_SCOPES
    assert OfficerDoor.write_scope in ALL_SCOPES


@pytest.mark.slow
@pytest.mark.parametrize("role", ["counter", "agency_head", "centre_head", "partner"])
def test_without_the_scope_for_documents_no_door_tells_of_an_applicant(
    house: House, role: str
) -> None:
    scopes = ALL_SCOPES - {Scope.DOCUMENTS_READ}
    token = token_of(house.office.officer(Role(role)), *sorted(scopes))
    client = Client(headers={"Authorization": f"Bearer {token}"})
    told, answered = set(), 0
    for endpoint in endpoints():
        if endpoint.method == "GET" and endpoint.pattern.startswith("api/v1/"):
            answer = client.get(house.address(endpoint.pattern))
            answered += answer.status_code == 200
            if any(secret in answer.getvalue().decode(errors="replace") for secret in SECRETS):
                told.add(endpoint.pattern)
    assert not told
    assert answered > 20
    # With it, the same officer is told.
    whole = Client(
        headers={"Authorization": f"Bearer {token_of(house.office.officer(Role(role)))}"}
    )
    assert APPLICANT["name"] in whole.get(house.address("api/v1/dossiers/")).content.decode()


def scopes_of_doors() -> dict[str, str]:
    """Each method of each door, with the scope that it asks for."""
    found = {}
    for pattern, view in _patterns(get_resolver()):
        door = getattr(view, "cls", None)
        if isinstance(door, type) and issubclass(door, OfficerDoor):
            for method, scope in _methods(door):
                found[f"{method} {pattern.removeprefix('api/v1/')}"] = str(scope or ANY)
    return found


def _methods(door: Any) -> list[tuple[str, Any]]:
    asked = (("GET", door.read_scope), ("POST", door.write_scope))
    return [(method, scope) for method, scope in asked if hasattr(door, method.lower())]
