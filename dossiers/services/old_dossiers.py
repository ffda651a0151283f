"""A line of the old system's file: read, checked, and either understood whole or refused with every fault."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dossiers.domain.codes import is_code
from dossiers.domain.facts import Fact, FactKind, Facts, clean_facts
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.lifecycle import OPEN_STATES, DossierState
from dossiers.lifecycle.columns import EXTERNAL_ID, LIMIT, LIMIT_ROW, OPENING
from procedures.domain.zone import local

S = DossierState

#: A line is one dossier; the longest real one is a twentieth of this.
LONGEST_LINE = 64 * 1024
#: Running dossiers only: what is over stays in the old system's archive, and before reception there is no code.
RUNNING = (*(state for state in OPEN_STATES if state != S.SUBMITTED), S.SETTLED)

_SUPPLEMENT = ("state", S.SUPPLEMENT_REQUESTED.value)
_SETTLED = ("state", S.SETTLED.value)
FACTS = (
    Fact("code"),
    Fact("state", FactKind.CHOICE, choices=tuple(state.value for state in RUNNING)),
    *(fact for fact in OPENING if fact.name != "documents"),
    EXTERNAL_ID,
    LIMIT,
    LIMIT_ROW,
    Fact("received_at", FactKind.MOMENT),
    Fact("promised_at", FactKind.MOMENT),
    Fact("reappointed", required=False),
    Fact("first_promised_at", FactKind.MOMENT, required=False),
    Fact("supplement_used", FactKind.FLAG, required=False),
    Fact("supplement_asked_at", FactKind.MOMENT, demanded_if=_SUPPLEMENT),
    Fact("supplement_items", FactKind.ITEMS, demanded_if=_SUPPLEMENT),
    Fact("supplement_reason", FactKind.PARAGRAPH, required=False),
    Fact("settled_at", FactKind.MOMENT, demanded_if=_SETTLED),
    Fact("outcome", FactKind.CHOICE, choices=("approved", "refused"), demanded_if=_SETTLED),
    Fact("result", required=False),
    Fact("unit", FactKind.UNIT, required=False),
    Fact("step", required=False),
)
_MOMENTS = [fact.name for fact in FACTS if fact.kind is FactKind.MOMENT]
_LONGEST_PROCESS = 200


@dataclass(frozen=True, slots=True)
class OldDossier:
    """A running dossier as the old system knew it. `facts` are what a dossier is opened with.

    `reappointed_at` is None when the return date was never moved; when the old system only knows
    that it was, it is the moment of reception. `first_promised_at` is None when it is not known.
    """

    code: str
    state: str
    facts: Facts
    received_at: datetime
    promised_at: datetime
    first_promised_at: datetime | None
    reappointed_at: datetime | None
    supplement_used: bool
    supplement_asked_at: datetime | None
    settled_at: datetime | None
    unit: str | None
    step: int | None


def read_line(line: str, *, now: datetime) -> OldDossier:
    """Understand one line, or refuse it naming every fault.

    Refuses `line_too_long`, `bad_json`, `not_an_object`, `missing_…`, `bad_…` and `unknown_fact`
    for its fields, `in_future`, `promise_not_later`, `moments_out_of_order`.
    """
    facts = clean_facts(FACTS, _fields(line))
    if not is_code(facts["code"]):
        raise ActRefused("bad_code", field="code")
    moments = {name: _moment(name, facts[name]) for name in _MOMENTS if name in facts}
    reappointed_at = _reappointed(facts.get("reappointed"), moments["received_at"])
    known = {**moments, **({"reappointed": reappointed_at} if reappointed_at else {})}
    _refuse_impossible(known, now=now)
    return OldDossier(
        code=facts["code"],
        state=facts["state"],
        facts=_opening(facts),
        received_at=moments["received_at"],
        promised_at=moments["promised_at"],
        first_promised_at=moments.get("first_promised_at"),
        reappointed_at=reappointed_at,
        supplement_used=facts.get("supplement_used", False),
        supplement_asked_at=moments.get("supplement_asked_at"),
        settled_at=moments.get("settled_at"),
        unit=facts.get("unit"),
        step=int(facts["step"]) if "step" in facts else None,
    )


def _fields(line: str) -> Mapping[str, Any]:
    if len(line) > LONGEST_LINE:
        raise ActRefused("line_too_long")
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise ActRefused("bad_json") from None
    if not isinstance(fields, dict):
        raise ActRefused("not_an_object")
    return _as_texts(fields)


def _as_texts(fields: dict[str, Any]) -> dict[str, Any]:
    """A step is a small number and a re-appointment a flag or a moment; both go on as text."""
    step, moved = fields.get("step"), fields.get("reappointed")
    if step is not None:
        if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step <= _LONGEST_PROCESS:
            raise ActRefused("bad_step", field="step")
        fields["step"] = str(step)
    if isinstance(moved, bool):
        fields["reappointed"] = "yes" if moved else None
    return fields


def _moment(name: str, text: str) -> datetime:
    try:
        return local(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise ActRefused(f"bad_{name}", field=name, why="not_a_moment") from None


def _reappointed(value: str | None, received_at: datetime) -> datetime | None:
    if value is None:
        return None
    return received_at if value == "yes" else _moment("reappointed", value)


def _refuse_impossible(moments: Mapping[str, datetime], *, now: datetime) -> None:
    """Nothing has happened in the future, and nothing before reception."""
    received = moments["received_at"]
    promises = ("promised_at", "first_promised_at")
    refusals = [
        ActRefused("in_future", field=name)
        for name, moment in moments.items()
        if moment > now and name not in promises
    ]
    refusals += [
        ActRefused("moments_out_of_order", field=name)
        for name, moment in moments.items()
        if moment < received and name not in promises
    ]
    refusals += [
        ActRefused("promise_not_later", field=name)
        for name in promises
        if name in moments and moments[name] <= received
    ]
    first = moments.get("first_promised_at")
    if first is not None and first >= moments["promised_at"]:
        refusals.append(ActRefused("promise_not_later", field="promised_at"))
    if refusals:
        raise FactsRefused(tuple(refusals))


def _opening(facts: Facts) -> Facts:
    names = {fact.name for fact in (*OPENING, EXTERNAL_ID, LIMIT, LIMIT_ROW)}
    texts = ("supplement_items", "supplement_reason", "outcome", "result")
    return {name: value for name, value in facts.items() if name in names or name in texts}
