"""One act on one dossier: a form of its facts, one call, and back to the dossier."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from dossiers.admin.desk import actor_of, desk_of, dossier_or_404
from dossiers.admin.doing import done_before, perform_from_form
from dossiers.admin.facts_form import FactsForm
from dossiers.admin.inputs import Subject
from dossiers.admin.outcome import happened_in_words
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import Row, rows
from dossiers.models import Dossier
from dossiers.selectors import open_acts
from dossiers.selectors.limits import due_if_received
from dossiers.selectors.meanwhile import stale
from dossiers.selectors.open_acts import choices_left
from dossiers.wording import act_label, sentence
from procedures.domain.zone import local_day
from procedures.selectors import limits_for
from procedures.wording import explain


def act(request: HttpRequest, key: str, act: str) -> HttpResponse:
    """Show the form of an act, or do the act."""
    dossier = dossier_or_404(request, key)
    answer = done_before(request)
    if answer is not None:
        return answer
    row = _open_row(request, dossier, act)
    if row is None:
        return _shut(request, dossier, act)
    form = FactsForm(request.POST or None, facts=row.facts, subject=_subject(request, dossier, row))
    if form.is_valid() and request.POST.get("act") == act:
        answer = perform_from_form(request, form, act, facts=form.facts(), dossier=dossier)
    return answer or TemplateResponse(
        request, "admin/dossiers/act.html", _context(request, dossier, row, form)
    )


def _shut(request: HttpRequest, dossier: Dossier, act: str) -> HttpResponse:
    """The dossier's own page, with why the act is not open and who did what while its form was."""
    read = request.POST.get("version", "")
    if read.isdecimal():
        for said in happened_in_words(stale(dossier, since=int(read))):
            messages.warning(request, said)
    messages.error(request, sentence(_why_not_open(dossier, act)))
    return redirect("admin:dossiers_dossier_change", dossier.key)


def _open_row(request: HttpRequest, dossier: Dossier, act: str) -> Row | None:
    found = open_acts(dossier, actor=actor_of(request), at=desk_of(request).at)
    return next((opened.row for opened in found if opened.act == act), None)


def _why_not_open(dossier: Dossier, act: str) -> ActRefused:
    """The page was opened from an old link, or by somebody whose button it never was."""
    sources = [row.source for row in rows(Dossier) if row.act == act and row.door]
    if not sources:
        return ActRefused("unknown_act", act=act)
    if dossier.state in sources:
        return ActRefused("wrong_role", act=act)
    return ActRefused("wrong_state", act=act, state=dossier.state)


def _subject(request: HttpRequest, dossier: Dossier, row: Row) -> Subject:
    desk = desk_of(request)
    return Subject(
        version=dossier.procedure_version,
        day=local_day(desk.at),
        channel=dossier.channel,
        case=dossier.case,
        dossier=dossier,
        narrowed=choices_left(row, dossier, roles=desk.roles),
        pointed_at=request.GET.dict(),
    )


def _context(request: HttpRequest, dossier: Dossier, row: Row, form: FactsForm) -> dict:
    return {
        **admin.site.each_context(request),
        "title": act_label(row.act),
        "opts": None,
        "dossier": dossier,
        "row": row,
        "form": form,
        "preview": _preview(request, dossier, row, form),
    }


def _preview(request: HttpRequest, dossier: Dossier, row: Row, form: FactsForm):
    """The date a submission would get if it were received now."""
    if row.act != "receive":
        return None
    rows = list(limits_for(dossier.procedure_version, dossier.channel))
    given = form.facts() if form.is_bound else {}
    try:
        answer = due_if_received(dossier.procedure_version, rows, given, at=desk_of(request).at)
    except ActRefused:
        return None
    return {"due": answer, "sentences": explain(answer)} if answer else None
