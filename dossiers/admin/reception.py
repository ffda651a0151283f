"""Reception: choose the procedure, fill in one page, and receive, ask to complete, decline or register."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.admin.permissions import may_receive
from agencies.domain.roles import COUNTER_ROLES
from agencies.models import Agency
from dossiers.admin.desk import actor_of, desk_of
from dossiers.admin.facts_form import FactsForm
from dossiers.admin.inputs import Subject
from dossiers.admin.outcome import tell
from dossiers.domain.facts import Fact
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import Row
from dossiers.selectors.limits import due_if_received, is_left_to_officer
from dossiers.selectors.open_acts import creating_rows
from dossiers.selectors.receptions import recent_procedures
from dossiers.services import do_act
from procedures.domain.channels import Channel
from procedures.domain.zone import local_day
from procedures.models import ProcedureVersion
from procedures.selectors import (
    cases_of,
    limits_for,
    search_procedures,
    version_in_force,
    versions_in_force,
)
from procedures.wording import explain, limit_label

#: Procedures shown for one search; whoever sees more adds a word.
MOST_FOUND = 40


@require_safe
def choose_procedure(request: HttpRequest) -> HttpResponse:
    """Search the procedures in force today; before any search, those lately received here."""
    _refuse_others(request)
    desk, words = desk_of(request), request.GET.get("q", "").strip()
    in_force = versions_in_force(on=local_day(desk.at))
    if words:
        found = in_force.filter(procedure__in=search_procedures(words)).order_by("procedure__code")
    else:
        lately = recent_procedures(_receiving_units(request))
        found = in_force.filter(procedure__in=lately).order_by("procedure__code")
    versions = list(found[: MOST_FOUND + 1])
    context = {
        **admin.site.each_context(request),
        "title": _("Receive a dossier"),
        "words": words,
        "versions": versions[:MOST_FOUND],
        "is_cut": len(versions) > MOST_FOUND,
    }
    return TemplateResponse(request, "admin/dossiers/choose_procedure.html", context)


def receive(request: HttpRequest, code: str) -> HttpResponse:
    """One page for one procedure; each button does one of the acts that open a dossier."""
    _refuse_others(request)
    desk = desk_of(request)
    version = version_in_force(code, on=local_day(desk.at))
    if version is None:
        raise Http404
    rows = {row.act: row for row in creating_rows()}
    form = FactsForm(request.POST or None, facts=_facts(rows), subject=_subject(request, version))
    row = rows.get(request.POST.get("act", ""))
    if row is not None and form.is_valid():
        try:
            done = do_act(
                row.act,
                actor=actor_of(request),
                at=desk.at,
                facts={"procedure": code, **form.facts(fact.name for fact in row.facts)},
            )
        except ActRefused as refusal:
            form.refuse(refusal)
        else:
            tell(request, done)
            return redirect("admin:dossiers_dossier_change", done.dossier.key)
    return TemplateResponse(
        request, "admin/dossiers/reception.html", _context(request, version, form, row)
    )


def _refuse_others(request: HttpRequest) -> None:
    if not may_receive(request):
        raise PermissionDenied


def _facts(rows: Mapping[str, Row]) -> list[Fact]:
    """Every fact that one of the opening acts asks for, once; the procedure is chosen already."""
    facts = {fact.name: fact for row in rows.values() for fact in row.facts}
    facts.pop("procedure")
    return list(facts.values())


def _receiving_units(request: HttpRequest) -> list[Agency]:
    """One-stop units at which the officer sits today."""
    desk = desk_of(request)
    nodes = desk.roles.nodes(*COUNTER_ROLES) | desk.roles.homes(*COUNTER_ROLES)
    existing = Agency.objects.existing_on(local_day(desk.at)).one_stop()
    return list(existing.filter(pk__in=nodes).order_by("code"))


def _subject(request: HttpRequest, version: ProcedureVersion) -> Subject:
    """What the page is about; channel and case as chosen so far, since limits and documents follow them."""
    given = request.POST
    channel = given.get("channel", "")
    cases = cases_of(version)
    return Subject(
        version=version,
        day=local_day(desk_of(request).at),
        channel=channel if channel in set(Channel) else Channel.IN_PERSON.value,
        case=given.get("case", "") if given.get("case") in cases else "",
        receiving_units=tuple(_receiving_units(request)),
    )


def _context(
    request: HttpRequest, version: ProcedureVersion, form: FactsForm, row: Row | None
) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": _("Receive a dossier"),
        "version": version,
        "form": form,
        "facts": form.shown,
        "asked_act": row.act if row else "",
        "preview": _preview(request, version, form),
    }


def _preview(request: HttpRequest, version: ProcedureVersion, form: FactsForm) -> dict[str, Any]:
    """The due moment if received now; else whether the officer must name the limit or choose the case."""
    subject = _subject(request, version)
    rows = list(limits_for(version, subject.channel))
    given = {
        name: form.inputs[name].value(form.cleaned_data)
        for name in ("limit_row", "limit")
        if form.is_bound
    }
    try:
        answer = due_if_received(version, rows, given, at=desk_of(request).at)
    except ActRefused:
        answer = None
    if answer is None:
        return {"in_words": is_left_to_officer(rows, given.get("limit_row"))}
    label = limit_label(answer.limit.value, answer.limit.unit)
    return {"due": answer, "limit": label, "sentences": explain(answer)}
