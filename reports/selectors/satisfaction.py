"""What applicants think of the service: figures over many, never one applicant's mark."""

from dataclasses import dataclass

from dossiers.domain.spans import Span
from dossiers.models import Rating
from dossiers.selectors.ratings import Grouping, RatingFigure, rating_figures
from procedures.domain.zone import local_day
from reports.domain.periods import last_days
from reports.selectors.scope import Scope

#: Days over which ratings are put together.
RATED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The ratings of some days: all together, None where they are too few, and by agency."""

    span: Span
    together: RatingFigure | None
    agencies: list[RatingFigure]


def satisfaction(scope: Scope) -> Satisfaction:
    """The figures of the scope's dossiers (two queries, one where one agency is asked for).

    All together are those of the agencies shown: else the difference would tell the ratings of an
    agency with too few.
    """
    span = last_days(local_day(scope.at), RATED_DAYS)
    given = Rating.objects.filter(dossier__in=scope.flowing())
    between = {"since": span.since, "until": span.until}
    agencies = []
    if scope.agency is None:
        agencies = rating_figures(Grouping.AGENCY, ratings=given, **between)
        given = given.filter(dossier__agency__code__in=[each.key for each in agencies])
    together = rating_figures(Grouping.PROVINCE, ratings=given, **between)
    return Satisfaction(span, next(iter(together), None), agencies)
