"""One act on many dossiers: chosen in the list, looked at once more, done, and told row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from agencies.domain.roles import AGENCY_ROLES, COUNTER_ROLES, Role
from dossiers.admin.desk import actor_of, desk_of, reads_documents
from dossiers.admin.facts_form import FactsForm
from dossiers.admin.inputs import Subject
from dossiers.admin.outcome import happened_in_words
from dossiers.admin.tiles import number
from dossiers.domain.facts import Fact
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import rows
from dossiers.models import Dossier
from dossiers.selectors.open_acts import why_shut
from dossiers.selectors.worklists import capped_count
from dossiers.services.together import MOST, Chosen, Outcome, do_together
from dossiers.wording import act_label, sentence
from procedures.domain.zone import local_day

#: Acts done on many at once, with the roles that may; their facts are the same for all of them.
TOGETHER: Mapping[str, tuple[Role, ...]] = {"transfer": COUNTER_ROLES, "hand_over": AGENCY_ROLES}
#: Facts that differ from dossier to dossier: left to the act's own choice.
NOT_TOGETHER = {"transfer": {"to_unit"}}
#: What a row needs of other tables.
BESIDE = ("procedure_version", "applicant", "unit", "officer", "agency", "receiving_unit")


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier of the page: why the act is shut to it, or, once done, what became of it."""

    dossier: Dossier
    refusal: ActRefused | None
    #: Also what was refused may be tried again; what is shut beforehand may not.
    may_be_chosen: bool = True

    @property
    def value(self) -> str:
        """What the form sends back: the dossier as it is shown here."""
        return f"{self.dossier.pk}:{self.dossier.version}"

    @property
    def why(self) -> str:
        if self.refusal is None:
            return ""
        return " ".join([*happened_in_words(self.refusal), sentence(self.refusal)])


def may_do_together(request: HttpRequest, act: str) -> bool:
    """Whether the officer holds a role, somewhere, that may do the act."""
    return bool(desk_of(request).roles.nodes(*TOGETHER[act]))


def begin(request: HttpRequest, act: str, chosen: QuerySet[Dossier]) -> HttpResponse:
    """The page between the list and the act: what was chosen, with what stands in the way of it."""
    keys = list(chosen.order_by("due_at", "pk").values_list("pk", flat=True)[: MOST + 1])
    left = capped_count(chosen, beyond=MOST) if len(keys) > MOST else 0
    return _page(request, act, lines_of(request, act, keys[:MOST]), left=left)


def together(request: HttpRequest, act: str) -> HttpResponse:
    """Do the act on the dossiers that the page has sent, and tell what became of each."""
    if act not in TOGETHER:
        raise Http404
    if not may_do_together(request, act):
        raise PermissionDenied
    sent = chosen_rows(request)
    lines = lines_of(request, act, [one.dossier_id for one in sent])
    if not lines:
        messages.warning(request, _("No dossier was chosen."))
        return redirect("admin:dossiers_dossier_changelist")
    form = _form(request, act, lines, request.POST)
    if not form.is_valid():
        return _page(request, act, lines, form=form)
    return _do(request, act, form, sent, lines)


def _do(
    request: HttpRequest, act: str, form: FactsForm, sent: Sequence[Chosen], lines: Sequence[Line]
) -> HttpResponse:
    seen = {line.dossier.pk for line in lines}
    outcomes = do_together(
        act,
        actor=actor_of(request),
        at=desk_of(request).at,
        facts=form.facts(),
        chosen=[one for one in sent if one.dossier_id in seen],
    )
    fault = _fault_of_form(form, outcomes)
    if fault is not None:
        form.refuse(fault)
        return _page(request, act, lines, form=form)
    told = lines_told(request, outcomes)
    return TemplateResponse(
        request,
        "admin/dossiers/together_done.html",
        _context(request, act)
        | {
            "form": form,
            "done": [line for line in told if line.refusal is None],
            "lines": [line for line in told if line.refusal is not None],
        },
    )


def _fault_of_form(form: FactsForm, outcomes: Sequence[Outcome]) -> ActRefused | None:
    """A fact that was filled in wrongly, where nothing was done: then not the dossiers are at fault."""
    refusals = [one.refusal for one in outcomes]
    if None in refusals:
        return None
    return next((refusal for refusal in refusals if refusal.field in form.inputs), None)


def _page(
    request: HttpRequest,
    act: str,
    lines: Sequence[Line],
    *,
    form: FactsForm | None = None,
    left: int = 0,
) -> HttpResponse:
    context = _context(request, act) | {
        "lines": lines,
        "open": sum(line.refusal is None for line in lines),
        "form": form or (_form(request, act, lines, None) if lines else None),
        "left": left,
        "left_told": number(left),
    }
    return TemplateResponse(request, "admin/dossiers/together.html", context)


def _context(request: HttpRequest, act: str) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": act_label(act),
        "act": act,
        "most": MOST,
        "reads_documents": reads_documents(request),
    }


def _form(request: HttpRequest, act: str, lines: Sequence[Line], data: Any) -> FactsForm:
    """The act's facts; choices are those of the first dossier's agency, others refuse what is not theirs."""
    first = lines[0].dossier
    subject = Subject(
        version=first.procedure_version,
        day=local_day(desk_of(request).at),
        channel=first.channel,
        dossier=first,
    )
    return FactsForm(data, facts=_facts(act), subject=subject)


def _facts(act: str) -> list[Fact]:
    row = next(row for row in rows(Dossier) if row.act == act)
    return [fact for fact in row.facts if fact.name not in NOT_TOGETHER.get(act, ())]


def chosen_rows(request: HttpRequest) -> list[Chosen]:
    """The dossiers that a page of lines has sent back, each as it was shown; nothing that is not its own."""
    parts = [value.split(":") for value in request.POST.getlist("row")]
    numbered = [part for part in parts if len(part) == 2 and all(n.isdecimal() for n in part)]
    return [Chosen(int(key), int(version)) for key, version in numbered[:MOST]]


def lines_of(request: HttpRequest, act: str, keys: Sequence[int]) -> list[Line]:
    """The dossiers that the officer sees of these, each with what stands in the way of the act."""
    roles = desk_of(request).roles
    shut = [(dossier, why_shut(act, dossier, roles=roles)) for dossier in _seen(request, keys)]
    return [Line(dossier, why, may_be_chosen=why is None) for dossier, why in shut]


def lines_told(request: HttpRequest, outcomes: Sequence[Outcome]) -> list[Line]:
    """What became of each dossier, as it now stands."""
    refusals = {one.dossier_id: one.refusal for one in outcomes}
    return [Line(dossier, refusals[dossier.pk]) for dossier in _seen(request, list(refusals))]


def _seen(request: HttpRequest, keys: Sequence[int]) -> QuerySet[Dossier]:
    """Of the keys, what the officer may see, the first due first."""
    seen = desk_of(request).visible().filter(pk__in=keys)
    return seen.prefetch_related(*BESIDE).order_by("due_at", "pk")
