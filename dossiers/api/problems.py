"""Every refusal of the house as a problem document: which code answers with which status."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from agencies.api.problems import FieldError, Problem, problem_response
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.lifecycle import rows
from dossiers.models import Dossier
from dossiers.wording import register_sentences, sentence
from procedures.domain.clock import ClockError
from procedures.wording import error_sentence

register_sentences(
    {
        "bad_cursor": _("The cursor is not one that this list gave out."),
        "changes_out_of_order": _(
            "The history was brought here from another server; the operator has yet to run renumber_changes."
        ),
        "cursor_gone": _(
            "The database was set up anew since this cursor was given out: begin without one."
        ),
        "bad_if_match": _('If-Match holds the ETag of the dossier, such as "7".'),
        "idempotency_conflict": _("This Idempotency-Key came with another request before."),
        "too_many_acts": _("At most %(most)s acts go into one request."),
        "no_documents": _("Your role does not read what lies in a dossier."),
        "unknown_form": _("No such paper has been handed out for this dossier."),
        "unknown_register": _(
            "There is no such one-stop unit, or its books are not yours to read."
        ),
        "unknown_colleague": _("There is no such officer on a desk that you head."),
    }
)

#: The request is sound, but the dossier is not where the caller thinks it is.
_CONFLICTS = {
    "external_id_taken",
    "idempotency_conflict",
    "wrong_state",
    "notice_answered",
    "notice_lapsed",
    "answer_too_late",
    "letter_issued",
    "letter_void",
    "reminder_issued",
    "reminder_void",
    "nothing_to_remind_of",
    "webhook_inactive",
    "letter_prepared",
    "letter_not_prepared",
    "letter_out_of_date",
    "server_key_not_used",
    "tokens_not_used",
    "feedback_answered",
    "outage_overlaps",
    "outage_used",
    "register_year_runs",
    "register_empty",
    "register_too_long_to_close",
    "delegation_over",
    "no_file_yet",
    "file_there_already",
    "files_too_many",
    "files_too_large",
    "file_fixed",
    "file_digitised",
    "file_being_checked",
    "file_infected",
    *(condition.code for row in rows(Dossier) for condition in row.conditions),
}
_STATUSES: Mapping[str, HTTPStatus] = {
    **dict.fromkeys(_CONFLICTS, HTTPStatus.CONFLICT),
    "bad_cursor": HTTPStatus.BAD_REQUEST,
    "bad_if_match": HTTPStatus.BAD_REQUEST,
    "changes_out_of_order": HTTPStatus.SERVICE_UNAVAILABLE,
    "cursor_gone": HTTPStatus.GONE,
    "queue_gone": HTTPStatus.SERVICE_UNAVAILABLE,
    "stale": HTTPStatus.PRECONDITION_FAILED,
    "no_documents": HTTPStatus.FORBIDDEN,
    "erased": HTTPStatus.GONE,
    "not_your_signature": HTTPStatus.FORBIDDEN,
    "unknown_dossier": HTTPStatus.NOT_FOUND,
    "unknown_file": HTTPStatus.NOT_FOUND,
    "file_gone": HTTPStatus.GONE,
    "file_not_yours": HTTPStatus.FORBIDDEN,
    "file_length_unknown": HTTPStatus.LENGTH_REQUIRED,
    "file_cut_short": HTTPStatus.BAD_REQUEST,
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unknown_form": HTTPStatus.NOT_FOUND,
    "not_received_yet": HTTPStatus.NOT_FOUND,
    "unknown_letter": HTTPStatus.NOT_FOUND,
    "unknown_flag": HTTPStatus.NOT_FOUND,
    "unknown_batch": HTTPStatus.NOT_FOUND,
    "unknown_notice": HTTPStatus.NOT_FOUND,
    "unknown_reminder": HTTPStatus.NOT_FOUND,
    "unknown_webhook": HTTPStatus.NOT_FOUND,
    "not_answering_agency": HTTPStatus.FORBIDDEN,
    "unknown_feedback": HTTPStatus.NOT_FOUND,
    "not_head_of_one_stop": HTTPStatus.FORBIDDEN,
    "unknown_outage": HTTPStatus.NOT_FOUND,
    "not_head_of_register": HTTPStatus.FORBIDDEN,
    "unknown_register": HTTPStatus.NOT_FOUND,
    "unknown_delegation": HTTPStatus.NOT_FOUND,
    "not_head_of_desk": HTTPStatus.FORBIDDEN,
    "unknown_colleague": HTTPStatus.NOT_FOUND,
    "not_announcer": HTTPStatus.FORBIDDEN,
    "unknown_downtime": HTTPStatus.NOT_FOUND,
}


def problem_handler(refusal: Exception, context: Mapping[str, Any]) -> Response | None:
    """REST framework's exception handler."""
    if isinstance(refusal, ActRefused | ClockError):
        refusal = as_problem(refusal)
    return problem_response(refusal)


def as_problem(refusal: ActRefused | ClockError) -> Problem:
    """The refusal of an act with its status, sentence and the facts at fault."""
    return _of_clock(refusal) if isinstance(refusal, ClockError) else _of_act(refusal)


def _of_act(refusal: ActRefused) -> Problem:
    each = refusal.refusals if isinstance(refusal, FactsRefused) else (refusal,)
    errors = [
        FieldError(one.field, one.code, sentence(one)) for one in each if one.field is not None
    ]
    members = {"dossier": refusal.params["ref"]} if refusal.code == "external_id_taken" else {}
    return Problem(
        _status(refusal), refusal.code, detail=sentence(refusal), errors=errors, members=members
    )


def _of_clock(refusal: ClockError) -> Problem:
    """A moment at which no limit can begin or end, found while an act was being done."""
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, refusal.code, detail=error_sentence(refusal))


def _status(refusal: ActRefused) -> HTTPStatus:
    if refusal.code.startswith("wrong_role"):
        return HTTPStatus.FORBIDDEN
    return _STATUSES.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
