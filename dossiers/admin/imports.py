"""Taking over the running dossiers of an older system at the desk: a file, progress, a report of every line."""

import json

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
from dossiers.services.importing import Outcome, import_dossiers
from dossiers.wording import sentence

KIND = "dossiers"
OUTCOME_LABELS = {
    Outcome.IMPORTED: gettext_lazy("Taken over"),
    Outcome.EXISTING: gettext_lazy("There already"),
    Outcome.REJECTED: pgettext_lazy("of a row", "Refused"),
}


def import_page(request: HttpRequest) -> HttpResponse:
    """Hand in a file; for administrators, before the first day."""
    if not may_configure(request):
        raise PermissionDenied
    return upload_page(request, _IMPORT)


def _check(text: str) -> None:
    """The first line that is not blank tells what file it is."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        is_object = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        raise forms.ValidationError(_("The file does not hold one JSON object a line."))


def _run(work: Work) -> None:
    lines = text_of(work.given()).splitlines()
    for report in import_dossiers(work.track(lines), now=timezone.now()):
        work.report(
            report.row,
            code=report.code,
            outcome=str(OUTCOME_LABELS[report.outcome]),
            reason="\n".join(sentence(refusal) for refusal in report.refusals),
            refused=report.outcome is Outcome.REJECTED,
        )


_IMPORT = Import(
    kind=KIND,
    title=gettext_lazy("Take over running dossiers"),
    help_text=gettext_lazy(
        "Running dossiers of the older system, one JSON object a line, as the manual of taking "
        "over describes them."
    ),
    suffixes=("jsonl", "ndjson", "json", "txt"),
    check=_check,
    back="admin:batches_batch_changelist",
)
register_kind(
    Kind(
        KIND,
        gettext_lazy("Taking over of running dossiers"),
        lambda batch: may_configure(request_of(batch.officer)),
        _run,
    )
)
