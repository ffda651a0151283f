"""Taking over the portal's export of procedures at the desk: a file, progress, a report of every row."""

import json
from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agencies.admin.permissions import may_configure
from batches.admin.requests import request_of
from batches.admin.uploads import Import, text_of, upload_page
from batches.services import Kind, Work, register_kind
from procedures.domain.portal import NotAnExport, rows_of
from procedures.services.catalogue_import import Outcome, RowReport, import_catalogue
from procedures.wording import REMARK_SENTENCES, ROW_SENTENCES

KIND = "procedures"
OUTCOME_LABELS = {
    Outcome.CREATED: gettext_lazy("New procedure"),
    Outcome.NEW_VERSION: gettext_lazy("New version"),
    Outcome.UNCHANGED: gettext_lazy("Unchanged"),
    Outcome.KEPT: gettext_lazy("Kept as it is"),
    Outcome.REJECTED: pgettext_lazy("of a row", "Refused"),
}


def import_page(request: HttpRequest) -> HttpResponse:
    """Hand in an export; new versions of known procedures count from today."""
    if not may_configure(request):
        raise PermissionDenied
    return upload_page(request, _IMPORT, parameters={"on": timezone.localdate().isoformat()})


def _check(text: str) -> None:
    _rows(text)


def _rows(text: str) -> list[object]:
    try:
        return rows_of(json.loads(text))
    except (ValueError, RecursionError):
        raise forms.ValidationError(_("The file is not JSON.")) from None
    except NotAnExport:
        raise forms.ValidationError(_("The file holds no list of procedures.")) from None


def _run(work: Work) -> None:
    taken_over = import_catalogue(
        _rows(text_of(work.given())),
        on=date.fromisoformat(work.parameters["on"]),
        progress=work.track,
    )
    for report in taken_over.reports:
        work.report(
            report.row,
            code=report.code,
            outcome=str(OUTCOME_LABELS[report.outcome]),
            reason=_reason(report),
            refused=report.outcome is Outcome.REJECTED,
        )


def _reason(report: RowReport) -> str:
    """Why a row was refused, with the field of the file and what stands in it; or what is odd about it."""
    if not report.reason:
        return "\n".join(str(REMARK_SENTENCES[code]) for code in report.remarks)
    found = ": ".join(filter(None, (report.field, report.detail)))
    return (
        f"{ROW_SENTENCES[report.reason]} ({found})" if found else str(ROW_SENTENCES[report.reason])
    )


_IMPORT = Import(
    kind=KIND,
    title=gettext_lazy("Import procedures"),
    help_text=gettext_lazy(
        "The portal's export of procedures (JSON). Changed content opens a new version from today "
        "on; running dossiers keep theirs."
    ),
    suffixes=("json",),
    check=_check,
    back="admin:procedures_procedure_changelist",
)
register_kind(
    Kind(
        KIND,
        gettext_lazy("Import of procedures"),
        lambda batch: may_configure(request_of(batch.officer)),
        _run,
    )
)
