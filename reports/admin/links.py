"""Ways from a figure to the list of what it counted."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from dossiers.admin.figures import PART_PARAMETERS, SINCE, UNTIL
from dossiers.admin.filters import EVERYTHING
from dossiers.domain.spans import Span
from dossiers.selectors.figures import Figure
from dossiers.selectors.worklists import Worklist
from procedures.domain.zone import local
from reports.selectors.scope import Scope

_PARAMETERS = {name: parameter for parameter, name in PART_PARAMETERS.items()}
_LIST = "admin:dossiers_dossier_changelist"


def standing_list(scope: Scope, figure: Figure | None = None, **part: str) -> str:
    """The open dossiers of a part of what stands, all of them or those of a figure of the clock."""
    piles = {None: Worklist.OPEN, Figure.OVERDUE: Worklist.OVERDUE}
    if figure in piles:
        return _address(_LIST, {"work": piles[figure].value}, _part(scope, part))
    return _address(_LIST, {"work": EVERYTHING, "figure": figure.value}, _part(scope, part))


def flow_list(scope: Scope, figure: Figure, span: Span, **part: str) -> str:
    """What a figure counted in a span, of a part of what flows."""
    if scope.receiving:
        part = {"receiving": scope.receiving.code} | part
    asked = {
        "work": EVERYTHING,
        "figure": figure.value,
        SINCE: _moment(span.since),
        UNTIL: _moment(span.until),
    }
    return _address(_LIST, asked, _part(scope, part))


def other_list(name: str, **asked: str) -> str:
    """Another list of the desk, with its own filters; empty ones are left out."""
    return _address(f"admin:{name}", {key: value for key, value in asked.items() if value})


def page(name: str, **asked: str) -> str:
    """Another page of the reports."""
    return _address(f"reports:{name}", {key: value for key, value in asked.items() if value})


def _part(scope: Scope, part: dict[str, str]) -> dict[str, str]:
    if scope.agency:
        part = {"agency": scope.agency.code} | part
    return {_PARAMETERS[name]: code for name, code in part.items() if code}


def _moment(moment: datetime) -> str:
    shown = local(moment)
    is_midnight = not (shown.hour or shown.minute)
    return f"{shown:%Y-%m-%d}" if is_midnight else f"{shown:%Y-%m-%dT%H:%M}"


def _address(name: str, *asked: dict[str, str]) -> str:
    query = urlencode({key: value for each in asked for key, value in each.items()})
    return f"{reverse(name)}?{query}" if query else reverse(name)
