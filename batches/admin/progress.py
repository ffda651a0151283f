"""The page of one batch: how far it is, what came of it, its file and its report."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from batches.admin.words import rows_in_words, state_badge
from batches.domain.cells import Value
from batches.forms.headings import Heading
from batches.forms.sheet import CSV
from batches.models import Batch
from batches.selectors import batch_of, outcome_counts, report_of, result_of
from batches.services import cancel_batch, label_of_kind

#: Rows of a report on one page.
ROWS_SHOWN = 100


@require_safe
def show(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The whole page; to htmx, which asks while it goes on, only the part that changes."""
    batch = _own_or_404(request, ref)
    context = {"batch": batch, "badge": state_badge(batch), "rows": rows_in_words(batch)}
    if request.headers.get("HX-Request"):
        if batch.is_open:
            return render(request, "admin/batches/progress.html", context)
        return HttpResponse(headers={"HX-Refresh": "true"})
    return TemplateResponse(
        request,
        "admin/batches/batch.html",
        {
            **admin.site.each_context(request),
            **context,
            "title": label_of_kind(batch.kind),
            "result": result_of(batch),
            **_report(request, batch),
        },
    )


@require_safe
def download(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The finished file."""
    file = result_of(_own_or_404(request, ref), with_content=True)
    if file is None:
        raise Http404
    return _attached(bytes(file.content), file.name, file.content_type)


@require_safe
def download_report(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The report of an import as a list for Excel, refused rows alone where they are asked for."""
    batch = _own_or_404(request, ref)
    headings = [
        Heading(label)
        for label in (
            *(_("Row"), _("Code"), pgettext("of a row", "Outcome")),
            *(pgettext("of a row", "Refused"), _("Reason")),
        )
    ]
    written = io.BytesIO()
    lines = _lines(batch, refused_only="refused" in request.GET)
    CSV.write(written, headings, lines, zone=timezone.get_current_timezone())
    return _attached(written.getvalue(), f"{batch.ref}.csv", CSV.content_type)


def cancel(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Give the batch up; by GET only the way back to its page."""
    batch = _own_or_404(request, ref)
    if request.method == "POST":
        if cancel_batch(batch, at=timezone.now()):
            messages.success(request, _("Cancelled."))
        else:
            messages.info(request, _("It had come to its end already."))
    return redirect("admin:batches_batch_page", batch.ref)


def _own_or_404(request: HttpRequest, ref: UUID) -> Batch:
    batch = batch_of(request.user, ref)
    if batch is None:
        raise Http404
    return batch


def _report(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    refused_only = "refused" in request.GET
    rows = report_of(batch, refused_only=refused_only)
    return {
        "counts": outcome_counts(batch),
        "refused_only": refused_only,
        "page": Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page")),
    }


def _lines(batch: Batch, *, refused_only: bool) -> Iterator[list[Value]]:
    for row in report_of(batch, refused_only=refused_only).iterator():
        refused = _("yes") if row.is_refused else _("no")
        yield [row.number, row.code, row.outcome, refused, row.reason]


def _attached(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
