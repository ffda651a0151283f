"""Feedback: given by whoever holds the receipt, answered once by the agency in charge.

Source: Decree 61/2018/NĐ-CP, arts 8.1.đ, 27.3 and 31. What is said stays out of the history and
its chain of hashes, so that it can be erased like everything personal.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from agencies.selectors import Actor
from dossiers.domain.missed import is_missed
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, Feedback, HandOver, Violation
from dossiers.selectors.feedback import Given, given_by_ref, may_answer
from dossiers.services import throttling
from dossiers.services.violations import record_violation
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar

MAX_TEXT = 4_000
#: Unanswered ones a dossier may have at a time.
MOST_OPEN = 5


@transaction.atomic
def give_feedback(ref: str, *, kind: str, text: str, at: datetime) -> Feedback:
    """Keep what is said about a dossier and set the limit of its answer; the same again is the first.

    `ref` is the dossier's reference, from a door that has seen a key and counted the request. The
    settling agency answers, before the transfer the one-stop unit's agency, until the close of the
    last of `FEEDBACK_ANSWER_WORKING_DAYS`; praise it may leave unanswered. Refuses `unknown_dossier`, `bad_kind`, `missing_text`,
    `text_too_long`, `too_much_feedback`.
    """
    said = _cleaned(text)
    if kind not in Feedback.Kind.values:
        raise ActRefused("bad_kind", field="kind")
    # Locked, so that many at once are no more than the most.
    found = Dossier.objects.select_for_update(of=("self",), no_key=True).filter(ref=ref)
    dossier = found.select_related("receiving_unit", "agency").first()
    if dossier is None:
        raise ActRefused("unknown_dossier")
    waiting = list(dossier.feedback.open())
    for earlier in waiting:
        if (earlier.kind, earlier.text) == (kind, said):
            return earlier
    if len(waiting) >= MOST_OPEN:
        raise ActRefused("too_much_feedback", most=MOST_OPEN)
    return Feedback.objects.create(
        dossier=dossier,
        kind=kind,
        text=said,
        given_at=at,
        agency_id=_agency_in_charge(dossier),
        answer_by=_answer_by(at),
    )


def feedback_given(ref: uuid.UUID, *, client: str, at: datetime) -> Given:
    """What became of it, for whoever has its address; refuses `unknown_feedback`, `too_many_requests`."""
    throttling.refuse_too_many(client, at=at)
    found = given_by_ref(ref)
    if found is None:
        raise ActRefused("unknown_feedback")
    return found


@transaction.atomic
def answer_feedback(feedback_id: int, *, actor: Actor, answer: str, at: datetime) -> Feedback:
    """Answer for the agency in charge; an answer after its limit is written down as late.

    Given once: the same answer of the same officer again changes nothing. Refuses
    `unknown_feedback`, `not_answering_agency`, `missing_text`, `text_too_long` and, naming who was
    first, `feedback_answered`.
    """
    found = Feedback.objects.select_for_update(of=("self",), no_key=True).filter(pk=feedback_id)
    feedback = found.select_related("dossier", "answered_by").first()
    if feedback is None:
        raise ActRefused("unknown_feedback")
    if not may_answer(feedback, actor.roles(on=local_day(at))):
        raise ActRefused("not_answering_agency")
    said = _cleaned(answer, field="answer")
    if feedback.answered_at is not None:
        if (feedback.answered_by, feedback.answer) == (actor.officer, said):
            return feedback
        first = {"officer": str(feedback.answered_by), "moment": feedback.answered_at.isoformat()}
        raise ActRefused("feedback_answered", **first)
    is_late = feedback.is_owed and is_missed(feedback.answer_by, at=at)
    feedback.answer, feedback.answered_at, feedback.answered_by = said, at, actor.officer
    feedback.save(update_fields=["answer", "answered_at", "answered_by"])
    if is_late:
        record_violation(
            feedback.dossier,
            kind=Violation.Kind.FEEDBACK_LATE,
            agency_id=feedback.agency_id,
            occasion=f"feedback:{feedback.pk}",
            due_at=feedback.answer_by,
            at=at,
        )
    return feedback


def _cleaned(text: str, *, field: str = "text") -> str:
    said = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not said:
        raise ActRefused("missing_text", field=field)
    if len(said) > MAX_TEXT:
        raise ActRefused("text_too_long", field=field, most=MAX_TEXT)
    return said


def _agency_in_charge(dossier: Dossier) -> int:
    was_transferred = dossier.handovers.filter(kind=HandOver.Kind.TRANSFER).exists()
    return (dossier.agency if was_transferred else dossier.receiving_unit).home_id


def _answer_by(at: datetime) -> datetime:
    calendar = work_calendar()
    days = settings.FEEDBACK_ANSWER_WORKING_DAYS
    return calendar.closing(calendar.working_day_after(local_day(at), days))
