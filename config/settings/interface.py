"""The admin theme: names and colours of the officers' desks."""

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_TITLE": _("Dossier desk"),
    "SITE_HEADER": _("Public Administration Service Centre"),
    "SITE_SUBHEADER": _("Dossier desk"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "folder_managed",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "STYLES": [lambda request: static("desk.css")],
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
    "SIDEBAR": {"show_search": True, "show_all_applications": False},
    "LOGIN": {"redirect_after": lambda request: reverse_lazy("admin:index")},
}
