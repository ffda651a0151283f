"""A form that does an act: once however often its button is pressed, and to nobody's surprise."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agencies.services.repeating import Answer, KeyUsed, answer_given, once, request_digest
from dossiers.admin.desk import actor_of, desk_of
from dossiers.admin.facts_form import FactsForm, new_key
from dossiers.admin.outcome import tell
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent
from dossiers.services import Call, Done, do_act


def perform_from_form(
    request: HttpRequest,
    form: FactsForm,
    act: str,
    *,
    facts: Mapping[str, Any],
    dossier: Dossier | None = None,
) -> HttpResponse | None:
    """Do the act of a valid form and lead to its dossier; None when it was refused and the form says why.

    A second press of the same button, also at the same moment, does nothing more and leads to the
    same dossier. Without `dossier` the act opens a new one.
    """
    call: Call = {
        "actor": actor_of(request),
        "at": desk_of(request).at,
        "facts": facts,
        "dossier_id": dossier.pk if dossier else None,
        "expected_version": form.cleaned_data["version"] if dossier else None,
    }
    try:
        found = once(
            lambda: Answer({"event": do_act(act, **call).event.pk}),
            caller=request.user,
            key=form.cleaned_data["once"] or new_key(),
            digest=_digest(request),
        )
    except KeyUsed as used:
        form.refuse(_page_used(used.answer, dossier))
        return None
    except ActRefused as refusal:
        form.refuse(refusal)
        return None
    return _landed(request, found.answer)


def done_before(request: HttpRequest) -> HttpResponse | None:
    """Where the same form led when it was sent before; None when it is new.

    Asked before the form is made: the act it did may have left nothing to choose in it.
    """
    key = request.POST.get("once", "")
    if not key or not key.isprintable():
        return None
    answer = answer_given(caller=request.user, key=key, digest=_digest(request))
    return _landed(request, answer) if answer else None


def _page_used(answer: Answer, dossier: Dossier | None) -> ActRefused:
    """Somebody went back to a page whose act is done, and changed what stood there."""
    event = _event(answer)
    version = event.dossier.version if dossier else None
    return ActRefused("page_used", act=event.act, key=event.dossier.key, version=version)


def _event(answer: Answer) -> DossierEvent:
    return DossierEvent.objects.select_related("dossier").get(pk=answer.content["event"])


def _landed(request: HttpRequest, answer: Answer) -> HttpResponse:
    event = _event(answer)
    tell(request, Done(event.dossier, event))
    return redirect("admin:dossiers_dossier_change", event.dossier.key)


def _digest(request: HttpRequest) -> str:
    """Of all that was sent, but for what Django adds to every form anew."""
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    return request_digest(request.user, {"path": request.path, **sent})
