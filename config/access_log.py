"""Which doors tell officers personal data, and the middleware that notes who was shown whose.

A door that tells personal data and is not in `DOORS` fails `tests/architecture/test_access_log.py`.
Files of exported lists are noted as they go out (`dossiers.receivers`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import structlog
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from agencies.selectors.clients import client_of
from dossiers.admin.desk import desk_of, reads_documents
from dossiers.models import Announcement, Dossier, Feedback
from dossiers.selectors import may_read_documents
from dossiers.selectors.finding import named
from dossiers.selectors.personal_data import dossiers_of_person
from dossiers.services.recording_access import ONE_DAY, ONE_LOOK, Reader, record_access
from notifications.models import ApologyLetter, DelayNotice

logger = structlog.get_logger(__name__)

#: Finds the dossiers of an answer, as a question for them or by their references.
Finder = Callable[[HttpRequest, HttpResponse], QuerySet[Dossier] | Collection[str]]


def _named_in_address(request: HttpRequest, response: HttpResponse) -> QuerySet[Dossier]:
    return Dossier.objects.filter(named(_part(request, "key")))


def _listed(request: HttpRequest, response: HttpResponse) -> QuerySet[Dossier]:
    """The dossiers of the rows that the page has, whatever the page calls them."""
    context = getattr(response, "context_data", None) or {}
    cl, page = context.get("cl"), context.get("page")
    rows: list[Any] = [*(cl.result_list if cl is not None else ())]
    rows += getattr(page, "object_list", ())
    rows += [*context.get("lines", ()), *context.get("done", ()), *context.get("refused", ())]
    keys = {_key_of(row) for row in rows}
    return Dossier.objects.filter(pk__any=keys) if keys else Dossier.objects.none()


def _key_of(row: Any) -> int:
    return (
        row.pk if isinstance(row, Dossier) else getattr(row, "dossier_id", None) or row.dossier.pk
    )


def _in_answer(request: HttpRequest, response: HttpResponse) -> Collection[str]:
    """Of a list over REST, the dossiers told with their applicant, or with an applicant's words."""
    answer = getattr(response, "data", {})
    whole = getattr(response, "whole", answer)  # the fields asked for may not say which dossier
    return {
        row.get("ref") or row["dossier"]
        for row, shown in zip(whole.get("results", ()), answer.get("results", ()), strict=True)
        if shown.get("applicant") or shown.get("text")
    }


def _in_register(request: HttpRequest, response: HttpResponse) -> QuerySet[Dossier]:
    """The entries of the register printed, whichever of its days."""
    part, asked = request.resolver_match.kwargs, request.GET
    return Dossier.objects.filter(
        receiving_unit__code=part.get("unit") or asked.get("unit"),
        register_year=part.get("year") or asked.get("year"),
    )


def _known_in_answer(request: HttpRequest, response: HttpResponse) -> QuerySet[Dossier]:
    """The earlier dossier whose applicant is told."""
    found = getattr(response, "data", {}).get("as_in")
    return Dossier.objects.filter(ref__in=[found["dossier"]] if found else [])


def _known(request: HttpRequest, response: HttpResponse) -> QuerySet[Dossier]:
    """The earlier dossier whose applicant is offered."""
    known = (getattr(response, "context_data", None) or {}).get("known")
    return Dossier.objects.filter(pk__in=[known.applicant.dossier_id] if known else [])


def _behind(model: Any, column: str, part: str) -> Finder:
    """The dossier to which a row named in the address belongs."""

    def find(request: HttpRequest, response: HttpResponse) -> QuerySet[Dossier]:
        rows = model.objects.filter(**{column: _part(request, part)})
        return Dossier.objects.filter(pk__in=rows.values("dossier_id"))

    return find


def _of_person(request: HttpRequest, response: HttpResponse) -> QuerySet[Dossier]:
    """All that went into the archive for a person."""
    if not response.streaming:
        return Dossier.objects.none()
    number = request.POST.get("identity_number", "")
    return dossiers_of_person(desk_of(request).visible(), number)


def _part(request: HttpRequest, name: str) -> str:
    match = request.resolver_match
    return str(match.kwargs[name]) if match else ""


@dataclass(frozen=True, slots=True)
class AccessDoor:
    """How the dossiers that a door shows are found, and how long looking again is the same look."""

    find: Finder
    within: timedelta = ONE_LOOK


_ONE = AccessDoor(_named_in_address)
_MANY = AccessDoor(_listed, within=ONE_DAY)
_LETTER_PAGE = AccessDoor(_behind(ApologyLetter, "pk", "object_id"))
_LETTER = AccessDoor(_behind(ApologyLetter, "ref", "ref"))
_NOTICE_PAGE = AccessDoor(_behind(DelayNotice, "pk", "object_id"))

DOORS: Mapping[str, AccessDoor] = {
    "admin:dossiers_dossier_changelist": _MANY,
    "admin:dossiers_dossier_colleague": _MANY,
    "admin:dossiers_dossier_together": _MANY,
    "admin:dossiers_announcement_changelist": _MANY,
    "admin:dossiers_registeryear_changelist": _MANY,
    "admin:dossiers_register_print": AccessDoor(_in_register, within=ONE_DAY),
    "admin:dossiers_feedback_changelist": _MANY,
    "admin:dossiers_feedback_answer": AccessDoor(_behind(Feedback, "ref", "ref")),
    "admin:dossiers_dossier_known_applicant": AccessDoor(_known),
    "admin:dossiers_person_told": AccessDoor(_of_person),
    "admin:dossiers_dossier_change": _ONE,
    "admin:dossiers_dossier_act": _ONE,
    "admin:dossiers_dossier_paper": _ONE,
    "admin:dossiers_dossier_control_slip": _ONE,
    "admin:dossiers_dossier_files": _ONE,
    "admin:dossiers_dossier_file": _ONE,
    "admin:notifications_apologyletter_change": _LETTER_PAGE,
    "admin:notifications_apologyletter_show_pdf": _LETTER_PAGE,
    "admin:notifications_delaynotice_change": _NOTICE_PAGE,
    "api-dossiers": AccessDoor(_in_answer, within=ONE_DAY),
    "api-dossier": _ONE,
    "api-history": _ONE,
    "api-handovers": _ONE,
    "api-documents": _ONE,
    "api-form": _ONE,
    "api-files": _ONE,
    "api-file": _ONE,
    "api-file-content": _ONE,
    "api-reusable-files": _ONE,
    "api-paper": _ONE,
    "api-find": AccessDoor(_in_answer, within=ONE_DAY),
    "api-known-applicants": AccessDoor(_known_in_answer),
    "api-register-entries": AccessDoor(_in_answer, within=ONE_DAY),
    "api-register-pdf": AccessDoor(_in_register, within=ONE_DAY),
    "api-announcement": AccessDoor(_behind(Announcement, "pk", "announcement_id")),
    "api-feedback-list": AccessDoor(_in_answer, within=ONE_DAY),
    "api-feedback": AccessDoor(_behind(Feedback, "ref", "ref")),
    "api-apology": _LETTER,
    "api-letter": _LETTER,
}


#: Answers in which something is shown, whole or in part.
_SHOWN = (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)


class AccessLog:
    """Middleware: notes what a page that has been shown told of whom. A failure to note never takes the page away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        door = DOORS.get(match.view_name) if match else None
        if door is not None and response.status_code in _SHOWN:
            self._note(request, response, door)
        return response

    def _note(self, request: HttpRequest, response: HttpResponse, door: AccessDoor) -> None:
        try:
            if _reads(request, response):
                shown = door.find(request, response)
                record_access(shown, reader=reader_of(request), within=door.within)
        except Exception:  # whatever is wrong with the note, the officer has their page
            logger.exception("access_not_recorded", door=request.resolver_match.view_name)


def reader_of(request: HttpRequest, *, door: str | None = None) -> Reader:
    """Who looks; through a machine that names its officer it is the officer who looks."""
    machine = getattr(getattr(request, "auth", None), "machine", None)
    address = client_of(request)
    return Reader(
        officer_id=request.user.pk,
        machine_id=machine.pk if machine else None,
        door=door or request.resolver_match.view_name.removeprefix("admin:"),
        address=str(address) if address else None,
    )


def _reads(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether whoever asked is shown what lies in a dossier; oversight is not."""
    if not request.user.is_authenticated:
        return False
    view = (getattr(response, "renderer_context", None) or {}).get("view")
    if hasattr(view, "may_read"):
        return bool(view.may_read)
    if view is not None:
        return may_read_documents(view.officer, at=view.now, roles=view.roles)
    return True if request.resolver_match.view_name.startswith("api-") else reads_documents(request)
