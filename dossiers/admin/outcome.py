"""What the desk says when an act is done, with the papers to print."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agencies.admin.permissions import may_receive
from dossiers.domain.refusals import ActRefused
from dossiers.models import IssuedForm
from dossiers.services import Done
from dossiers.wording import act_label, state_label
from procedures.domain.zone import local

#: Entered at once, and printed by the desk's script.
_AT_ONCE = mark_safe("autofocus data-print-now")


def tell(request: HttpRequest, done: Done) -> None:
    """One message: the act, the state it led to, and a link to each paper it issued.

    Said once: a button pressed twice has the same to say. At a counter, where the applicant waits
    for the paper, it is printed at once.
    """
    said = _("%(act)s: done. The dossier is now “%(state)s”.") % {
        "act": act_label(done.event.act),
        "state": state_label(done.event.to_state),
    }
    links = _links(done, at_counter=may_receive(request))
    message = format_html("{}{}", said, links)
    if message not in _waiting(request):
        messages.success(request, message)


def _links(done: Done, *, at_counter: bool) -> SafeString:
    """The papers; at a counter they are printed at once, and the next applicant is one key away."""
    mark = _AT_ONCE if at_counter else ""
    papers = format_html_join(
        "",
        ' <a class="desk-print" href="{}" target="_blank" rel="noopener" {}>{}</a>',
        (
            (paper_address(paper, done.dossier.key), mark, print_label(paper))
            for paper in IssuedForm.objects.filter(event=done.event).order_by("kind")
        ),
    )
    if not papers or not at_counter:
        return papers
    following = format_html(
        ' <a class="desk-print" href="{}">{} <kbd class="desk-key" aria-hidden="true">F2</kbd></a>',
        reverse("admin:dossiers_dossier_new"),
        _("Receive the next"),
    )
    return papers + following


def _waiting(request: HttpRequest) -> list[str]:
    """The messages that the next page will show; looking at them does not take them away."""
    storage = messages.get_messages(request)
    waiting = [str(message) for message in storage]
    storage.used = False
    return waiting


def happened_in_words(refusal: ActRefused) -> list[str]:
    """Who did what while the officer's page was open: of an act refused as stale, one sentence an act."""
    return [
        _("Meanwhile %(actor)s did “%(act)s” at %(moment)s.")
        % {
            "actor": happened.actor or _("the system"),
            "act": act_label(happened.act),
            "moment": f"{local(happened.at):%H:%M %d/%m/%Y}",
        }
        for happened in refusal.params.get("happened", ())
    ]


def paper_address(paper: IssuedForm, key: str) -> str:
    """Where a paper's PDF is printed from."""
    return reverse("admin:dossiers_dossier_paper", args=[key, paper.pk])


def print_label(paper: IssuedForm) -> str:
    """`Print: Receipt and appointment slip (form 01)`; the stop notice is no numbered form everywhere."""
    if paper.kind == IssuedForm.Kind.STOP:
        return _("Print: %(name)s") % {"name": paper.get_kind_display()}
    return _("Print: %(name)s (form %(kind)s)") % {
        "name": paper.get_kind_display(),
        "kind": paper.kind,
    }
