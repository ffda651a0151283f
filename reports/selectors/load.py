"""What stands open: by time left, at which agency or in which unit of one."""

from django.db.models import Count

from dossiers.lifecycle import OPEN_STATES
from dossiers.selectors.figures import Figure, counted
from reports.selectors.lines import By, Line, named
from reports.selectors.scope import Scope

#: Into these what is open falls apart, the worst first.
TIME_LEFT = (
    Figure.OVERDUE,
    Figure.DUE_TODAY,
    Figure.DUE_SOON,
    Figure.DUE_LATER,
    Figure.STANDING,
)
Load = tuple[int, ...]


def open_dossiers(scope: Scope) -> list[Line[Load]]:
    """Open dossiers of each agency, of each unit where one agency is asked for, by `TIME_LEFT` (two queries)."""
    by = By.UNIT if scope.agency else By.AGENCY
    numbers = {
        figure.value: Count("pk", filter=counted(figure, at=scope.at)) for figure in TIME_LEFT
    }
    rows = (
        scope.standing()
        .filter(state__in=OPEN_STATES)
        .order_by()
        .values_list(by.column)
        .annotate(**numbers)
    )
    return named(by, {key: counts for key, *counts in rows})
