"""`/danh-gia/`: how applicants rate each agency, shown to everybody (Decree 61/2018/NĐ-CP, art. 32.1)."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.selectors.clients import client_address
from dossiers.domain.rating import FEWEST
from dossiers.domain.refusals import ActRefused
from dossiers.pages.headers import PrivateView
from dossiers.pages.lookup import too_many
from dossiers.pages.words import CONTENT_LABELS
from dossiers.selectors.ratings import SATISFIED, RatingFigure, public_figures
from dossiers.services.throttling import refuse_too_many
from procedures.domain.zone import day_start, local_day

#: Years to choose from, the running one included.
YEARS_SHOWN = 3


class RatingFiguresPage(PrivateView):
    """The figures of one year, by agency and by content."""

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        try:
            refuse_too_many(client_address(request), at=now)
        except ActRefused as refusal:
            return too_many(request, refusal)
        this_year = local_day(now).year
        years = [this_year - back for back in range(YEARS_SHOWN)]
        year = _chosen(request.GET.get("nam", ""), years)
        agencies, province = public_figures(
            since=day_start(date(year, 1, 1)), until=day_start(date(year + 1, 1, 1))
        )
        context = {
            "year": year,
            "years": years,
            "agencies": agencies,
            "province": province,
            "contents": _contents(province),
            "fewest": FEWEST,
            "satisfied": SATISFIED,
        }
        return render(request, "public/rating_figures.html", context)


def _chosen(typed: str, years: list[int]) -> int:
    return next((year for year in years if str(year) == typed), years[0])


def _contents(province: RatingFigure | None) -> list[tuple[str, Decimal]]:
    found = province.by_content if province else {}
    return [(str(label), found[each]) for each, label in CONTENT_LABELS.items() if each in found]
