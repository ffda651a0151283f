"""The list of dossiers: rows that know their time left, links by code, piles as tabs."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.views import ChangeList

from dossiers.admin.desk import desk_of
from dossiers.admin.filters import EVERYTHING, chosen_pile
from dossiers.admin.words import worklist_label
from dossiers.selectors.receptions import reception_left
from dossiers.selectors.supplements import awaited_until
from dossiers.selectors.time_left import time_left_of, with_run_start
from procedures.selectors import work_calendar

#: What a row tells of other tables. Fetched for the page alone: past eight joined tables
#: PostgreSQL no longer looks for the best order and reads every dossier first.
BESIDE = ("procedure", "procedure_version", "applicant", "unit", "agency")


class DossierList(ChangeList):
    """One page of dossiers."""

    def url_for_result(self, result):
        return reverse("admin:dossiers_dossier_change", args=[result.key])

    def get_queryset(self, request, exclude_parameters=None):
        return with_run_start(super().get_queryset(request, exclude_parameters))

    def get_results(self, request):
        super().get_results(request)
        self.full_result_count = self.result_count  # else the theme offers to show all
        prefetch_related_objects(self.result_list, *BESIDE)
        at, calendar = desk_of(request).at, work_calendar()
        awaited = awaited_until(self.result_list)
        for dossier in self.result_list:
            dossier.awaited_until = awaited.get(dossier.pk)
            dossier.time_left = time_left_of(dossier, calendar, at=at)
            dossier.reception_left = reception_left(dossier, calendar, at=at)
            dossier.is_late = dossier.is_overdue(at)


@dataclass(frozen=True, slots=True)
class Tab:
    """A pile above the list."""

    label: str
    href: str
    is_chosen: bool


def tabs(request: HttpRequest) -> list[Tab]:
    """The piles of the officer's desk, then everything."""
    chosen = chosen_pile(request)
    piles = [(pile.value, worklist_label(pile)) for pile in desk_of(request).worklists]
    return [
        Tab(label, f"?work={value}", value == chosen)
        for value, label in [*piles, (EVERYTHING, _("All"))]
    ]
