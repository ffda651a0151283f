"""The other way to sign: the exact PDF is taken away, signed with the officer's own token, and brought back."""

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction

from agencies.selectors import Actor
from agencies.services.writing import update_row
from dossiers.domain.refusals import ActRefused
from notifications.models import ApologyLetter, LetterState, LetterWay
from notifications.services.issuing import freeze, keep_signature, take_effect
from notifications.services.letter_parts import (
    fill,
    refresh_state,
    refuse_finished,
    refuse_incomplete,
)
from notifications.services.letter_signers import capacity_to_sign
from notifications.services.locking import locked_letter
from notifications.signing import check_upload
from procedures.selectors import one_calendar

#: Why a prepared letter became void.
GIVEN_UP = "given_up"
OUT_OF_DATE = "out_of_date"


@transaction.atomic
@one_calendar()
def prepare_for_signature(
    *,
    letter_id: int,
    actor: Actor,
    at: datetime,
    reason_code: str | None = None,
    reason: str | None = None,
    new_until: datetime | None = None,
) -> ApologyLetter:
    """Number and freeze the letter for the actor's own token; until it comes back nothing else moves.

    Refuses as `issue_letter` does, `letter_prepared` when it is frozen already, and
    `tokens_not_used` where the setting has only the server sign.
    """
    letter = locked_letter(letter_id)
    refuse_finished(letter)
    capacity = capacity_to_sign(letter, actor, at=at)
    if settings.SIGNING_MODE == "server":
        raise ActRefused("tokens_not_used")
    fill(letter, at=at, reason_code=reason_code, reason=reason, new_until=new_until)
    refuse_incomplete(letter, at=at)
    freeze(letter, actor, capacity, at=at, by_token=True)
    letter.state, letter.prepared_at = LetterState.READY, at
    update_row(letter)
    return letter


@transaction.atomic
@one_calendar()
def upload_signed(*, letter_id: int, pdf: bytes, actor: Actor, at: datetime) -> ApologyLetter:
    """Take back the prepared letter with the signer's signature on it, and issue it in the same transaction.

    By the signer it was prepared for. Refuses `letter_not_prepared`, `not_your_signature`,
    `wrong_role_for_letter`, `letter_out_of_date` once the date is missed that an in-time letter
    speaks of as to come, and what `signing.check_upload` refuses. Where the dossier has moved on
    (its clock stands, the new date has passed) the signature is kept, the letter is `signed` and
    nothing else moves: issue it when the clock runs again, or give it up.
    """
    actor = actor.for_one_act()
    letter = locked_letter(letter_id)
    if not letter.is_prepared:
        raise ActRefused("letter_not_prepared")
    if letter.signer_id != actor.officer.pk or letter.signer is None:
        raise ActRefused("not_your_signature")
    capacity_to_sign(letter, actor, at=at)
    if letter.way == LetterWay.IN_TIME and letter.dossier.is_overdue(at):
        raise ActRefused("letter_out_of_date")
    assert letter.pdf is not None  # noqa: S101 -- frozen with it
    original = bytes(letter.pdf)
    report = check_upload(original, pdf, officer_name=letter.signer.full_name, at=at)
    keep_signature(letter, pdf, report, kind="token", at=at)
    letter.save()
    with suppress(ActRefused), transaction.atomic():
        take_effect(letter, actor, at=at)
    return letter


@transaction.atomic
def give_up_signature(*, letter_id: int, actor: Actor, at: datetime) -> ApologyLetter:
    """Give up a prepared letter, or a signed one that never took effect; answers the new draft.

    The letter stays on record as void, with its number and file; its parts go into a fresh draft.
    By whoever may sign. Refuses `letter_not_prepared`, `wrong_role_for_letter`.
    """
    letter = locked_letter(letter_id)
    capacity_to_sign(letter, actor, at=at)
    if not (letter.is_prepared or letter.state == LetterState.SIGNED):
        raise ActRefused("letter_not_prepared")
    return replace_frozen(letter, why=GIVEN_UP, at=at)


def replace_frozen(
    letter: ApologyLetter, *, why: str, at: datetime, way: str | None = None
) -> ApologyLetter:
    """Void a frozen letter, whose words cannot change any more, and draft it anew."""
    letter.state, letter.voided_at, letter.void_why = LetterState.VOID, at, why
    letter.save()
    draft = ApologyLetter(
        dossier=letter.dossier,
        run=letter.run,
        appointment=letter.appointment,
        agency=letter.agency,
        due_at=letter.due_at,
        way=way or letter.way,
        flag=letter.flag,
        notice=letter.notice,
        loss=letter.loss,
        generated_at=at,
        reason_code=letter.reason_code,
        reason=letter.reason,
        new_until=letter.new_until,
        lost_items=letter.lost_items,
    )
    refresh_state(draft, at=at)
    draft.save()
    return draft
