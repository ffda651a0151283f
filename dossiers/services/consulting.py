"""Other agencies are asked: content, deadline, answer (Decree 61/2018/NĐ-CP, arts 19.5, 19.6).

Several questions may be open at once; none of them stops the settlement clock.
"""

from datetime import date, datetime
from typing import Unpack

from django.db.models import QuerySet

from agencies.domain.roles import AGENCY_ROLES
from agencies.models import Agency, AgencyKind
from dossiers.domain.missed import is_missed
from dossiers.domain.moments import moment_given
from dossiers.domain.refusals import ActRefused
from dossiers.models import Consultation, Dossier, DossierEvent, Violation
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform
from dossiers.services.violations import record_violation
from procedures.domain.zone import local_day


def consult_agency(**call: Unpack[Call]) -> Done:
    """Ask another agency for its opinion or its part of the work, until a moment still to come.

    Refuses `unknown_asked_agency`, `asks_itself`, `bad_answer_by`, `answer_by_passed`.
    """
    return perform("consult", **call, change=_check_question, record=_record_question)


def answer_consultation(**call: Unpack[Call]) -> Done:
    """The agency asked answers, in time or late; lateness is written down as a violation of the agency asked.

    Refuses `unknown_consultation` for one that is not open, `wrong_role` for another agency's.
    """
    return perform("answer_consultation", **call, change=_check_answer, record=_record_answer)


def cancel_consultation(**call: Unpack[Call]) -> Done:
    """Take a question back; it stays in the history. Refuses `unknown_consultation` for one not open."""
    return perform("cancel_consultation", **call, change=_check_open, record=_record_cancelling)


def end_consultations(dossier: Dossier, *, at: datetime, why: str) -> None:
    """Take back every open question of a dossier that is settled, withdrawn or stopped.

    `why` is the dossier's state from now on. Who was late until now stays late.
    """
    for asked in Consultation.objects.open().filter(dossier=dossier).select_for_update():
        _end(asked, at=at, why=why)


def agencies_to_ask(*, on: date) -> QuerySet[Agency]:
    """Whole agencies that exist on a day; which of their units answers is their own affair."""
    return Agency.objects.existing_on(on).exclude(kind=AgencyKind.UNIT)


def _check_question(doing: Performance) -> None:
    dossier, code = doing.dossier, doing.facts["asked_agency"]
    asked = agencies_to_ask(on=local_day(doing.at)).filter(code=code).first()
    if asked is None:
        raise ActRefused("unknown_asked_agency", field="asked_agency", unit=code)
    if asked.pk in (dossier.agency_id, _asking_id(doing)):
        raise ActRefused("asks_itself", field="asked_agency", unit=asked.name)
    if moment_given(doing.facts, "answer_by") <= doing.at:
        raise ActRefused("answer_by_passed", field="answer_by")


def _record_question(doing: Performance, event: DossierEvent) -> None:
    facts = doing.facts
    Consultation.objects.create(
        dossier=doing.dossier,
        event=event,
        kind=facts["consultation_kind"],
        asked_by_id=_asking_id(doing),
        agency=Agency.objects.get(code=facts["asked_agency"]),
        question=facts["question"],
        asked_at=doing.at,
        answer_by=moment_given(facts, "answer_by"),
    )


def _asking_id(doing: Performance) -> int:
    """The agency for which the actor acts: the one that settles, or the one-stop unit."""
    return doing.capacity.home_id if doing.capacity else doing.dossier.agency_id


def _check_answer(doing: Performance) -> None:
    asked = _open_one(doing)
    roles = doing.actor.roles(on=local_day(doing.at))
    doing.capacity = roles.capacity_for(doing.act, AGENCY_ROLES, {asked.agency_id})
    if doing.capacity is None:
        raise ActRefused("wrong_role", act=doing.act)


def _check_open(doing: Performance) -> None:
    _open_one(doing)


def _record_answer(doing: Performance, event: DossierEvent) -> None:
    asked = _open_one(doing)
    asked.answered_at = doing.at
    asked.answered_by = doing.actor.officer
    asked.answer = doing.facts["answer"]
    asked.save(update_fields=["answered_at", "answered_by", "answer"])
    _record_lateness(asked, at=doing.at)


def _record_cancelling(doing: Performance, event: DossierEvent) -> None:
    _end(_open_one(doing), at=doing.at, why=doing.facts["reason"])


def _open_one(doing: Performance) -> Consultation:
    """The open consultation of this dossier that the facts name."""
    key = doing.facts["consultation"]
    found = Consultation.objects.open().filter(dossier=doing.dossier, pk=key).first()
    if found is None:
        raise ActRefused("unknown_consultation", field="consultation", number=key)
    return found


def _end(asked: Consultation, *, at: datetime, why: str) -> None:
    asked.cancelled_at, asked.cancelled_why = at, why
    asked.save(update_fields=["cancelled_at", "cancelled_why"])
    _record_lateness(asked, at=at)


def _record_lateness(asked: Consultation, *, at: datetime) -> None:
    if is_missed(asked.answer_by, at=at):
        record_violation(
            asked.dossier,
            kind=Violation.Kind.CONSULTATION_LATE,
            agency_id=asked.agency_id,
            occasion=f"consultation:{asked.pk}",
            due_at=asked.answer_by,
            at=at,
        )
