"""A province's variant of a rule set: the points its decree leaves open, answered otherwise.

A variant has a code of its own, which dossiers keep like that of any rule set. Once dossiers have
been received under it, it is never edited or removed: another answer is another variant.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from procedures.domain.channels import Channel
from procedures.domain.rulesets import (
    RULESETS,
    ClockStart,
    DueMode,
    FormSet,
    LeadUnit,
    RuleSet,
    SupplementEffect,
    adopt,
)

#: A dossier has sixteen characters for the code.
CODE = re.compile(r"[A-Z][A-Z0-9_]{2,15}", re.ASCII)
#: A dossier code has forty characters, of which a unit's code takes up to sixteen.
_LONGEST_CODE = 30
_SAMPLE_DAYS = (date(2026, 1, 2), date(2026, 11, 23))
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class VariantFault:
    """What is wrong with one variant as configured; `switch` names the point, if it is one."""

    variant: str
    code: str
    switch: str = ""


class VariantRefused(ValueError):
    """The variant cannot be used; `faults` lists all that was found."""

    def __init__(self, faults: list[VariantFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(f"{f.variant}: {f.code} {f.switch}".strip() for f in faults))


def variant(code: str, described: Any) -> RuleSet:
    """A rule set from `{"of": "ND118_2025", "supplement_effect": "pause"}`.

    Raises `VariantRefused`: `bad_code`, `code_taken`, `not_an_object`, `unknown_base`,
    `unknown_switch`, `fixed_by_law` for a point the decree itself settles, `bad_value`.
    """
    if not isinstance(described, Mapping):
        raise VariantRefused([VariantFault(code, "not_an_object")])
    base = RULESETS.get(described.get("of", ""))
    if base is None or base.code != base.base:
        raise VariantRefused([VariantFault(code, "unknown_base")])
    given = {name: value for name, value in described.items() if name != "of"}
    faults = [*_code_faults(code), *_switch_faults(code, base, given)]
    if faults:
        raise VariantRefused(faults)
    values = {name: _READERS[name](value) for name, value in given.items()}
    return replace(base, code=code, **values)


def adopt_variants(described: Any) -> tuple[VariantFault, ...]:
    """Make every sound variant known by its code; answers with the faults of the others."""
    if not isinstance(described, Mapping):
        return (VariantFault("", "not_an_object"),)
    faults: list[VariantFault] = []
    for code, values in described.items():
        try:
            adopt(variant(code, values))
        except VariantRefused as refusal:
            faults += refusal.faults
    return tuple(faults)


def _code_faults(code: str) -> Iterator[VariantFault]:
    if not CODE.fullmatch(code):
        yield VariantFault(code, "bad_code")
    elif code in RULESETS and RULESETS[code].base == code:
        yield VariantFault(code, "code_taken")


def _switch_faults(code: str, base: RuleSet, given: Mapping[str, Any]) -> Iterator[VariantFault]:
    for name, value in given.items():
        if name not in _READERS:
            yield VariantFault(code, "unknown_switch", name)
        elif name not in base.unconfirmed:
            yield VariantFault(code, "fixed_by_law", name)
        else:
            try:
                _READERS[name](value)
            except (ValueError, TypeError, KeyError, IndexError, AttributeError):
                yield VariantFault(code, "bad_value", name)


def _whole(least: int, most: int = _MOST) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(value)
        return value

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _by_channel(value: Any) -> Mapping[str, int]:
    read = _whole(1)
    return MappingProxyType({Channel(name).value: read(hours) for name, hours in value.items()})


def _pattern(value: Any) -> str:
    """A pattern under which no two dossiers can have the same code."""
    tried = [
        value.format(unit=unit, day=day, number=number)
        for unit in ("H41.01", "H41.02")
        for day in _SAMPLE_DAYS
        for number in (1, 2)
    ]
    if len(set(tried)) < len(tried) or max(map(len, tried)) > _LONGEST_CODE:
        raise ValueError(value)
    return str(value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "clock_start": ClockStart,
    "code_pattern": _pattern,
    "channel_reception_hours": _by_channel,
    "due_mode": DueMode,
    # The database keeps a return date from moving twice, whatever is configured.
    "extension_max": _whole(0, most=1),
    "form_set": FormSet,
    "notice_lead": _whole(1),
    "notice_lead_unit": LeadUnit,
    "payment_holds": _flag,
    "reception_hours": _whole(1),
    "supplement_effect": SupplementEffect,
    "supplement_max": _whole(0),
    "supplement_notice_days": _whole(1),
}
