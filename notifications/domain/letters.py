"""Which parts an apology letter still lacks (Decree 61/2018/NĐ-CP, art. 19.9)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Part(StrEnum):
    """What a letter cannot go out without."""

    REASON = "reason"
    NEW_UNTIL = "new_until"
    SIGNER = "signer"
    SETTLEMENT = "settlement"
    RUNNING_CLOCK = "running_clock"


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """What is known of a letter not yet issued.

    `says_ready`: the dossier was settled late, so the letter moves no date but there must be a
    result. `has_signer`: somebody holds the right to sign for the agency.
    """

    says_ready: bool
    reason: str
    due_at: datetime
    new_until: datetime | None
    has_signer: bool
    is_settled: bool
    clock_runs: bool


def missing_parts(draft: LetterDraft, *, at: datetime) -> tuple[Part, ...]:
    """The parts without which the letter would not meet the Decree, at a moment.

    A new date that is not later than the old one and than the moment itself counts as missing.
    """
    wanting = {
        Part.REASON: not draft.reason.strip(),
        Part.SIGNER: not draft.has_signer,
    }
    if draft.says_ready:
        wanting[Part.SETTLEMENT] = not draft.is_settled
    else:
        wanting[Part.NEW_UNTIL] = draft.new_until is None or draft.new_until <= max(
            draft.due_at, at
        )
        wanting[Part.RUNNING_CLOCK] = not draft.clock_runs
    return tuple(part for part, missing in wanting.items() if missing)
