"""A colleague's desk: what lies on it, what else hangs on them, and handing all of it to another officer."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from agencies.admin.permissions import may_sign_in
from agencies.models import Officer
from agencies.selectors.delegations import delegations_with
from dossiers.admin.bulk import chosen_rows, lines_of, lines_told
from dossiers.admin.desk import actor_of, desk_of, reads_documents
from dossiers.admin.tiles import number
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.selectors.colleagues import (
    HANDING,
    desk_of_colleague,
    hanging_on,
    heading,
    holders,
    receivers_of_desk,
)
from dossiers.selectors.worklists import capped_count
from dossiers.services.handing_desks import hand_over_desk
from dossiers.services.together import MOST, Outcome
from dossiers.wording import fact_label, sentence
from procedures.domain.zone import local_day

NOBODY = ("", "–")


def may_hand_desks(request: HttpRequest) -> bool:
    """Whether the officer heads a unit or an agency that settles, by right or by delegation."""
    return may_sign_in(request) and bool(heading(desk_of(request).roles))


class HandingForm(forms.Form):
    """To whom, and why; refusals of the service stand at their fields."""

    to_officer = forms.ChoiceField(
        label=gettext_lazy("To officer"), required=False, widget=UnfoldAdminSelectWidget()
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )

    def __init__(self, data=None, *, receivers) -> None:
        super().__init__(data)
        named = [(each.username, str(each)) for each in receivers]
        self.fields["to_officer"].choices = [NOBODY, *named]

    def refuse(self, refusal: ActRefused) -> None:
        parts = refusal.refusals if isinstance(refusal, FactsRefused) else (refusal,)
        for one in parts:
            self.add_error(one.field if one.field in self.fields else None, sentence(one))


def colleague(request: HttpRequest) -> HttpResponse:
    """Choose a colleague, see the desk, and hand it over."""
    if not may_hand_desks(request):
        raise PermissionDenied
    holder = _holder(request)
    if holder is None:
        return _page(request, {})
    form = HandingForm(request.POST or None, receivers=_receivers(request, holder))
    if form.is_valid():
        outcomes = _hand_over(request, form, holder)
        if outcomes is not None:
            return _result(request, form, holder, outcomes)
    return _page(request, _desk(request, holder) | {"form": form})


def _hand_over(request: HttpRequest, form: HandingForm, holder: Officer) -> list[Outcome] | None:
    """What became of each dossier; None where what was filled in is refused."""
    try:
        outcomes = hand_over_desk(
            actor=actor_of(request),
            at=desk_of(request).at,
            holder=holder,
            receiver=form.cleaned_data["to_officer"],
            remark=form.cleaned_data["remark"],
            chosen=chosen_rows(request),
        )
    except ActRefused as refusal:
        form.refuse(refusal)
        return None
    refusals = [one.refusal for one in outcomes]
    fault = next((each for each in refusals if each and each.field in form.fields), None)
    if fault is None or None in refusals:
        return outcomes
    form.refuse(fault)
    return None


def _holder(request: HttpRequest) -> Officer | None:
    """The colleague asked for; on a second press somebody whose desk the first has emptied."""
    if request.method == "POST":
        return Officer.objects.filter(username=request.POST.get("officer", "")).first()
    return _holders(request).filter(username=request.GET.get("officer", "")).first()


def _holders(request: HttpRequest):
    desk = desk_of(request)
    return holders(desk.roles, on=local_day(desk.at))


def _receivers(request: HttpRequest, holder: Officer):
    desk = desk_of(request)
    return receivers_of_desk(holder, roles=desk.roles, on=local_day(desk.at))


def _desk(request: HttpRequest, holder: Officer) -> dict[str, Any]:
    """What lies with the colleague, and what else hangs on them."""
    desk = desk_of(request)
    held = desk_of_colleague(holder, roles=desk.roles)
    left = capped_count(held, beyond=MOST)
    lines = lines_of(request, HANDING, list(held.values_list("pk", flat=True)[:MOST]))
    hanging = [
        (each.label, number(each.count), f"{reverse(each.page)}?{each.query}")
        for each in hanging_on(holder, seen_by=desk.officer, at=desk.at)
    ]
    return {
        "holder": holder,
        "lines": lines,
        "left": number(left) if left else "",
        "hanging": hanging,
        "delegations": delegations_with(holder, on=local_day(desk.at)),
    }


def _result(
    request: HttpRequest, form: HandingForm, holder: Officer, outcomes: list[Outcome]
) -> HttpResponse:
    """Row by row; what still lies there can be handed over again from the same page."""
    lines = lines_told(request, outcomes)
    result = {
        "form": form,
        "is_done": True,
        "done": [line for line in lines if line.refusal is None],
        "refused": [line for line in lines if line.refusal is not None],
    }
    return _page(request, _desk(request, holder) | result)


def _page(request: HttpRequest, more: dict[str, Any]) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Hand a colleague's desk over"),
        "holders": _holders(request),
        "officer_label": fact_label("to_officer"),
        "reads_documents": reads_documents(request),
        "most": MOST,
        **more,
    }
    return TemplateResponse(request, "admin/dossiers/colleague.html", context)
