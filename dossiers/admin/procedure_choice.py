"""Which procedure? What the counter receives most, or what has the words typed, the likeliest first."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dossiers.admin.desk import desk_of
from dossiers.admin.reception import receiving_units, refuse_others, screen
from dossiers.selectors.receptions import recent_procedures
from procedures.domain.zone import local_day
from procedures.models import ProcedureVersion
from procedures.selectors import search_procedures, versions_in_force

#: Procedures shown before a search, and for one; whoever misses one adds a word.
MOST_OFFERED, MOST_FOUND = 9, 30


@require_safe
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """The screen before a procedure is chosen; a search that means just one leads on at once."""
    refuse_others(request)
    words = request.GET.get("q", "").strip()
    context = _offered(request, words)
    found = context["versions"]
    if words and "choose" in request.GET and len(found) == 1:
        return redirect("admin:dossiers_dossier_reception", found[0].procedure.code)
    return screen(request, "admin/dossiers/procedures.html", context)


def _offered(request: HttpRequest, words: str) -> dict[str, Any]:
    lately = recent_procedures(receiving_units(request))
    versions = versions_in_force(on=local_day(desk_of(request).at))
    if words:
        found = versions.filter(procedure__in=search_procedures(words).order_by())
    else:
        found = versions.filter(procedure__in=lately[:MOST_OFFERED])
    read = list(_likeliest_first(found, words, lately)[: MOST_FOUND + 1])
    return {"words": words, "versions": read[:MOST_FOUND], "is_cut": len(read) > MOST_FOUND}


def _likeliest_first(
    versions: QuerySet[ProcedureVersion], words: str, lately: Sequence[int]
) -> QuerySet[ProcedureVersion]:
    """The code whose end was typed, what the counter receives most, then the shortest name.

    Of the shortest name the words make up the most.
    """
    ends = When(procedure__code__endswith=words, then=Value(0))
    places = [When(procedure=key, then=Value(place)) for place, key in enumerate(lately)]
    received = [Case(*places, default=Value(len(places)))] if places else []
    return versions.order_by(
        Case(ends, default=Value(1)), *received, Length("name"), "procedure__code"
    )
