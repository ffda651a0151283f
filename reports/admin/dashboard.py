"""The dashboard: what is late, where the load is, how it went; each number opens its list."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dossiers.selectors.figures import Figure
from procedures.domain.zone import local_day
from reports.admin.desk import scope_or_404
from reports.admin.grids import grid, hours_shown
from reports.admin.jobs import jobs_told
from reports.admin.links import flow_list
from reports.admin.numbers import tiles
from reports.admin.pictures import load_chart, month_chart, percent, week_chart
from reports.admin.satisfaction import satisfaction_told
from reports.domain.periods import last_days, last_months, last_weeks
from reports.domain.unusual import RECENT_DAYS, USUAL_DAYS
from reports.selectors.duties import duties
from reports.selectors.jobs import Watched
from reports.selectors.lines import By
from reports.selectors.load import open_dossiers
from reports.selectors.receptions import receptions
from reports.selectors.satisfaction import satisfaction
from reports.selectors.scope import Scope, agencies_to_choose
from reports.selectors.trends import MONTHS, WEEKS, flow_by_week, settled_by_month
from reports.selectors.unusual import Unusual, spans_compared, unusual

#: What stands out is said in these words.
UNUSUAL_LABELS = {
    Figure.SUPPLEMENTED: gettext_lazy("Supplements requested"),
    Figure.WITHDRAWN: gettext_lazy("Withdrawn by the applicant"),
}


@require_safe
def show(request: HttpRequest, *, watched: Watched) -> HttpResponse:
    """Of the officer's scope as the clock stands."""
    scope = scope_or_404(request)
    context = {
        **admin.site.each_context(request),
        "title": scope.agency.name if scope.agency else _("Overview"),
        "scope": scope,
        "agencies": agencies_to_choose(scope),
        "jobs": jobs_told(request, watched, at=scope.at),
        **_standing(scope),
        **_today(scope),
        **_trends(scope),
        "unusual": [_unusual_row(scope, one) for one in unusual(scope)],
        "recent_days": RECENT_DAYS,
        "usual_days": USUAL_DAYS,
        "satisfaction": satisfaction_told(satisfaction(scope)),
    }
    return render(request, "admin/reports/dashboard.html", context)


def _standing(scope: Scope) -> dict[str, Any]:
    lines = open_dossiers(scope)
    return {
        "load": load_chart(scope, lines),
        "tiles": tiles(
            scope,
            duties(scope),
            open_dossiers=sum(sum(line.figures) for line in lines),
            overdue=sum(line.figures[0] for line in lines),
        ),
    }


def _today(scope: Scope) -> dict[str, Any]:
    day = last_days(local_day(scope.at), 1)
    found = receptions(scope, day)
    hours = hours_shown(found)
    return {
        "receptions": found.all,
        "receptions_list": flow_list(scope, Figure.RECEIVED, day),
        "grids": [
            (_("One-stop unit"), grid(scope, found.units, day, part="receiving", hours=hours)),
            (_("Officer"), grid(scope, found.officers, day, part="receiver", hours=hours)),
        ],
    }


def _trends(scope: Scope) -> dict[str, Any]:
    today = local_day(scope.at)
    return {
        "months": month_chart(scope, settled_by_month(scope, last_months(today, MONTHS))),
        "weeks": week_chart(scope, flow_by_week(scope, last_weeks(today, WEEKS))),
    }


def _unusual_row(scope: Scope, one: Unusual) -> dict[str, Any]:
    recent, usual = spans_compared(scope)
    part = {"agency" if one.by is By.AGENCY else "procedure": one.line.code}
    return {
        "what": UNUSUAL_LABELS[one.figure],
        "name": one.line.name,
        "recent": one.recent,
        "recent_share": percent(one.recent.count, one.recent.of),
        "usual": one.usual,
        "usual_share": percent(one.usual.count, one.usual.of),
        "href": flow_list(scope, one.figure, recent, **part),
        "usual_href": flow_list(scope, one.figure, usual, **part),
    }
