"""Rule sets: what one decree on the one-stop mechanism says where another says otherwise.

A dossier keeps the rule set it was received under. Points of a decree whose wording has not been
confirmed are listed in `unconfirmed`: they are choices of the office, not findings of law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from types import MappingProxyType


class SupplementEffect(StrEnum):
    """What a delivered supplement does to the limit."""

    RESTART = "restart"
    PAUSE = "pause"


class ClockStart(StrEnum):
    """From which moment the limit of a dossier received outside its own territory runs."""

    RECEIPT = "receipt"
    COMPETENT_AUTHORITY = "competent_authority"


class LeadUnit(StrEnum):
    """In which days the lead of a delay notice is counted."""

    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One decree's answers, in force from `in_force_from`; articles are those of that decree.

    `cutoff`: a paper dossier received after it is transferred at the opening of the next working
    day (art. 18.2). `supplement_notice_days`: working days in which a supplement may be asked for
    (19.4). `notice_lead`: days before the due day by which a delay is announced (19.9).
    `reception_hours`: working hours in which a submission is answered. `payment_holds`: whether
    waiting for payment holds the clock without an article of the procedure's own.
    """

    code: str
    decree: str
    guidance: str
    in_force_from: date
    levels: int
    cutoff: time = time(15)
    clock_start: ClockStart = ClockStart.RECEIPT
    supplement_effect: SupplementEffect = SupplementEffect.RESTART
    supplement_max: int = 1
    supplement_notice_days: int = 3
    extension_max: int = 1
    notice_lead: int = 1
    notice_lead_unit: LeadUnit = LeadUnit.CALENDAR_DAY
    reception_hours: int = 8
    payment_holds: bool = False
    unconfirmed: frozenset[str] = frozenset()


ND61_2018 = RuleSet(
    code="ND61_2018",
    decree="61/2018/NĐ-CP",
    guidance="01/2018/TT-VPCP",
    in_force_from=date(2018, 6, 21),
    levels=3,
    unconfirmed=frozenset({"notice_lead_unit", "reception_hours"}),
)

ND118_2025 = RuleSet(
    code="ND118_2025",
    decree="118/2025/NĐ-CP",
    guidance="03/2025/TT-VPCP",
    in_force_from=date(2025, 7, 1),
    levels=2,
    clock_start=ClockStart.COMPETENT_AUTHORITY,
    unconfirmed=frozenset(
        {
            "supplement_effect",
            "supplement_max",
            "supplement_notice_days",
            "extension_max",
            "notice_lead",
            "notice_lead_unit",
            "reception_hours",
        }
    ),
)

RULESETS: Mapping[str, RuleSet] = MappingProxyType(
    {ruleset.code: ruleset for ruleset in (ND61_2018, ND118_2025)}
)


def ruleset_by_code(code: str) -> RuleSet:
    """The rule set a dossier names; `KeyError` for a code never issued."""
    return RULESETS[code]
