"""`/api/v1/reports/settlement/`: what came in, what went out and how, what is left (form II.06a)."""

from dataclasses import asdict
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import told
from agencies.api.problems import bad_parameter
from agencies.api.queries import Query
from dossiers.domain.spans import Span
from procedures.domain.zone import local_day
from reports.api import schema
from reports.api.dashboard import days_of
from reports.api.doors import FigureDoor
from reports.domain.periods import FIRST_DAY, Period, days_up_to, whole_up_to
from reports.domain.settlement import Settlement as Figures
from reports.domain.settlement import together
from reports.selectors.lines import By
from reports.selectors.scope import Scope
from reports.selectors.settlement import settlement


class Settlement(FigureDoor):
    """Of the caller's scope, for a period and lines."""

    @extend_schema(**schema.SETTLEMENT)
    def get(self, request: Request) -> Response:
        query = Query(request, ("agency", "period", "first", "last", "by"))
        scope = self.scope(query)
        span, by = _span(query, today=local_day(scope.at)), _by(query, scope)
        lines = settlement(scope, span, by=by)
        return Response(
            {
                "as_of": told(scope.at),
                **days_of(span),
                "by": by.value,
                "agency": scope.agency.code if scope.agency else None,
                "lines": [
                    {"code": line.code, "name": line.name, **figures_told(line.figures)}
                    for line in lines
                ],
                "total": figures_told(together(line.figures for line in lines)),
            }
        )


def figures_told(figures: Figures) -> dict[str, Any]:
    """The columns, and what is worked out from them; shares from 0 to 1."""
    return {
        **asdict(figures),
        "in_time_share": _rounded(figures.in_time_share),
        "supplement_share": _rounded(figures.supplement_share),
        "mean_days": _rounded(figures.mean_days),
    }


def _by(query: Query, scope: Scope) -> By:
    """Agencies of a wide scope, units of one agency, or procedures."""
    lines = [By.UNIT if scope.agency else By.AGENCY, By.PROCEDURE]
    return By(query.choice("by", lines, lines[0]))


def _span(query: Query, *, today: date) -> Span:
    """From day to day or a whole period, up to today at the most; this month if nothing is given."""
    first, last = query.day("first"), query.day("last")
    if first is None and last is None:
        return whole_up_to(today, Period(query.choice("period", list(Period), Period.MONTH)))
    if query.text("period"):
        raise bad_parameter("bad_filter", "period")
    if first is None or last is None or not FIRST_DAY <= first <= last:
        raise bad_parameter("bad_filter", "last")
    return days_up_to(today, first, last)


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)
