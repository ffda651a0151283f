"""The parts of an apology letter: given, checked, and which are still missing."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from agencies.domain.roles import AGENCY_ROLES
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.models import Dossier
from notifications.domain.letters import LetterDraft, Part, Purpose, missing_parts
from notifications.forms import legal_basis
from notifications.models import ApologyLetter, LetterState, LetterWay, ReasonCode
from notifications.services.letter_papers import decree_of, received_at, wording_of
from notifications.services.letter_signers import signing_of
from notifications.services.locking import locked_letter
from procedures.domain.zone import local, local_day
from procedures.selectors import one_calendar, work_calendar

_PURPOSES = {LetterWay.READY: Purpose.READY, LetterWay.LOST: Purpose.LOSS}


@transaction.atomic
@one_calendar()
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

    By any officer of the agency at fault. Refuses `unknown_letter`, `wrong_role_for_letter`,
    `letter_issued`, `letter_void`, `letter_prepared` and what `check_reason` and `check_new_date`
    refuse.
    """
    letter = locked_letter(letter_id)
    if not may_prepare(letter, actor, at=at):
        raise ActRefused("wrong_role_for_letter")
    refuse_finished(letter)
    fill(letter, at=at, reason_code=reason_code, reason=reason, new_until=new_until)
    refresh_state(letter, at=at)
    letter.save()
    return letter


def may_prepare(letter: ApologyLetter, actor: Actor, *, at: datetime) -> bool:
    """Whether the actor is an officer of the agency at fault."""
    at_fault = letter.agency if letter.way == LetterWay.LOST else letter.dossier.agency
    roles = actor.roles(on=local_day(at))
    return roles.capacity_for("prepare_letter", AGENCY_ROLES, {at_fault.pk}) is not None


def refuse_finished(letter: ApologyLetter) -> None:
    """A letter that is issued, void or frozen for a signature is not touched again."""
    if letter.is_issued:
        raise ActRefused("letter_issued")
    if letter.state == LetterState.VOID:
        raise ActRefused("letter_void")
    if letter.is_prepared or letter.state == LetterState.SIGNED:
        raise ActRefused("letter_prepared")


def fill(
    letter: ApologyLetter,
    *,
    at: datetime,
    reason_code: str | None,
    reason: str | None,
    new_until: datetime | None,
) -> None:
    """Put the given parts into an unsigned letter; those not given, or blank, stay as they are."""
    if reason_code:
        check_reason_code(reason_code)
        letter.reason_code = reason_code
    if reason and reason.strip():
        check_words(reason)
        letter.reason = reason.strip()
    if new_until is not None:
        if not letter.moves_date:
            raise ActRefused(
                "no_date_when_ready" if letter.way == LetterWay.READY else "no_date_for_loss",
                field="new_until",
            )
        check_new_date(new_until, letter, at=at)
        letter.new_until = new_until


def check_reason(reason_code: str, reason: str) -> None:
    """A reason is a known kind and words: `bad_reason_code`, `missing_reason`, `bad_reason`."""
    check_reason_code(reason_code)
    if not reason.strip():
        raise ActRefused("missing_reason", field="reason")
    check_words(reason)


def check_words(reason: str) -> None:
    """Words that can be printed and kept."""
    if len(reason) > 2_000:
        raise ActRefused("bad_reason", field="reason", why="too_long")
    if "\x00" in reason:
        raise ActRefused("bad_reason", field="reason")


def check_reason_code(reason_code: str) -> None:
    """Statistics need a known kind."""
    if reason_code not in ReasonCode.values:
        raise ActRefused("bad_reason_code", field="reason_code", why="not_a_choice")


def check_new_date(
    until: datetime, letter: ApologyLetter, *, at: datetime, field: str = "new_until"
) -> None:
    """A new return moment has to come after the promised one and lie where the result can be fetched.

    Refuses `not_later`, `not_working_day`, `not_office_hours`, and `too_far` past
    `REAPPOINT_MAX_WORKING_DAYS` working days from the later of the old date and today; no decree
    sets that bound.
    """
    calendar = work_calendar()
    moment = local(until)
    earliest = max(_not_before(letter) or at, at)
    if until <= earliest:
        raise ActRefused("not_later", field=field)
    if not calendar.is_working(moment.date()):
        raise ActRefused("not_working_day", field=field)
    if not calendar.opening(moment.date()) <= moment <= calendar.closing(moment.date()):
        raise ActRefused("not_office_hours", field=field)
    most: int = settings.REAPPOINT_MAX_WORKING_DAYS
    if moment.date() > calendar.working_day_after(local_day(earliest), most):
        raise ActRefused("too_far", field=field, days=most)


def missing_in(
    letter: ApologyLetter, *, at: datetime, has_signer: bool | None = None
) -> tuple[Part, ...]:
    """What an unsigned letter still lacks at a moment; nothing once it is issued or void.

    `has_signer` where it is known.
    """
    if letter.is_issued or letter.state == LetterState.VOID:
        return ()
    dossier = letter.dossier
    applicant = getattr(dossier, "applicant", None)
    draft = LetterDraft(
        purpose=_PURPOSES.get(LetterWay(letter.way), Purpose.NEW_DATE),
        addressee=applicant.name if applicant else "",
        procedure=dossier.procedure_version.name,
        code=dossier.key,
        received_at=received_at(letter),
        due_at=letter.due_at,
        not_before=_not_before(letter),
        legal_basis=legal_basis(decree_of(dossier), wording_of(letter, at=at)),
        reason_code=letter.reason_code,
        reason=letter.reason,
        new_until=letter.new_until,
        lost_items=tuple(letter.lost_items),
        has_signer=signing_of(letter).has_signer(at) if has_signer is None else has_signer,
        is_settled=dossier.settled_at is not None,
        clock_runs=dossier.clock_runs,
    )
    return missing_parts(draft, at=at)


def refuse_incomplete(letter: ApologyLetter, *, at: datetime) -> None:
    """A letter that does not meet the Decree is neither signed nor issued; every missing part is named.

    Asked for somebody who may sign.
    """
    missing = missing_in(letter, at=at, has_signer=True)
    if missing:
        raise FactsRefused(tuple(ActRefused(f"missing_{part}", field=part) for part in missing))
    if letter.moves_date and letter.new_until is not None:
        check_new_date(letter.new_until, letter, at=at)


def refresh_state(letter: ApologyLetter, *, at: datetime) -> None:
    """A letter that lacks nothing but the signature is ready, else a draft."""
    complete = not missing_in(letter, at=at)
    letter.state = LetterState.READY if complete else LetterState.DRAFT


def _not_before(letter: ApologyLetter) -> datetime | None:
    """The later of the promised moment and the one a pause has moved it to since."""
    known = [moment for moment in (letter.due_at, _running_due(letter.dossier)) if moment]
    return max(known, default=None)


def _running_due(dossier: Dossier) -> datetime | None:
    return dossier.due_at if dossier.clock_runs else None
