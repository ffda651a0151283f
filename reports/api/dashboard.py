"""`/api/v1/reports/dashboard/` and `…/satisfaction/`: what is late, where the load is, how it went, what applicants think."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import told
from agencies.api.queries import Query
from dossiers.domain.spans import Span
from dossiers.selectors.ratings import RatingFigure
from procedures.domain.zone import local_day
from reports.api import schema
from reports.api.doors import FigureDoor
from reports.domain.periods import last_days, last_months, last_weeks
from reports.domain.unusual import Rate
from reports.selectors.duties import duties
from reports.selectors.load import TIME_LEFT, open_dossiers
from reports.selectors.receptions import Hours, receptions
from reports.selectors.satisfaction import satisfaction
from reports.selectors.scope import Scope, agencies_to_choose
from reports.selectors.trends import MONTHS, WEEKS, flow_by_week, settled_by_month
from reports.selectors.unusual import Unusual, unusual


class Dashboard(FigureDoor):
    """The figures of the overview, as the clock stands."""

    @extend_schema(**schema.DASHBOARD)
    def get(self, request: Request) -> Response:
        scope = self.scope(Query(request, ("agency",)))
        return Response(
            {
                "as_of": told(scope.at),
                "agency": scope.agency.code if scope.agency else None,
                "agencies": [
                    {"code": code, "name": name} for code, name in agencies_to_choose(scope)
                ],
                "duties": asdict(duties(scope)),
                "open": _open(scope),
                "received_today": _received_today(scope),
                **_trends(scope),
                "unusual": [_unusual(one) for one in unusual(scope)],
            }
        )


class Satisfaction(FigureDoor):
    """The ratings of the last days: together and by agency, none of fewer than five."""

    @extend_schema(**schema.SATISFACTION)
    def get(self, request: Request) -> Response:
        found = satisfaction(self.scope(Query(request, ("agency",))))
        return Response(
            {
                **days_of(found.span),
                "together": rating_told(found.together) if found.together else None,
                "agencies": [rating_told(each) for each in found.agencies],
            }
        )


def days_of(span: Span) -> dict[str, str]:
    """First and last day of a span of whole days."""
    last = local_day(span.until) - timedelta(days=1)
    return {"first": local_day(span.since).isoformat(), "last": last.isoformat()}


def rating_told(figure: RatingFigure) -> dict[str, Any]:
    """Figures over many ratings: mean of 1 to 5, percent satisfied, how often each mark, points by content."""
    return {
        "agency": figure.key or None,
        "agency_name": figure.name or None,
        "count": figure.count,
        "mean": float(figure.mean),
        "satisfied": figure.satisfied,
        "marks": {str(mark): count for mark, count in figure.marks.items()},
        "by_content": {
            content.value: float(points) for content, points in figure.by_content.items()
        },
    }


def _open(scope: Scope) -> list[dict[str, Any]]:
    """Of each agency, of each unit where one agency is asked for."""
    names = [figure.value for figure in TIME_LEFT]
    return [
        {
            "code": line.code,
            "name": line.name,
            **dict(zip(names, line.figures, strict=True)),
        }
        for line in open_dossiers(scope)
    ]


def _received_today(scope: Scope) -> dict[str, Any]:
    found = receptions(scope, last_days(local_day(scope.at), 1))
    return {
        "count": found.all,
        "units": [_hours(row) for row in found.units],
        "officers": [_hours(row) for row in found.officers],
    }


def _hours(row: Hours) -> dict[str, Any]:
    by_hour = {str(hour): count for hour, count in sorted(row.by_hour.items())}
    return {"code": row.code, "name": row.name, "count": row.all, "by_hour": by_hour}


def _trends(scope: Scope) -> dict[str, Any]:
    today = local_day(scope.at)
    return {
        "months": [
            {**days_of(month.span), "in_time": month.in_time, "late": month.late}
            for month in settled_by_month(scope, last_months(today, MONTHS))
        ],
        "weeks": [
            {**days_of(week.span), "received": week.received, "settled": week.settled}
            for week in flow_by_week(scope, last_weeks(today, WEEKS))
        ],
    }


def _unusual(one: Unusual) -> dict[str, Any]:
    return {
        "figure": one.figure.value,
        "by": one.by.value,
        "code": one.line.code,
        "name": one.line.name,
        "recent": _rate(one.recent),
        "usual": _rate(one.usual),
    }


def _rate(rate: Rate) -> dict[str, int]:
    return {"count": rate.count, "of": rate.of}
