"""`/thu-tuc/`: which procedures the office offers, found by words, sector, agency or level."""

from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.paginator import InvalidPage, Page
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procedures.domain.channels import Level
from procedures.models import LEVEL_LABELS, ChannelLimit, ProcedureVersion
from procedures.pages.headers import OpenView
from procedures.pages.paging import PAGE_SIZE, CataloguePaginator
from procedures.pages.showing import line
from procedures.selectors import agencies_in_force, catalogue, sectors_in_force

LONGEST_SEARCH = 200


class CatalogueForm(forms.Form):
    """What the list is narrowed by; the names are those of the REST door."""

    q = forms.CharField(
        label=_("Words of the name, sector or code"),
        help_text=_("Accents may be left out: “khai sinh”, “dat dai”, “1.004”."),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    agency = forms.ChoiceField(label=_("Settling agency"), required=False)
    level = forms.ChoiceField(
        label=_("Level"),
        required=False,
        choices=[
            ("", _("Every level")),
            *((level.value, LEVEL_LABELS[level]) for level in (Level.PROVINCE, Level.COMMUNE)),
        ],
    )

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data, label_suffix="")
        sectors = sectors_in_force(on=on).values_list("code", "name")
        agencies = agencies_in_force(on=on).values_list("code", "name")
        self.fields["sector"].choices = [("", _("Every sector")), *sectors]
        self.fields["agency"].choices = [("", _("Every agency")), *agencies]

    @property
    def is_narrowed(self) -> bool:
        """Whether one of the choices beside the words is made."""
        return any(self.data.get(name) for name in ("sector", "agency", "level"))


class CataloguePage(OpenView):
    """The list, a page at a time."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        form = CatalogueForm(request.GET, on=today)
        context: dict[str, Any] = {"form": form, "is_search": bool(request.GET)}
        if not form.is_valid():
            return render(request, "public/catalogue.html", context, status=HTTPStatus.BAD_REQUEST)
        page = _page(found(on=today, **form.cleaned_data), request.GET.get("page", "1"))
        pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        context |= {"page": page, "pages": list(pages), "lines": [line(each) for each in page]}
        return render(request, "public/catalogue.html", context)


def found(
    *, on: date, q: str, sector: str = "", agency: str = "", level: str = ""
) -> QuerySet[ProcedureVersion]:
    """Versions in force that fit, with all that a line shows.

    By sector; of a search the shortest names first, which are the plainest procedures.
    """
    versions = catalogue(
        on=on,
        words=q,
        sectors=[sector] if sector else (),
        agencies=[agency] if agency else (),
        levels=[level] if level else (),
    )
    order = (Length("name"),) if q else ("procedure__sector__code",)
    limits = ChannelLimit.objects.order_by("channel", "position", "pk")
    return (
        versions.select_related("settling_agency")
        .prefetch_related(Prefetch("limits", limits))
        .order_by(*order, "procedure__code")
    )


def _page(versions: QuerySet[ProcedureVersion], number: str) -> Page:
    try:
        return CataloguePaginator(versions, PAGE_SIZE).page(number)
    except InvalidPage:
        raise Http404 from None
