"""What the desk says when an act is done, with the papers to print."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from dossiers.models import IssuedForm
from dossiers.services import Done
from dossiers.wording import act_label, state_label


def tell(request: HttpRequest, done: Done) -> None:
    """One message: the act, where the dossier stands now, and a link to each paper it issued."""
    said = _("%(act)s: done. The dossier is now “%(state)s”.") % {
        "act": act_label(done.event.act),
        "state": state_label(done.dossier.state),
    }
    papers = IssuedForm.objects.filter(event=done.event).order_by("kind")
    links = format_html_join(
        "",
        ' <a class="desk-print" href="{}" target="_blank" rel="noopener">{}</a>',
        ((paper_address(paper, done.dossier.key), print_label(paper)) for paper in papers),
    )
    messages.success(request, format_html("{}{}", said, links))


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
