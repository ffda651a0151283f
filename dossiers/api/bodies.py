"""What callers send for an act: its name, its facts, and when it took effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.api.moments import read_moment
from dossiers.domain.refusals import ActRefused
from dossiers.services.together import MOST

_KEYS = {"act", "facts", "at"}
#: Of a code or reference, as in an address.
_LONGEST_NAME = 64


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


@dataclass(frozen=True, slots=True)
class AskedOnOne:
    """One of many acts: on which dossier, on which of its versions; or why it cannot be read."""

    key: str
    said: Mapping[str, Any]
    asked: AskedAct | None = None
    version: int | None = None
    refusal: ActRefused | None = None


def read_many(body: Mapping[str, Any], *, now: datetime) -> list[AskedOnOne]:
    """`{"acts": [{"dossier": …, "act": …, "facts": …, "if_match": 7}]}`.

    Refuses as a whole `unknown_fact`, `missing_acts`, `bad_acts`, `too_many_acts`; what is wrong
    with one act stands in its own place.
    """
    for name in sorted(set(body) - {"acts"}):
        raise ActRefused("unknown_fact", field=name, name=name)
    acts = body.get("acts")
    if acts is None or acts == []:
        raise ActRefused("missing_acts", field="acts")
    if not isinstance(acts, list) or not all(isinstance(act, dict) for act in acts):
        raise ActRefused("bad_acts", field="acts")
    if len(acts) > MOST:
        raise ActRefused("too_many_acts", field="acts", most=MOST)
    return [_read_one(act, now=now) for act in acts]


def _read_one(body: Mapping[str, Any], *, now: datetime) -> AskedOnOne:
    key = body.get("dossier")
    named = key if isinstance(key, str) else ""
    try:
        if not named or len(named) > _LONGEST_NAME or "\x00" in named:
            raise ActRefused("bad_dossier" if key else "missing_dossier", field="dossier")
        version = _version(body.get("if_match"))
        rest = {name: body[name] for name in body if name not in ("dossier", "if_match")}
        return AskedOnOne(named, body, read_act(rest, now=now), version)
    except ActRefused as refusal:
        return AskedOnOne(named[:_LONGEST_NAME], body, refusal=refusal)


def _version(number: Any) -> int | None:
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int):
        raise ActRefused("bad_if_match", field="if_match")
    return number


def _moment(text: Any, now: datetime) -> datetime:
    if text is None:
        return now
    at = read_moment(text)
    if at is None:
        raise ActRefused("bad_at", field="at")
    if at > now:
        raise ActRefused("at_in_future", field="at")
    return at
