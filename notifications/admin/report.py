"""The page “overdue without apology”: each agency's figures as the clock stands."""

from dataclasses import asdict

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.admin.permissions import may_read_dossiers
from notifications.selectors import in_total, overdue_without_apology
from notifications.selectors.apologies import Apologies

LABELS = {
    "overdue": _("Overdue"),
    "notice_in_time": _("Notice in time"),
    "second_miss": _("Second miss"),
    "no_letter": _("No letter"),
    "draft": _("Draft"),
    "ready": _("Ready to sign"),
    "signed": _("Signed, not yet issued"),
    "issued": _("Issued"),
    "delivered": _("Delivered"),
    "without_apology": _("Without apology"),
    "owed_after_settling": _("Owed after settling"),
}


def without_apology(request: HttpRequest) -> HttpResponse:
    """Of the dossiers the officer may see."""
    if not may_read_dossiers(request):
        raise PermissionDenied
    now = timezone.now()
    agencies = overdue_without_apology(request.user, at=now)
    total = in_total(agencies)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Overdue without apology"),
        "now": now,
        "labels": LABELS.values(),
        "rows": [(one.name, _cells(one.figures)) for one in agencies],
        "total": _cells(total),
        "clean": total.without_apology + total.owed_after_settling == 0,
    }
    return render(request, "admin/notifications/without_apology.html", context)


def _cells(figures: Apologies) -> list[tuple[int, bool]]:
    """Each figure, and whether it calls for something."""
    alarming = ("without_apology", "owed_after_settling")
    return [
        (number, bool(number) and name in alarming)
        for name, number in ((name, asdict(figures)[name]) for name in LABELS)
    ]
