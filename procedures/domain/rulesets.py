"""Rule sets: what one decree on the one-stop mechanism says where another says otherwise.

A dossier keeps the rule set it was received under. Points of a decree whose wording has not been
confirmed are listed in `unconfirmed`, each with what is open: they are choices of the office, not
findings of law, and a province may choose otherwise in a variant (`ruleset_variants`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class DueMode(StrEnum):
    """At which minute of its last day a limit in days is due; late it is from 24:00 either way."""

    END_OF_DAY = "end_of_day"
    SAME_CLOCK_TIME = "same_clock_time"


class FormSet(StrEnum):
    """Which circular's forms the papers follow: Circular 01/2018/TT-VPCP or 03/2025/TT-VPCP."""

    C01 = "C01"
    C03 = "C03"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One decree's answers, in force from `in_force_from`; articles are those of that decree.

    `base`: code of the rule set as shipped, of which this may be a province's variant. `levels`:
    tiers of government that receive and settle; with two there is no district. `cutoff`: a paper
    dossier received after it is transferred at the opening of the next working day (art. 18.2).
    `supplement_max`, `supplement_notice_days`: how often, and in how many working days, a
    supplement may be asked for (11.2.c, 19.4). `extension_max`, `notice_lead`: how often the return
    date moves, and the days before the due day by which a delay is announced (19.9).
    `reception_hours`: working hours in which a submission is answered, `channel_reception_hours`
    where a channel has its own. `payment_holds`: whether waiting for payment holds the clock
    without an article of the procedure's own. `code_pattern`: how a dossier code is written (26).
    """

    code: str
    base: str
    decree: str
    guidance: str
    in_force_from: date
    levels: int
    form_set: FormSet
    cutoff: time = time(15)
    clock_start: ClockStart = ClockStart.RECEIPT
    due_mode: DueMode = DueMode.END_OF_DAY
    supplement_effect: SupplementEffect = SupplementEffect.RESTART
    supplement_max: int = 1
    supplement_notice_days: int = 3
    extension_max: int = 1
    notice_lead: int = 1
    notice_lead_unit: LeadUnit = LeadUnit.CALENDAR_DAY
    reception_hours: int = 8
    channel_reception_hours: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )
    payment_holds: bool = False
    code_pattern: str = "{unit}-{day:%y%m%d}-{number:04d}"
    unconfirmed: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), hash=False, compare=False
    )

    @property
    def supplement_restarts(self) -> bool:
        """Whether the limit is counted from the beginning once a supplement is delivered."""
        return self.supplement_effect is SupplementEffect.RESTART

    def reception_hours_of(self, channel: str) -> int:
        """Working hours in which a submission that came by a channel is answered."""
        return self.channel_reception_hours.get(channel, self.reception_hours)


_OPEN_EVERYWHERE = {
    "notice_lead_unit": "the decree says “01 ngày”, not which kind of day",
    "due_mode": "the forms print an hour and a minute; no text says which",
    "reception_hours": "eight hours come from Decree 45/2020/NĐ-CP, known at second hand",
    "channel_reception_hours": "the same, for each channel apart",
    "payment_holds": "art. 22 is silent on the clock",
    "code_pattern": "unit, date, number of the day; provinces write four to seven digits",
}

ND61_2018 = RuleSet(
    code="ND61_2018",
    base="ND61_2018",
    decree="61/2018/NĐ-CP",
    guidance="01/2018/TT-VPCP",
    in_force_from=date(2018, 6, 21),
    levels=3,
    form_set=FormSet.C01,
    unconfirmed=MappingProxyType(
        {
            **_OPEN_EVERYWHERE,
            "supplement_max": "art. 19.4 names no number; once follows from 11.2.c, 15.3 and 17.2.a",
        }
    ),
)

ND118_2025 = RuleSet(
    code="ND118_2025",
    base="ND118_2025",
    decree="118/2025/NĐ-CP",
    guidance="03/2025/TT-VPCP",
    in_force_from=date(2025, 7, 1),
    levels=2,
    form_set=FormSet.C03,
    clock_start=ClockStart.COMPETENT_AUTHORITY,
    unconfirmed=MappingProxyType(
        {
            **_OPEN_EVERYWHERE,
            "supplement_effect": "art. 19 not read; taken over from Decree 61/2018/NĐ-CP",
            "supplement_max": "art. 19 not read; one notice “in one time” is art. 17.2.a",
            "supplement_notice_days": "art. 19 not read; taken over",
            "extension_max": "art. 19 not read; taken over",
            "notice_lead": "art. 19 not read; taken over",
            "form_set": "the forms' names are known, their fields are not",
        }
    ),
)

_KNOWN = {ruleset.code: ruleset for ruleset in (ND61_2018, ND118_2025)}
#: Every rule set by its code: those shipped, and a province's variants once adopted.
RULESETS: Mapping[str, RuleSet] = MappingProxyType(_KNOWN)


def ruleset_by_code(code: str) -> RuleSet:
    """The rule set a dossier names; `KeyError` for a code never issued."""
    return RULESETS[code]


def adopt(ruleset: RuleSet) -> None:
    """Make a province's variant known by its code, at start; never instead of a shipped rule set."""
    if ruleset.code == ruleset.base:
        raise ValueError(f"{ruleset.code} is shipped and stays as it is.")
    _KNOWN[ruleset.code] = ruleset
