"""What callers send for an act: its name, its facts, and when it took effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.api.moments import read_moment
from dossiers.domain.refusals import ActRefused

_KEYS = {"act", "facts", "at"}


@dataclass(frozen=True, slots=True)
class AskedAct:
    """An act as asked for; `at` is now unless the caller says when it took effect."""

    act: str
    facts: Mapping[str, Any]
    at: datetime


def read_act(body: Mapping[str, Any], *, now: datetime) -> AskedAct:
    """Refuses `unknown_fact`, `missing_act`, `bad_act`, `bad_facts`, `bad_at`, `at_in_future`."""
    for name in sorted(set(body) - _KEYS):
        raise ActRefused("unknown_fact", field=name, name=name)
    act = body.get("act")
    if act is None or act == "":
        raise ActRefused("missing_act", field="act")
    if not isinstance(act, str):
        raise ActRefused("bad_act", field="act")
    facts = body.get("facts", {})
    if not isinstance(facts, dict):
        raise ActRefused("bad_facts", field="facts")
    return AskedAct(act, facts, _moment(body.get("at"), now))


def _moment(text: Any, now: datetime) -> datetime:
    if text is None:
        return now
    at = read_moment(text)
    if at is None:
        raise ActRefused("bad_at", field="at")
    if at > now:
        raise ActRefused("at_in_future", field="at")
    return at
