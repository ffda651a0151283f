"""The admin theme: names, colours and the way through the officers' desks."""

from functools import cache

from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

_READS_DOSSIERS = "agencies.admin.permissions.may_read_dossiers"
_RECEIVES = "agencies.admin.permissions.may_receive"
_READS_FEEDBACK = "dossiers.admin.feedback.may_read_feedback"
_REGISTERS = "dossiers.admin.register.may_read_register"
_READS_FEES = "dossiers.admin.fees.may_read_fees"
_READS_OUTAGES = "dossiers.admin.outages.may_read_outages"
_SUPERVISES = "agencies.admin.permissions.may_supervise"
_CONFIGURES = "agencies.admin.permissions.may_configure"
_HANDS_DESKS = "dossiers.admin.colleagues.may_hand_desks"
_DELEGATES = "agencies.admin.permissions.may_keep_delegations"
_ANNOUNCES = "notifications.admin.downtime.may_announce"
_WATCHES = "agencies.admin.permissions.may_watch_system"


def _item(title, icon, name, permission=None, *, space="admin", **more):
    """One line of the sidebar, hidden from those the permission refuses."""
    item = {"title": title, "icon": icon, "link": reverse_lazy(f"{space}:{name}"), **more}
    return item | ({"permission": permission} if permission else {})


#: Every page of the desk asks for the same few.
_address = cache(reverse)


def _is_among_dossiers(request):
    """Reception and colleagues' desks lie under the list's address, but have lines of their own."""
    listed, *others = (
        _address(f"admin:dossiers_dossier_{name}") for name in ("changelist", "new", "colleague")
    )
    return request.path.startswith(listed) and not request.path.startswith(tuple(others))


def _is_dashboard(request):
    """The report on settlement lies under its address, but has a line of its own."""
    return request.path == _address("reports:dashboard")


def _is_among_letters(request):
    """The report lies under the letters' address, but has a line of its own."""
    listed, report = (
        _address("admin:notifications_apologyletter_changelist"),
        _address("admin:notifications_without_apology"),
    )
    return request.path.startswith(listed) and not request.path.startswith(report)


_SIDEBAR = [
    {
        "title": _("Dossiers"),
        "items": [
            _item(_("My work today"), "home", "index"),
            _item(
                _("Overview"),
                "monitoring",
                "dashboard",
                _SUPERVISES,
                space="reports",
                active=_is_dashboard,
            ),
            _item(
                _("Report on settlement"), "table_chart", "settlement", _SUPERVISES, space="reports"
            ),
            _item(_("Receive a dossier"), "post_add", "dossiers_dossier_new", _RECEIVES),
            _item(
                _("Dossiers"),
                "folder_open",
                "dossiers_dossier_changelist",
                _READS_DOSSIERS,
                active=_is_among_dossiers,
            ),
            _item(_("Hand a desk over"), "move_up", "dossiers_dossier_colleague", _HANDS_DESKS),
            _item(
                _("To tell applicants"),
                "campaign",
                "dossiers_announcement_changelist",
                _READS_DOSSIERS,
            ),
            _item(_("Feedback"), "rate_review", "dossiers_feedback_changelist", _READS_FEEDBACK),
            _item(_("Register"), "menu_book", "dossiers_registeryear_changelist", _REGISTERS),
            _item(_("Fees of the day"), "payments", "dossiers_feeline_changelist", _READS_FEES),
            _item(_("Outages"), "power_off", "dossiers_outage_changelist", _READS_OUTAGES),
            _item(_("Duties missed"), "rule", "dossiers_violation_changelist", _SUPERVISES),
            _item(
                _("Who looked at whose data"),
                "visibility",
                "dossiers_accessrecord_changelist",
                _SUPERVISES,
            ),
            _item(
                _("What is held about a person"),
                "contact_page",
                "dossiers_person_told",
                _RECEIVES,
            ),
            _item(_("Exports and imports"), "sync_alt", "batches_batch_changelist"),
        ],
    },
    {
        "title": _("Delays"),
        "separator": True,
        "items": [
            _item(
                _("Delay notices"),
                "pending_actions",
                "notifications_delaynotice_changelist",
                _READS_DOSSIERS,
            ),
            _item(
                _("Overdue flags"), "flag", "notifications_overdueflag_changelist", _READS_DOSSIERS
            ),
            _item(
                _("Apology letters"),
                "mail",
                "notifications_apologyletter_changelist",
                _READS_DOSSIERS,
                active=_is_among_letters,
            ),
            _item(
                _("Overdue without apology"),
                "sentiment_dissatisfied",
                "notifications_without_apology",
                _READS_DOSSIERS,
            ),
            _item(
                _("Reminders to agencies"),
                "campaign",
                "notifications_reminderletter_changelist",
                _READS_DOSSIERS,
            ),
            _item(_("Messages"), "outgoing_mail", "notifications_message_changelist", _WATCHES),
            _item(_("Sweeps"), "cycle", "notifications_sweeprun_changelist", _WATCHES),
        ],
    },
    {
        "title": _("Catalogue and calendar"),
        "separator": True,
        "items": [
            _item(_("Procedures"), "menu_book", "procedures_procedure_changelist"),
            _item(_("Days off and days worked"), "event", "procedures_calendarday_changelist"),
            _item(_("Years"), "event_available", "procedures_calendaryear_changelist", _CONFIGURES),
            _item(_("Office hours"), "schedule", "procedures_officehours_changelist", _CONFIGURES),
            _item(
                _("Calendar editions"),
                "history",
                "procedures_calendaredition_changelist",
                _CONFIGURES,
            ),
        ],
    },
    {
        "title": _("Officers and agencies"),
        "separator": True,
        "items": [
            _item(_("Officers and roles"), "badge", "agencies_officer_changelist", _CONFIGURES),
            _item(_("Delegations"), "assignment_ind", "agencies_delegation_changelist", _DELEGATES),
            _item(_("Agencies"), "account_tree", "agencies_agency_changelist", _CONFIGURES),
            _item(_("Access tokens"), "key", "agencies_accesstoken_changelist", _CONFIGURES),
            _item(
                _("Take over running dossiers"),
                "move_to_inbox",
                "dossiers_dossier_import",
                _CONFIGURES,
            ),
            _item(
                _("Planned downtime"),
                "event_busy",
                "notifications_downtime_changelist",
                _ANNOUNCES,
            ),
            _item(_("Webhooks"), "webhook", "notifications_webhook_changelist", _CONFIGURES),
        ],
    },
]

LOGIN_REDIRECT_URL = "admin:index"

UNFOLD = {
    "SITE_TITLE": _("Dossier desk"),
    "SITE_HEADER": _("Public Administration Service Centre"),
    "SITE_SUBHEADER": _("Dossier desk"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "folder_managed",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("emblem.svg")}
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "DASHBOARD_CALLBACK": "config.dashboard.dashboard",
    "STYLES": [lambda request: static("desk.css")],
    "SCRIPTS": [lambda request: static("desk.js")],
    "COLORS": {
        "primary": {
            "50": "239 246 255",
            "100": "219 234 254",
            "200": "191 219 254",
            "300": "147 197 253",
            "400": "96 165 250",
            "500": "37 99 235",
            "600": "29 78 216",
            "700": "30 64 175",
            "800": "30 58 138",
            "900": "23 37 84",
            "950": "15 23 42",
        },
    },
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": _SIDEBAR},
}
