"""The list of dossiers: rows that know their time left, links by code, piles as tabs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, Officer
from agencies.selectors.prepared import Parameter, PreparedRows
from agencies.selectors.remembered import remembered
from batches.admin.pagination import CappedList
from dossiers.admin.desk import desk_of
from dossiers.admin.filters import EVERYTHING, chosen_pile
from dossiers.admin.words import empty_words, worklist_label
from dossiers.models import Applicant, Dossier
from dossiers.selectors.finding import readings
from dossiers.selectors.handovers import step_dues
from dossiers.selectors.receptions import reception_left
from dossiers.selectors.supplements import awaited
from dossiers.selectors.time_left import time_left_of
from dossiers.selectors.worklists import Worklist
from procedures.models import Procedure, ProcedureVersion
from procedures.selectors import work_calendar

#: What a row tells of other tables. From memory: past eight joined tables PostgreSQL no longer looks
#: for the best order and reads every dossier first.
BESIDE: Mapping[str, QuerySet[Any]] = {
    "procedure": Procedure.objects.all(),
    "procedure_version": ProcedureVersion.objects.all(),
    "unit": Agency.objects.all(),
    "agency": Agency.objects.all(),
    "officer": Officer.objects.only("username", "full_name"),
}
_APPLICANTS = PreparedRows(
    lambda: Applicant.objects.filter(dossier__any=Parameter("keys")).only(
        "dossier", "name", "phone"
    )
)

_USUAL = ("shown_code", "shown_procedure", "shown_applicant", "shown_state", "shown_due")
#: What a pile shows instead of the usual columns: the moment that matters there comes first.
PILE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    Worklist.SUBMISSIONS: (*_USUAL[:3], "shown_answer_by", "shown_channel"),
    Worklist.TO_TRANSFER: (*_USUAL[:3], "shown_transfer_by", "shown_due", "shown_agency"),
    Worklist.TO_TRANSFER_NEXT: (*_USUAL[:3], "shown_transfer_by", "shown_due", "shown_agency"),
    Worklist.SUPPLEMENTS: (*_USUAL[:3], "shown_awaited", "shown_agency"),
    Worklist.TO_RETURN: (*_USUAL[:3], "shown_waiting", "shown_result", "shown_agency"),
    Worklist.MY_DESK: (*_USUAL[:3], "shown_due", "shown_holder"),
    Worklist.UNIT_DESK: (*_USUAL[:3], "shown_due", "shown_holder"),
}
#: Piles whose dossiers are told apart by the moment that their first column after the applicant shows.
PILE_ORDER: Mapping[str, str] = {
    Worklist.SUBMISSIONS: "reception_due_at",
    Worklist.TO_TRANSFER: "transfer_due_at",
    Worklist.TO_TRANSFER_NEXT: "transfer_due_at",
    Worklist.TO_RETURN: "settled_at",
}


#: Parameters of the address that choose a pile, a page, an order or words; any other one filters.
NOT_NARROWING = {"work", "p", "o", "q"}


def columns_of(pile: str) -> tuple[str, ...]:
    """The columns of a pile's list."""
    return PILE_COLUMNS.get(pile, (*_USUAL, "shown_unit"))


class DossierList(CappedList):
    """One page of dossiers."""

    #: Whether the words searched for found nothing as they stand, and are read as cut short.
    reads_loosely = False

    def url_for_result(self, result):
        return reverse("admin:dossiers_dossier_change", args=[result.key])

    def get_queryset(self, request, exclude_parameters=None):
        found = readings(super().get_queryset(request, exclude_parameters), self.query)
        self._loosest = found[-1]
        return self._loosest if self.reads_loosely else found[0]

    def get_results(self, request):
        super().get_results(request)
        if not self.result_count and self.queryset is not self._loosest:
            self.reads_loosely, self.queryset = True, self._loosest
            super().get_results(request)
        if not self.multi_page:  # Django reads a single page past the paginator
            self.result_list = self.paginator.page(1).object_list
        _with_applicants(self.result_list)
        _name(self.result_list)
        at, calendar = desk_of(request).at, work_calendar()
        asked, steps = awaited(self.result_list), self._steps(request)
        self.empty_words = empty_words(chosen_pile(request))
        self.is_narrowed = bool(set(request.GET) - NOT_NARROWING)
        for dossier in self.result_list:
            dossier.awaited, dossier.step_due = asked.get(dossier.pk), steps.get(dossier.pk)
            dossier.time_left = time_left_of(dossier, calendar, at=at)
            dossier.reception_left = reception_left(dossier, calendar, at=at)
            dossier.is_late, dossier.seen_at = dossier.is_overdue(at), at

    def _steps(self, request):
        if "shown_holder" not in columns_of(chosen_pile(request)):
            return {}
        return step_dues(self.result_list)


def _with_applicants(dossiers: Sequence[Dossier]) -> None:
    found = _APPLICANTS(keys=[dossier.pk for dossier in dossiers])
    by_dossier = {applicant.dossier_id: applicant for applicant in found}
    relation = Dossier._meta.get_field("applicant")
    for dossier in dossiers:
        relation.set_cached_value(dossier, by_dossier.get(dossier.pk))


def _name(dossiers: Sequence[Dossier]) -> None:
    for field, rows in BESIDE.items():
        relation, column = Dossier._meta.get_field(field), f"{field}_id"
        keys = {getattr(dossier, column) for dossier in dossiers} - {None}
        found = remembered(rows.model._meta.label_lower, keys, rows.in_bulk)
        for dossier in dossiers:
            relation.set_cached_value(dossier, found.get(getattr(dossier, column)))


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
