"""The ratings as the dashboard shows them."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from dossiers.admin.figures import span_in_words
from dossiers.pages.words import CONTENT_LABELS
from dossiers.selectors.ratings import RatingFigure
from reports.selectors.satisfaction import Satisfaction


@dataclass(frozen=True, slots=True)
class RatedRow:
    """One agency's ratings, or all together."""

    name: str
    count: int
    mean: str
    satisfied: int
    contents: list[tuple[str, str]]


def satisfaction_told(found: Satisfaction) -> dict[str, Any]:
    """What the template shows; `together` is None where there are too few ratings to tell."""
    return {
        "days": span_in_words(found.span),
        "together": _row(found.together) if found.together else None,
        "agencies": [_row(each) for each in found.agencies],
    }


def _row(figure: RatingFigure) -> RatedRow:
    contents = [
        (str(label), number_format(figure.by_content[content], decimal_pos=1))
        for content, label in CONTENT_LABELS.items()
        if content in figure.by_content
    ]
    mean = number_format(figure.mean, decimal_pos=1)
    return RatedRow(figure.name, figure.count, mean, figure.satisfied, contents)
