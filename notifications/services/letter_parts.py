"""The parts of an apology letter: given, checked, and which are still missing."""

from datetime import datetime

from django.db import transaction

from agencies.domain.roles import AGENCY_ROLES, Role
from agencies.selectors import Actor, officers_holding
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from notifications.domain.letters import LetterDraft, Part, missing_parts
from notifications.models import ApologyLetter, LetterState, LetterWay, ReasonCode
from notifications.services.locking import locked_dossier
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar


@transaction.atomic
def prepare_letter(
    *,
    letter_id: int,
    actor: Actor,
    at: datetime,
    reason_code: str | None = None,
    reason: str | None = None,
    new_until: datetime | None = None,
) -> ApologyLetter:
    """Fill in parts of a letter not yet issued, so that the head only has to sign.

    By any officer of the settling agency. Refuses `unknown_letter`, `wrong_role_for_letter`,
    `letter_issued`, `letter_void` and what `check_reason` and `check_new_date` refuse.
    """
    dossier = locked_dossier(ApologyLetter, letter_id, "unknown_letter")
    letter = ApologyLetter.objects.select_for_update().get(pk=letter_id)
    if not may_prepare(dossier, actor, at=at):
        raise ActRefused("wrong_role_for_letter")
    refuse_finished(letter)
    fill(letter, at=at, reason_code=reason_code, reason=reason, new_until=new_until)
    refresh_state(letter, dossier, at=at)
    letter.save()
    return letter


def may_prepare(dossier: Dossier, actor: Actor, *, at: datetime) -> bool:
    """Whether the actor is an officer of the settling agency."""
    roles = actor.roles(on=local_day(at))
    return roles.capacity_for("prepare_letter", AGENCY_ROLES, {dossier.agency_id}) is not None


def refuse_finished(letter: ApologyLetter) -> None:
    """An issued or void letter is not touched again."""
    if letter.state == LetterState.ISSUED:
        raise ActRefused("letter_issued")
    if letter.state == LetterState.VOID:
        raise ActRefused("letter_void")


def fill(
    letter: ApologyLetter,
    *,
    at: datetime,
    reason_code: str | None,
    reason: str | None,
    new_until: datetime | None,
) -> None:
    """Put the given parts into an unsigned letter; those not given, or blank, stay as they are."""
    code = reason_code or letter.reason_code or ReasonCode.OTHER
    if reason and reason.strip():
        check_reason(code, reason)
        letter.reason_code, letter.reason = code, reason.strip()
    elif reason_code:
        check_reason_code(reason_code)
        letter.reason_code = reason_code
    if new_until is not None:
        if letter.way == LetterWay.READY:
            raise ActRefused("no_date_when_ready", field="new_until")
        check_new_date(new_until, due_at=letter.due_at, at=at, field="new_until")
        letter.new_until = new_until


def check_reason(reason_code: str, reason: str) -> None:
    """A reason is a known kind and words: `bad_reason_code`, `missing_reason`, `bad_reason`."""
    check_reason_code(reason_code)
    if not reason.strip():
        raise ActRefused("missing_reason", field="reason")
    if len(reason) > 2_000:
        raise ActRefused("bad_reason", field="reason", why="too_long")
    if "\x00" in reason:
        raise ActRefused("bad_reason", field="reason")


def check_reason_code(reason_code: str) -> None:
    """Statistics need a known kind."""
    if reason_code not in ReasonCode.values:
        raise ActRefused("bad_reason_code", field="reason_code", why="not_a_choice")


def check_new_date(until: datetime, *, due_at: datetime, at: datetime, field: str) -> None:
    """A new return moment is later than the promised one and than now, on a working day."""
    if until <= due_at or until <= at:
        raise ActRefused("not_later", field=field)
    if not work_calendar().is_working(local_day(until)):
        raise ActRefused("not_working_day", field=field)


def missing_in(letter: ApologyLetter, dossier: Dossier, *, at: datetime) -> tuple[Part, ...]:
    """What an unsigned letter still lacks at a moment; nothing once it is issued or void."""
    if not letter.is_unsigned:
        return ()
    draft = LetterDraft(
        says_ready=letter.way == LetterWay.READY,
        reason=letter.reason,
        due_at=letter.due_at,
        new_until=letter.new_until,
        has_signer=_has_signer(dossier, at),
        is_settled=dossier.settled_at is not None,
        clock_runs=dossier.clock_runs,
    )
    return missing_parts(draft, at=at)


def refresh_state(letter: ApologyLetter, dossier: Dossier, *, at: datetime) -> None:
    """A letter that lacks nothing but the signature is ready, else a draft."""
    complete = not missing_in(letter, dossier, at=at)
    letter.state = LetterState.READY if complete else LetterState.DRAFT


def _has_signer(dossier: Dossier, at: datetime) -> bool:
    """A delegation lasts only while its giver is head, so that the head alone answers the question."""
    return officers_holding(Role.AGENCY_HEAD, [dossier.agency_id], on=local_day(at)).exists()
