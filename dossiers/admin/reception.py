"""Reception on one screen: find the procedure, fill in what follows, and receive, ask to complete, decline or register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.admin.permissions import may_receive
from agencies.domain.roles import COUNTER_ROLES
from agencies.models import Agency
from dossiers.admin.desk import desk_of
from dossiers.admin.doing import perform_from_form
from dossiers.admin.facts_form import FactsForm, Shown
from dossiers.admin.inputs import Subject
from dossiers.domain.facts import Fact
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import Row
from dossiers.selectors.limits import due_if_received, is_left_to_officer
from dossiers.selectors.open_acts import creating_rows
from dossiers.selectors.outages import open_for_entry
from procedures.domain.channels import Channel
from procedures.domain.zone import local_day
from procedures.models import ProcedureVersion
from procedures.selectors import cases_of, fees_for, limits_for, version_in_force
from procedures.wording import explain, limit_label

#: Where an officer begins to type.
FIRST_FIELD = "applicant_identity_number"


@never_cache
def receive(request: HttpRequest, code: str) -> HttpResponse:
    """The screen for one procedure; each button does one of the acts that open a dossier."""
    refuse_others(request)
    version = version_in_force(code, on=local_day(desk_of(request).at))
    if version is None:
        raise Http404
    rows = {row.act: row for row in creating_rows()}
    subject = _subject(request, version)
    row = rows.get(request.POST.get("act", ""))
    given = request.POST if row else _looking_ahead(request.POST)
    form = FactsForm(given or None, facts=_facts(rows), subject=subject)
    if row is not None and form.is_valid():
        facts = {"procedure": code, **form.facts(fact.name for fact in row.facts)}
        done = perform_from_form(request, form, row.act, facts=facts)
        if done is not None:
            return done
    context = {
        "version": version,
        "form": form,
        "facts": _shown(form, row),
        "asked_act": row.act if row else "",
        "channel": subject.channel,
        "fees": fees_for(version, subject.channel),
        "receipt_is_written": any(
            value for name, value in request.POST.items() if name.endswith("_receipt_number")
        ),
        "outages": open_for_entry(subject.receiving_units, at=desk_of(request).at),
        "preview": _preview(subject, form, at=desk_of(request).at),
    }
    return screen(request, "admin/dossiers/reception_form.html", context)


def screen(request: HttpRequest, part: str, context: dict[str, Any]) -> HttpResponse:
    """The whole screen, or only the part that the script on it has asked for."""
    asked = request.headers
    if "HX-Request" in asked and "HX-History-Restore-Request" not in asked:
        answer = TemplateResponse(request, part, context)
    else:
        page = {**admin.site.each_context(request), "title": _("Receive a dossier"), **context}
        answer = TemplateResponse(request, "admin/dossiers/reception.html", page)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def refuse_others(request: HttpRequest) -> None:
    """Only counters receive."""
    if not may_receive(request):
        raise PermissionDenied


def receiving_units(request: HttpRequest) -> list[Agency]:
    """One-stop units at which the officer sits today."""
    desk = desk_of(request)
    nodes = desk.roles.nodes(*COUNTER_ROLES) | desk.roles.homes(*COUNTER_ROLES)
    existing = Agency.objects.existing_on(local_day(desk.at)).one_stop()
    return list(existing.filter(pk__in=nodes).order_by("code"))


def _facts(rows: Mapping[str, Row]) -> list[Fact]:
    """Every fact that one of the opening acts asks for, once; the procedure is chosen already."""
    facts = {fact.name: fact for row in rows.values() for fact in row.facts}
    facts.pop("procedure")
    return list(facts.values())


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
        receiving_units=tuple(receiving_units(request)),
    )


def _looking_ahead(given: QueryDict) -> QueryDict:
    """What was typed so far, but for the fees of a channel that is no longer chosen."""
    if given.get("channel") == given.get("shown_channel"):
        return given
    kept = given.copy()
    for name in given:
        if name.startswith("taken_") and name.endswith(("_name", "_amount")):
            del kept[name]
    return kept


def _shown(form: FactsForm, row: Row | None) -> dict[str, Shown]:
    """The facts to draw, the first field to fill in or to put right focused; a look ahead finds no fault."""
    wrong = next((name for name in form.fields if form[name].errors), None) if row else None
    form.fields[wrong or FIRST_FIELD].widget.attrs["autofocus"] = True
    if row is None:
        form.errors.clear()
    return form.shown


def _preview(subject: Subject, form: FactsForm, *, at: datetime) -> dict[str, Any]:
    """The due moment if received now, or when it was on paper; else whether limit or case must be named."""
    rows = list(limits_for(subject.version, subject.channel))
    asked = ("limit_row", "limit", "received_on_paper_at") if form.is_bound else ()
    given = {name: form.inputs[name].value(form.cleaned_data) for name in asked}
    on_paper = given.get("received_on_paper_at")
    received = datetime.fromisoformat(on_paper) if on_paper else at
    try:
        answer = due_if_received(subject.version, rows, given, at=received)
    except ActRefused:
        answer = None
    if answer is None:
        return {"in_words": is_left_to_officer(rows, given.get("limit_row"))}
    label = limit_label(answer.limit.value, answer.limit.unit)
    return {
        "due": answer,
        "limit": label,
        "sentences": explain(answer),
        "on_paper_at": received if on_paper else None,
    }
