"""A head signs the apology with the server's key: numbered, frozen, signed, the return date moved, in one transaction (art. 19.9)."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from agencies.selectors import Actor, Capacity
from agencies.services.writing import update_row
from dossiers.domain.refusals import ActRefused
from dossiers.models import Announcement
from dossiers.services import allot_form_number, announce, reappoint
from notifications.models import ApologyLetter, LetterState, LetterWay
from notifications.services.letter_papers import typeset_letter
from notifications.services.letter_parts import fill, refuse_finished, refuse_incomplete
from notifications.services.letter_signers import capacity_to_sign, signature_block, signing_of
from notifications.services.locking import locked_letter
from notifications.signing import SignatureReport, sign_and_tell
from procedures.domain.zone import local_day
from procedures.selectors import one_calendar

FORM = "04"


@transaction.atomic
@one_calendar()
def issue_letter(
    *,
    letter_id: int,
    actor: Actor,
    at: datetime,
    reason_code: str | None = None,
    reason: str | None = None,
    new_until: datetime | None = None,
) -> ApologyLetter:
    """Sign with the server's key and issue; parts still missing may be given with the signature.

    A letter signed by token that had to wait (`signed`) is issued as it is. By whoever
    `letter_signers` names. Refuses `unknown_letter`, `letter_issued`, `letter_void`,
    `letter_prepared`, `wrong_role_for_letter`, `server_key_not_used`, every missing part at once
    (`missing_reason`, `missing_new_until`, …), and what `sign_and_tell` and
    `dossiers.services.reappoint` refuse; then nothing has changed and no number is used up.
    """
    actor = actor.for_one_act()
    letter = locked_letter(letter_id)
    if letter.state == LetterState.SIGNED:
        capacity_to_sign(letter, actor, at=at)
        take_effect(letter, actor, at=at)
        return letter
    refuse_finished(letter)
    capacity = capacity_to_sign(letter, actor, at=at)
    if settings.SIGNING_MODE == "token":
        raise ActRefused("server_key_not_used")
    fill(letter, at=at, reason_code=reason_code, reason=reason, new_until=new_until)
    refuse_incomplete(letter, at=at)
    freeze(letter, actor, capacity, at=at, by_token=False)
    _sign(letter, at=at)
    _take_effect(letter, actor, at=at)
    return letter


def freeze(
    letter: ApologyLetter, actor: Actor, capacity: Capacity, *, at: datetime, by_token: bool
) -> None:
    """Number the letter in its issuer's book and typeset it for good; saves nothing."""
    if letter.way != LetterWay.LOST:
        letter.agency = letter.dossier.agency
    letter.issuer = signing_of(letter).issuer
    letter.signer, letter.delegation = actor.officer, capacity.delegation
    if letter.way == LetterWay.IN_TIME and letter.dossier.is_overdue(at):
        letter.way = LetterWay.LATE
    letter.year = local_day(at).year
    letter.number = allot_form_number(letter.issuer.pk, letter.year, FORM)
    block = signature_block(actor.officer, capacity)
    made = typeset_letter(letter, at=at, signature=block, by_token=by_token)
    letter.context, letter.pdf, letter.sha256 = made.context, made.pdf, made.sha256


def keep_signature(
    letter: ApologyLetter, signed: bytes, report: SignatureReport, *, kind: str, at: datetime
) -> None:
    """Keep the signed file beside the frozen one, and what its certificate says; saves nothing."""
    letter.signed_pdf = signed
    letter.signed_sha256 = hashlib.sha256(signed).hexdigest()
    letter.signed_at = at
    letter.signature = signature_told(report, kind=kind)
    letter.state = LetterState.SIGNED


def signature_told(report: SignatureReport, *, kind: str) -> dict[str, Any]:
    """A signature for the record: `kind` is `server` or `token`."""
    return {
        "kind": kind,
        "signer": report.signer,
        "issuer": report.issuer,
        "serial": report.serial,
        "signed_at": report.signed_at.isoformat() if report.signed_at else None,
        "time_stamped": report.is_time_stamped,
        "demo": report.is_demo,
    }


def take_effect(letter: ApologyLetter, actor: Actor, *, at: datetime) -> None:
    """Issue a signed letter: the return date moves, and the one-stop unit is to tell the applicant.

    Refuses what the dossier's present state does not allow any more.
    """
    refuse_incomplete(letter, at=at)
    _take_effect(letter, actor, at=at)


def _take_effect(letter: ApologyLetter, actor: Actor, *, at: datetime) -> None:
    if letter.moves_date:
        _move_return_date(letter, actor, at)
    letter.state, letter.issued_at = LetterState.ISSUED, at
    update_row(letter)
    lost = letter.way == LetterWay.LOST
    assert letter.issuer_id is not None  # noqa: S101 -- set with the number
    announce(
        letter.dossier,
        kind=Announcement.Kind.LOSS if lost else Announcement.Kind.APOLOGY,
        occasion=f"letter:{letter.ref}",
        said_by_id=letter.issuer_id,
        at=at,
    )


def _sign(letter: ApologyLetter, *, at: datetime) -> None:
    assert letter.issuer is not None  # noqa: S101 -- set with the number
    assert letter.pdf is not None  # noqa: S101
    signed, report = sign_and_tell(
        bytes(letter.pdf),
        agency_code=letter.issuer.code,
        reason=letter.context["title"],
        location=letter.context["letterhead"]["place"],
        at=at,
    )
    keep_signature(letter, signed, report, kind="server", at=at)


def _move_return_date(letter: ApologyLetter, actor: Actor, at: datetime) -> None:
    assert letter.new_until is not None  # noqa: S101 -- a missing part otherwise
    reappoint(
        dossier_id=letter.dossier_id,
        locked=letter.dossier,
        actor=actor,
        at=at,
        until=letter.new_until,
        letter=str(letter.ref),
    )
