"""What an apology letter cannot go out without (Decree 61/2018/NĐ-CP, arts 19.9 and 21.2; form 04)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Part(StrEnum):
    """A mandated part of a letter, or what has to be true of the dossier for it."""

    ADDRESSEE = "addressee"
    PROCEDURE = "procedure"
    CODE = "code"
    RECEIVED_AT = "received_at"
    DUE_AT = "due_at"
    LEGAL_BASIS = "legal_basis"
    REASON_CODE = "reason_code"
    REASON = "reason"
    NEW_UNTIL = "new_until"
    LOST_ITEMS = "lost_items"
    SIGNER = "signer"
    SETTLEMENT = "settlement"
    RUNNING_CLOCK = "running_clock"


class Purpose(StrEnum):
    """What the letter does beside apologising: move the date, say that the result is ready, or own up to a loss."""

    NEW_DATE = "new_date"
    READY = "ready"
    LOSS = "loss"


_ALWAYS = (
    Part.ADDRESSEE,
    Part.PROCEDURE,
    Part.CODE,
    Part.LEGAL_BASIS,
    Part.REASON,
    Part.SIGNER,
)
_OF_DELAY = (*_ALWAYS, Part.RECEIVED_AT, Part.DUE_AT, Part.REASON_CODE)
#: Number, date and the words of the apology are the form's own and cannot be left out.
DEMANDED: Mapping[Purpose, tuple[Part, ...]] = {
    Purpose.NEW_DATE: (*_OF_DELAY, Part.NEW_UNTIL, Part.RUNNING_CLOCK),
    Purpose.READY: (*_OF_DELAY, Part.SETTLEMENT),
    Purpose.LOSS: (*_ALWAYS, Part.LOST_ITEMS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDraft:
    """What is known of a letter not yet issued.

    `has_signer`: somebody holds the right to sign it. `not_before`: the later of the promised
    moment and the one the dossier has now; a new date must lie after it.
    """

    purpose: Purpose
    addressee: str
    procedure: str
    code: str
    received_at: datetime | None
    due_at: datetime | None
    not_before: datetime | None
    legal_basis: str
    reason_code: str
    reason: str
    new_until: datetime | None
    lost_items: tuple[str, ...]
    has_signer: bool
    is_settled: bool
    clock_runs: bool


def missing_parts(draft: LetterDraft, *, at: datetime) -> tuple[Part, ...]:
    """The parts without which the letter would not meet the Decree, at a moment, in the order of `Part`.

    A new date that is not later than the old one and than the moment itself counts as missing.
    """
    demanded = DEMANDED[draft.purpose]
    return tuple(part for part in Part if part in demanded and not _IS_THERE[part](draft, at))


def _is_later(draft: LetterDraft, at: datetime) -> bool:
    return draft.new_until is not None and draft.new_until > max(draft.not_before or at, at)


_IS_THERE: Mapping[Part, Callable[[LetterDraft, datetime], bool]] = {
    Part.ADDRESSEE: lambda draft, at: bool(draft.addressee.strip()),
    Part.PROCEDURE: lambda draft, at: bool(draft.procedure.strip()),
    Part.CODE: lambda draft, at: bool(draft.code),
    Part.RECEIVED_AT: lambda draft, at: draft.received_at is not None,
    Part.DUE_AT: lambda draft, at: draft.due_at is not None,
    Part.LEGAL_BASIS: lambda draft, at: bool(draft.legal_basis),
    Part.REASON_CODE: lambda draft, at: bool(draft.reason_code),
    Part.REASON: lambda draft, at: bool(draft.reason.strip()),
    Part.NEW_UNTIL: _is_later,
    Part.LOST_ITEMS: lambda draft, at: bool(draft.lost_items),
    Part.SIGNER: lambda draft, at: draft.has_signer,
    Part.SETTLEMENT: lambda draft, at: draft.is_settled,
    Part.RUNNING_CLOCK: lambda draft, at: draft.clock_runs,
}
