"""The agency answers a demand: why it will be late and until when (Decree 61/2018/NĐ-CP, arts 12.5, 19.9)."""

from datetime import datetime

from django.db import transaction

from agencies.domain.roles import AGENCY_ROLES
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from notifications.domain.demands import DemandKind
from notifications.models import ApologyLetter, DelayNotice, LetterWay
from notifications.services.letter_parts import (
    check_new_date,
    check_reason,
    refresh_state,
)
from notifications.services.locking import locked_dossier
from procedures.domain.zone import local_day


@transaction.atomic
def answer_delay_notice(
    *,
    notice_id: int,
    actor: Actor,
    at: datetime,
    reason_code: str,
    reason: str,
    proposed_until: datetime,
) -> ApologyLetter:
    """Give the reason and the proposed return moment; the in-time letter is drafted with it.

    By any officer of the settling agency, until `answer_by`. Refuses `unknown_notice`,
    `wrong_role`, `notice_answered`, `notice_lapsed`, `already_reappointed`, `answer_too_late`,
    `clock_not_running`, `missing_reason`, `bad_reason_code` and what `check_new_date` refuses.
    """
    dossier = locked_dossier(DelayNotice, notice_id, "unknown_notice")
    notice = DelayNotice.objects.select_for_update().get(pk=notice_id)
    _refuse_stranger(dossier, actor, at)
    _refuse_unanswerable(notice, dossier, at)
    check_reason(reason_code, reason)
    letter = _in_time(notice, dossier, at)
    check_new_date(proposed_until, letter, at=at, field="proposed_until")
    notice.answered_at, notice.answered_by = at, actor.officer
    notice.reason_code, notice.reason = reason_code, reason.strip()
    notice.proposed_until = proposed_until
    notice.save()
    letter.reason_code, letter.reason = notice.reason_code, notice.reason
    letter.new_until = proposed_until
    refresh_state(letter, at=at)
    letter.save()
    return letter


def _refuse_stranger(dossier: Dossier, actor: Actor, at: datetime) -> None:
    roles = actor.roles(on=local_day(at))
    if roles.capacity_for("answer_delay_notice", AGENCY_ROLES, {dossier.agency_id}) is None:
        raise ActRefused("wrong_role_for_notice")


def _refuse_unanswerable(notice: DelayNotice, dossier: Dossier, at: datetime) -> None:
    if notice.answered_at is not None:
        raise ActRefused("notice_answered")
    if notice.lapsed_at is not None:
        raise ActRefused("notice_lapsed")
    if notice.kind == DemandKind.FINISH_ONLY:
        raise ActRefused("already_reappointed")
    if at >= notice.answer_by:
        raise ActRefused("answer_too_late")
    if not dossier.clock_runs:
        raise ActRefused("clock_not_running")


def _in_time(notice: DelayNotice, dossier: Dossier, at: datetime) -> ApologyLetter:
    return ApologyLetter(
        dossier=dossier,
        run=notice.run,
        appointment=notice.appointment,
        agency=dossier.agency,
        due_at=notice.due_at,
        way=LetterWay.IN_TIME,
        notice=notice,
        generated_at=at,
    )
