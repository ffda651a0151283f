"""Which role gets in at which address. An address without a row fails: decide who may enter, then add it."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from procedures.services.reference import load_shipped_calendar
from tests.architecture.endpoints import ROLES, Endpoint, House, endpoints
from tests.factories import make_office, moment

#: In the scenes: the first dossier is overdue, the demand can still be answered.
NOW = moment("2026-11-26 16:00")

Roles = frozenset[str]
ALL: Roles = frozenset(ROLES)
NONE: Roles = frozenset()
SIGNED_IN = ALL - {"nobody"}
ADMINISTRATOR: Roles = frozenset({"administrator"})
COUNTER: Roles = frozenset({"counter", "centre_head"})
AGENCY: Roles = frozenset({"specialist", "unit_head", "agency_head"})
#: Whom `APOLOGY_SIGNER` names by default.
SIGNERS: Roles = frozenset({"agency_head"})
#: Whoever the dossiers of the scene are shown to; the partner's machine belongs to their agency.
READERS = COUNTER | AGENCY | {"partner"}
#: With oversight, which reads dossiers but not what lies in them.
SEERS = READERS | {"oversight"}
#: Who answers for others' keeping the rules.
SUPERVISORS: Roles = frozenset({"unit_head", "agency_head", "centre_head", "oversight"})
ANNOUNCERS: Roles = frozenset({"centre_head", "administrator"})
HEADS: Roles = SUPERVISORS - {"oversight"}
#: Of the delegation in the scene, and who keeps all of them.
PARTIES: Roles = frozenset({"agency_head", "unit_head", "administrator"})
WATCHERS: Roles = frozenset({"centre_head", "oversight", "administrator"})


def model(
    name: str, *, read: Roles, add: Roles = NONE, change: Roles | None = None, delete: Roles = NONE
) -> dict[str, Roles]:
    """The doors that Django's admin gives a model; the bare address only redirects to the page."""
    at = f"GET admin/{name}"
    return {
        f"{at}/": read,
        f"{at}/export/": read,
        f"{at}/add/": add,
        f"{at}/<path:object_id>/history/": read,
        f"{at}/<path:object_id>/delete/": delete,
        f"{at}/<path:object_id>/change/": read if change is None else change,
        f"{at}/<path:object_id>/": SIGNED_IN,
    }


PUBLIC = {
    "GET ": ALL,
    "GET tra-cuu/": ALL,
    "GET tra-cuu/<str:code>/": ALL,
    "POST tra-cuu/<str:code>/": NONE,  # not without the PIN
    "GET tra-cuu/q/<str:token>/": ALL,
    "GET tra-cuu/<str:code>/gop-y/": ALL,
    "POST tra-cuu/<str:code>/gop-y/": ALL,  # without the key only the way to it
    "GET gop-y/<uuid:ref>/": ALL,
    "GET danh-gia/": ALL,
    "GET danh-gia/<str:token>/gop-y/": ALL,
    "POST danh-gia/<str:token>/gop-y/": ALL,
    "GET danh-gia/<str:token>/": ALL,
    "POST danh-gia/<str:token>/": ALL,
    "GET thu-tuc/": ALL,
    "GET thu-tuc/<str:code>/": ALL,
    "GET tinh-han/": ALL,
    "GET xac-minh/<uuid:ref>/": ALL,
    "POST xac-minh/<uuid:ref>/": ALL,
    "GET i18n/setlang/": ALL,
    "GET healthz": ALL,
    "GET readyz": ALL,
    "GET metrics": ALL,  # from this machine; whom else is told in test_metrics.py
}
REST = {
    "GET api/schema/": ALL,
    "GET api/docs/": ALL,
    "GET api/v1/<path:address>": NONE,
    r"GET api/^[\s\S]*$": NONE,
    "GET api/v1/lookup/<str:code>/": ALL,
    "POST api/v1/lookup/<str:code>/": ALL,
    "GET api/v1/procedures/": ALL,
    "GET api/v1/procedures/<key:code>/": ALL,
    "GET api/v1/due-date/": ALL,
    "GET api/v1/tokens/current/": SIGNED_IN,
    "POST api/v1/tokens/current/rotate/": SIGNED_IN,  # by a session refused, for want of a token
    # Lists hold what the caller may see; acts are refused by the services.
    "GET api/v1/dossiers/": SIGNED_IN,
    "POST api/v1/dossiers/": SIGNED_IN,
    "GET api/v1/dossiers/acts/": SIGNED_IN,
    "GET api/v1/dossiers/<key:key>/": SEERS,
    "GET api/v1/dossiers/<key:key>/acts/": SEERS,
    "POST api/v1/dossiers/<key:key>/acts/": SEERS,
    "GET api/v1/dossiers/<key:key>/history/": SEERS,
    "GET api/v1/dossiers/<key:key>/clock/": SEERS,
    "GET api/v1/dossiers/<key:key>/handovers/": SEERS,
    "GET api/v1/dossiers/<key:key>/linked/": SEERS,
    "GET api/v1/dossiers/<key:key>/documents/": READERS,
    "GET api/v1/dossiers/<key:key>/forms/<key:kind>.pdf": READERS,
    # The service refuses who may not file; the file of the scene is infected, which its readers hear.
    "GET api/v1/dossiers/<key:key>/files/": READERS,
    "POST api/v1/dossiers/<key:key>/files/": READERS,
    "GET api/v1/dossiers/<key:key>/files/reusable/": READERS,
    "POST api/v1/dossiers/<key:key>/files/reuse/": READERS,
    "GET api/v1/dossiers/<key:key>/files/<uuid:ref>/": READERS,
    "GET api/v1/dossiers/<key:key>/files/<uuid:ref>/content": READERS,
    "POST api/v1/dossiers/<key:key>/files/<uuid:ref>/digitised/": READERS,
    "POST api/v1/dossiers/<key:key>/files/<uuid:ref>/remove/": READERS,
    "GET api/v1/changes/": SIGNED_IN,
    "GET api/v1/worklists/": SIGNED_IN,
    "POST api/v1/dossiers/find/": SIGNED_IN,
    "GET api/v1/dossiers/<key:key>/fees/": SEERS,
    "GET api/v1/dossiers/<key:key>/papers/": READERS,
    "GET api/v1/dossiers/<key:key>/papers/<int:paper>.pdf": READERS,
    "POST api/v1/known-applicants/": COUNTER,
    # Without a procedure there is nothing to preview.
    "GET api/v1/receptions/preview/": NONE,
    "GET api/v1/feedback/": SEERS - {"partner"},
    "GET api/v1/feedback/<uuid:ref>/": SEERS - {"partner"},
    "POST api/v1/feedback/<uuid:ref>/answer/": SEERS - {"partner"},
    "GET api/v1/fees/": COUNTER | {"oversight"},
    "GET api/v1/fees/sheet.pdf": COUNTER | {"oversight"},
    "GET api/v1/registers/": COUNTER | {"oversight"},
    "GET api/v1/registers/<key:unit>/": COUNTER | {"oversight"},
    "GET api/v1/registers/<key:unit>/<year:year>/entries/": COUNTER | {"oversight"},
    "POST api/v1/registers/<key:unit>/<year:year>/close/": frozenset({"centre_head"}),
    "GET api/v1/registers/<key:unit>/<year:year>/register.pdf": COUNTER,
    "GET api/v1/outages/": COUNTER | {"oversight"},
    "POST api/v1/outages/": COUNTER | {"oversight"},
    "GET api/v1/outages/<int:outage_id>/": COUNTER | {"oversight"},
    "GET api/v1/outages/<int:outage_id>/receptions/": COUNTER | {"oversight"},
    "POST api/v1/outages/<int:outage_id>/withdraw/": frozenset({"centre_head"}),
    # Heads give and end; in the scene the agency's head lets the unit's head act.
    "GET api/v1/delegations/": SIGNED_IN,
    "POST api/v1/delegations/": HEADS,
    "GET api/v1/delegations/choices/": HEADS,
    "GET api/v1/delegations/<int:delegation_id>/": PARTIES - ADMINISTRATOR,
    "POST api/v1/delegations/<int:delegation_id>/end/": HEADS,
    "GET api/v1/colleagues/": frozenset({"unit_head", "agency_head"}),
    "GET api/v1/colleagues/<user:username>/": frozenset({"unit_head", "agency_head"}),
    "POST api/v1/colleagues/<user:username>/hand-over/": frozenset({"unit_head", "agency_head"}),
    "POST api/v1/acts/": SIGNED_IN,  # each act is refused for itself
    "GET api/v1/announcements/": SIGNED_IN,
    "GET api/v1/announcements/<int:announcement_id>/": SEERS,
    "GET api/v1/violations/": SUPERVISORS,
    "GET api/v1/accesses/": SUPERVISORS,
    # A machine's own.
    "GET api/v1/webhook/": frozenset({"partner"}),
    "POST api/v1/webhook/": frozenset({"partner"}),
    "POST api/v1/webhook/secret/": frozenset({"partner"}),
    "GET api/v1/webhook/deliveries/": frozenset({"partner"}),
    "POST api/v1/webhook/replay/": frozenset({"partner"}),
    "GET api/v1/delay-notices/": SIGNED_IN,
    "GET api/v1/delay-notices/<int:notice_id>/": SEERS,
    "POST api/v1/delay-notices/<int:notice_id>/answer/": SEERS,
    "GET api/v1/apologies/": SIGNED_IN,
    "GET api/v1/apologies/<uuid:ref>/": SEERS,
    "POST api/v1/apologies/<uuid:ref>/prepare/": AGENCY,
    "POST api/v1/apologies/<uuid:ref>/issue/": SIGNERS,
    "POST api/v1/apologies/<uuid:ref>/signature/": SIGNERS,
    "POST api/v1/apologies/<uuid:ref>/signed.pdf": SEERS,
    "POST api/v1/apologies/<uuid:ref>/give-up/": SIGNERS,
    "GET api/v1/apologies/<uuid:ref>/letter.pdf": READERS,
    "GET api/v1/apologies/<uuid:ref>/notices/": SEERS,
    "POST api/v1/apologies/<uuid:ref>/send-again/": frozenset({"centre_head"}),
    "GET api/v1/overdue-flags/": SIGNED_IN,
    "GET api/v1/overdue-flags/<int:flag_id>/": SEERS,
    "GET api/v1/messages/": WATCHERS,
    "POST api/v1/messages/send-again/": ANNOUNCERS,
    "GET api/v1/sweeps/": WATCHERS,
    "GET api/v1/downtimes/": ANNOUNCERS,
    "POST api/v1/downtimes/": ANNOUNCERS,
    "GET api/v1/downtimes/<int:downtime_id>/": ANNOUNCERS,
    "POST api/v1/downtimes/<int:downtime_id>/call-off/": ANNOUNCERS,
    "GET api/v1/reports/overdue-without-apology/": SIGNED_IN,
    "GET api/v1/reports/dashboard/": SUPERVISORS,
    "GET api/v1/reports/satisfaction/": SUPERVISORS,
    "GET api/v1/reports/settlement/": SUPERVISORS,
    "GET api/v1/reports/jobs/": WATCHERS,
    "GET api/v1/exports/": SEERS - {"partner"},
    "POST api/v1/exports/": SEERS - {"partner"},
    "GET api/v1/batches/": SIGNED_IN,
    # Only by whoever started it: in the scene the counter officer.
    "GET api/v1/batches/<uuid:ref>/": frozenset({"counter"}),
    "GET api/v1/batches/<uuid:ref>/file/": frozenset({"counter"}),
    "GET api/v1/batches/<uuid:ref>/rows/": frozenset({"counter"}),
    "POST api/v1/batches/<uuid:ref>/cancel/": frozenset({"counter"}),
    "GET api/v1/reminders/": SIGNED_IN,
    "GET api/v1/reminders/<uuid:ref>/": COUNTER | {"oversight"},
    "POST api/v1/reminders/<uuid:ref>/issue/": frozenset({"centre_head"}),
    "GET api/v1/reminders/<uuid:ref>/reminder.pdf": COUNTER | {"oversight"},
}
ADMIN = {
    "GET admin/reports/": SUPERVISORS,
    "GET admin/reports/settlement/": SUPERVISORS,
    "GET admin/": SIGNED_IN,
    "GET admin/search/": SIGNED_IN,
    "GET admin/login/": frozenset({"nobody"}),
    "GET admin/logout/": NONE,
    # Not there unless an identity provider is configured.
    "GET admin/identity/begin/": NONE,
    "GET admin/identity/back/": NONE,
    "GET admin/password_change/": SIGNED_IN,
    "GET admin/password_change/done/": SIGNED_IN,
    "GET admin/jsi18n/": SIGNED_IN,
    # Without the names of a model and its field, which only its own pages know.
    "GET admin/autocomplete/": NONE,
    "GET admin/r/<path:content_type_id>/<path:object_id>/": NONE,
    "GET admin/(?P<url>.*)$": NONE,
    "GET admin/agencies/officer/<id>/password/": ADMINISTRATOR,
    **model("agencies/officer", read=ADMINISTRATOR, add=ADMINISTRATOR),
    **model("agencies/agency", read=ADMINISTRATOR, add=ADMINISTRATOR),
    # Heads keep their own; in the scene the agency's head lets the unit's head act.
    **model("agencies/delegation", read=PARTIES, add=HEADS | ADMINISTRATOR),
    "GET admin/agencies/delegation/": HEADS | ADMINISTRATOR,
    "GET admin/agencies/delegation/export/": HEADS | ADMINISTRATOR,
    "GET admin/agencies/delegation/<path:object_id>/end/": frozenset({"agency_head"})
    | ADMINISTRATOR,
    **model("agencies/accesstoken", read=ADMINISTRATOR, add=ADMINISTRATOR),
    "GET admin/agencies/accesstoken/<path:object_id>/replace/": ADMINISTRATOR,
    "GET admin/agencies/accesstoken/<path:object_id>/revoke/": ADMINISTRATOR,
    **model("procedures/calendarday", read=SIGNED_IN, add=ADMINISTRATOR, delete=ADMINISTRATOR),
    "GET admin/procedures/calendarday/import/": ADMINISTRATOR,
    "GET admin/procedures/calendarday/year/<int:year>/": SIGNED_IN,
    **model("procedures/calendaryear", read=SIGNED_IN, add=ADMINISTRATOR, delete=ADMINISTRATOR),
    **model("procedures/officehours", read=SIGNED_IN, add=ADMINISTRATOR, delete=ADMINISTRATOR),
    **model("procedures/calendaredition", read=SIGNED_IN),
    **model("procedures/sector", read=SIGNED_IN, add=ADMINISTRATOR),
    **model("procedures/procedure", read=SIGNED_IN, add=ADMINISTRATOR),
    "GET admin/procedures/procedure/import/": ADMINISTRATOR,
    **model("procedures/procedureversion", read=SIGNED_IN, add=ADMINISTRATOR),
    "GET admin/procedures/procedureversion/<int:object_id>/compare/": SIGNED_IN,
    "GET admin/procedures/procedureversion/<int:object_id>/prepare/": ADMINISTRATOR,
    "GET admin/procedures/procedureversion/<int:object_id>/publish/": ADMINISTRATOR,
    "GET admin/batches/batch/": SIGNED_IN,
    # Only by whoever started it: in the scene the counter officer.
    "GET admin/batches/batch/<uuid:ref>/": frozenset({"counter"}),
    "GET admin/batches/batch/<uuid:ref>/file/": frozenset({"counter"}),
    "GET admin/batches/batch/<uuid:ref>/report/": frozenset({"counter"}),
    "GET admin/batches/batch/<uuid:ref>/cancel/": frozenset({"counter"}),
    "GET admin/dossiers/dossier/": SEERS,
    "GET admin/dossiers/dossier/export/": SEERS,
    "GET admin/dossiers/dossier/import/": ADMINISTRATOR,
    "GET admin/dossiers/dossier/find/": SEERS,
    "GET admin/dossiers/dossier/new/": COUNTER,
    "GET admin/dossiers/dossier/new/known-applicant/": COUNTER,
    "GET admin/dossiers/dossier/new/<str:code>/": COUNTER,
    "GET admin/dossiers/dossier/colleagues/": frozenset({"unit_head", "agency_head"}),
    # The one act that the scene asks for is the agency's.
    "GET admin/dossiers/dossier/together/<slug:act>/": AGENCY,
    "GET admin/dossiers/dossier/<str:key>/": SEERS,
    # Says why the act is not open to them.
    "GET admin/dossiers/dossier/<str:key>/acts/<slug:act>/": SEERS,
    "GET admin/dossiers/dossier/<str:key>/papers/<int:paper>/": READERS,
    "GET admin/dossiers/dossier/<str:key>/control-slip/": READERS,
    # Where somebody may file into the dossier of the scene, which is being worked on.
    "GET admin/dossiers/dossier/<str:key>/files/": COUNTER | AGENCY,
    # The file of the scene is infected: the page says so to its readers.
    "GET admin/dossiers/dossier/<str:key>/files/<uuid:ref>/": READERS,
    "GET admin/dossiers/dossier/<str:key>/files/<uuid:ref>/remove/": COUNTER | AGENCY,
    "GET admin/dossiers/dossier/<str:key>/files/<uuid:ref>/digitised/": COUNTER | AGENCY,
    "GET admin/dossiers/registeryear/": COUNTER | {"oversight"},
    "GET admin/dossiers/registeryear/export/": COUNTER | {"oversight"},
    "GET admin/dossiers/registeryear/print/": COUNTER,
    "GET admin/dossiers/registeryear/close/": frozenset({"centre_head"}),
    "GET admin/dossiers/feeline/": COUNTER | {"oversight"},
    "GET admin/dossiers/feeline/print/": COUNTER | {"oversight"},
    "GET admin/dossiers/outage/": COUNTER | {"oversight"},
    "GET admin/dossiers/outage/<int:object_id>/": COUNTER | {"oversight"},
    "GET admin/dossiers/outage/<int:object_id>/withdraw/": frozenset({"centre_head"}),
    "GET admin/dossiers/announcement/": SEERS,
    "GET admin/dossiers/announcement/export/": SEERS,
    "GET admin/dossiers/violation/": SUPERVISORS,
    "GET admin/dossiers/feedback/": SEERS - {"partner"},
    "GET admin/dossiers/feedback/export/": SEERS - {"partner"},
    # Oversight sees that there is feedback, not what was said.
    "GET admin/dossiers/feedback/<uuid:ref>/": READERS - {"partner"},
    "GET admin/dossiers/violation/export/": SUPERVISORS,
    "GET admin/dossiers/accessrecord/": SUPERVISORS,
    "GET admin/dossiers/accessrecord/export/": SUPERVISORS,
    "GET admin/dossiers/accessrecord/person/": COUNTER,
    **model("notifications/delaynotice", read=SEERS),
    "GET admin/notifications/delaynotice/<path:object_id>/answer/": AGENCY,
    **model("notifications/overdueflag", read=SEERS),
    **model("notifications/reminderletter", read=COUNTER | {"oversight"}),
    # Agencies read the reminders issued to them; the one of the scene is a draft.
    "GET admin/notifications/reminderletter/": SEERS,
    "GET admin/notifications/reminderletter/export/": SEERS,
    "GET admin/notifications/reminderletter/<path:object_id>/pdf/": COUNTER | {"oversight"},
    "GET admin/notifications/reminderletter/<path:object_id>/issue/": frozenset({"centre_head"}),
    **model("notifications/apologyletter", read=SEERS),
    "GET admin/notifications/apologyletter/without-apology/": SEERS,
    "GET admin/notifications/apologyletter/<path:object_id>/pdf/": READERS,
    "GET admin/notifications/apologyletter/<path:object_id>/prepare/": AGENCY,
    "GET admin/notifications/apologyletter/<path:object_id>/issue/": SIGNERS,
    "GET admin/notifications/apologyletter/<path:object_id>/token/": SIGNERS,
    # Only of a letter that is frozen for a signature.
    "GET admin/notifications/apologyletter/<path:object_id>/signed/": NONE,
    "GET admin/notifications/apologyletter/<path:object_id>/give-up/": NONE,
    **model("notifications/message", read=WATCHERS),
    # Only of a message that failed; of a letter, when the notice of it did.
    "GET admin/notifications/message/<path:object_id>/send-again/": NONE,
    "GET admin/notifications/apologyletter/<path:object_id>/send-again/": NONE,
    **model("notifications/sweeprun", read=WATCHERS),
    **model("notifications/downtime", read=ANNOUNCERS, add=ANNOUNCERS),
    "GET admin/notifications/downtime/<path:object_id>/call-off/": ANNOUNCERS,
    **model("notifications/webhook", read=ADMINISTRATOR, add=ADMINISTRATOR, delete=ADMINISTRATOR),
}
#: Addresses whose pattern names every app, and so changes with them.
APP_LIST = "GET admin/^(?P<app_label>"
MATRIX = {**PUBLIC, **REST, **ADMIN}


def row_of(endpoint: Endpoint) -> Roles | None:
    if str(endpoint).startswith(APP_LIST):
        return ADMINISTRATOR | frozenset({"unit_head", "agency_head", "centre_head"})
    return MATRIX.get(str(endpoint))


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    found = {str(endpoint) for endpoint in endpoints() if not str(endpoint).startswith(APP_LIST)}
    assert found == set(MATRIX)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> House:
    # Every role comes to every public door within one minute.
    settings.LOOKUP_RATE_PER_MINUTE = 100_000
    load_shipped_calendar(at=moment("2026-01-05 08:00"))
    built = House(make_office())
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return built


@pytest.mark.slow
def test_each_address_lets_in_exactly_the_roles_of_its_row(house: House) -> None:
    wrong = {}
    for endpoint in endpoints():
        entered = {role for role in ROLES if house.is_open(endpoint, role)}
        if entered != row_of(endpoint):
            wrong[str(endpoint)] = sorted(entered ^ (row_of(endpoint) or NONE))
    assert not wrong


def test_where_the_admin_shows_nothing_it_takes_nothing(house: House) -> None:
    """A forged form gets no further than the page it would have come from."""
    entered = [
        (str(endpoint), role)
        for endpoint in endpoints()
        if endpoint.pattern.startswith("admin/")
        and endpoint.pattern not in ("admin/login/", "admin/logout/")
        for role in ALL - (row_of(endpoint) or NONE)
        if house.is_open(Endpoint("POST", endpoint.pattern), role)
    ]
    assert not entered
