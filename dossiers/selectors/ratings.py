"""Figures over ratings: never one applicant's, and none of fewer than five.

Contents are told as Circular 01/2018/TT-VPCP, art. 15.2 has it: the sum of the points by the
number of dossiers that have an answer, to one decimal; a content without data is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Avg, Count, IntegerField, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncMonth

from dossiers.domain.rating import FEWEST, Content
from dossiers.models import Rating
from dossiers.models.rating import BEST, WORST
from procedures.domain.zone import OFFICE_ZONE

#: From this mark on an applicant counts as satisfied.
SATISFIED = 4


class Grouping(StrEnum):
    """By what ratings are put together; the whole province is one group."""

    PROVINCE = "province"
    AGENCY = "agency"
    RECEIVING_UNIT = "receiving_unit"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class RatingFigure:
    """The ratings of one group: `mean` of 1–5, `satisfied` in percent, `by_content` of 0–2 points.

    `key` is an agency's code or a month as `2026-11`; `marks` counts each mark from 1 to 5.
    """

    key: str
    name: str
    count: int
    mean: Decimal
    satisfied: int
    marks: Mapping[int, int]
    by_content: Mapping[Content, Decimal]


def rating_figures(
    by: Grouping,
    *,
    since: datetime,
    until: datetime,
    ratings: QuerySet[Rating] | None = None,
) -> list[RatingFigure]:
    """The figures of ratings given from `since` to before `until`, among those given or among all.

    Groups of fewer than five are left out, and so is a content with fewer than five answers. One
    query.
    """
    rows = (Rating.objects.all() if ratings is None else ratings).filter(
        at__gte=since, at__lt=until
    )
    if by is Grouping.PROVINCE:
        total = rows.aggregate(**_AGGREGATES)
        return [_figure("", "", total)] if total["count"] >= FEWEST else []
    if by is Grouping.MONTH:
        month = TruncMonth("at", tzinfo=OFFICE_ZONE)
        groups = rows.annotate(month=month).order_by("month").values("month")
        return [_figure(f"{row['month']:%Y-%m}", "", row) for row in _enough(groups)]
    keys = (f"dossier__{by.value}__code", f"dossier__{by.value}__name")
    groups = rows.order_by(keys[0]).values(*keys)
    return [_figure(row[keys[0]], row[keys[1]], row) for row in _enough(groups)]


def public_figures(
    *, since: datetime, until: datetime
) -> tuple[list[RatingFigure], RatingFigure | None]:
    """The agencies' figures and the province's, which counts those agencies only.

    Else the difference of the two would be the ratings of an agency with fewer than five.
    """
    agencies = rating_figures(Grouping.AGENCY, since=since, until=until)
    shown = Rating.objects.filter(dossier__agency__code__in=[each.key for each in agencies])
    province = rating_figures(Grouping.PROVINCE, since=since, until=until, ratings=shown)
    return agencies, next(iter(province), None)


def _points(content: Content) -> Cast:
    return Cast(KT(f"answers__{content.value}"), IntegerField())


_AGGREGATES = {
    "count": Count("pk"),
    "mean": Avg("score"),
    **{f"mark_{mark}": Count("pk", filter=Q(score=mark)) for mark in range(WORST, BEST + 1)},
    **{f"mean_{content.value}": Avg(_points(content)) for content in Content},
    **{f"count_{content.value}": Count(_points(content)) for content in Content},
}


def _enough(groups: QuerySet[Rating, dict[str, Any]]) -> Sequence[dict[str, Any]]:
    return list(groups.annotate(**_AGGREGATES).filter(count__gte=FEWEST))


def _figure(key: str, name: str, row: Mapping[str, Any]) -> RatingFigure:
    marks = {mark: row[f"mark_{mark}"] for mark in range(WORST, BEST + 1)}
    satisfied = sum(count for mark, count in marks.items() if mark >= SATISFIED)
    return RatingFigure(
        key=key,
        name=name,
        count=row["count"],
        mean=_one_decimal(row["mean"]),
        satisfied=round(100 * satisfied / row["count"]),
        marks=marks,
        by_content={
            content: _one_decimal(row[f"mean_{content.value}"])
            for content in Content
            if row[f"count_{content.value}"] >= FEWEST
        },
    )


def _one_decimal(value: float | Decimal) -> Decimal:
    return Decimal(value).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
