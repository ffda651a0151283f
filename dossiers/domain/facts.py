"""The facts an act demands: what kind each is, and whether a value given for it will do.

Facts arrive as plain JSON values from any door (a form, REST, an import) and leave cleaned.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dossiers.domain.refusals import ActRefused, FactsRefused
from procedures.domain.limits import LimitUnit, TimeLimit

Facts = dict[str, Any]

MAX_TEXT = 500
MAX_PARAGRAPH = 10_000
MAX_ITEMS = 200


class FactKind(StrEnum):
    """What a value must be; doors choose their widget by it."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    FLAG = "flag"
    CHOICE = "choice"
    ITEMS = "items"
    MOMENT = "moment"
    UNIT = "unit"
    OFFICER = "officer"
    PROCEDURE = "procedure"
    APPLICANT = "applicant"
    DOCUMENTS = "documents"
    FEES = "fees"
    FEES_TAKEN = "fees_taken"
    LIMIT = "limit"
    ENTRY = "entry"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of an act. `demanded_if` names a flag or choice value that makes it compulsory."""

    name: str
    kind: FactKind = FactKind.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    demanded_if: tuple[str, str] | None = None
    #: A personal or free text: kept in the erasable side row of the event, never in its hash.
    private: bool = False
    #: Signs that a text may have.
    longest: int = MAX_TEXT

    def is_demanded(self, given: Mapping[str, Any]) -> bool:
        if self.demanded_if is not None:
            name, value = self.demanded_if
            return bool(given.get(name) == value)
        return self.required


def clean_facts(facts: tuple[Fact, ...], given: Mapping[str, Any]) -> Facts:
    """The given values, cleaned; raises `FactsRefused` naming every fact that is missing, wrong or unknown."""
    refusals = [
        ActRefused("unknown_fact", field=name, name=name)
        for name in sorted(set(given) - {fact.name for fact in facts})
    ]
    cleaned: Facts = {}
    for fact in facts:
        value = given.get(fact.name)
        try:
            if _is_empty(value):
                _refuse_if_demanded(fact, given)
            else:
                cleaned[fact.name] = _CLEANERS[fact.kind](fact, value)
        except ActRefused as refusal:
            refusals.append(refusal)
    if refusals:
        raise FactsRefused(tuple(refusals))
    return cleaned


def _is_empty(value: Any) -> bool:
    return (
        value is None
        or value == []
        or value == {}
        or (isinstance(value, str) and not value.strip())
    )


def _refuse_if_demanded(fact: Fact, given: Mapping[str, Any]) -> None:
    if fact.is_demanded(given):
        raise ActRefused(f"missing_{fact.name}", field=fact.name)


def _wrong(fact: Fact, why: str = "wrong_value") -> ActRefused:
    return ActRefused(f"bad_{fact.name}", field=fact.name, why=why)


def _text(fact: Fact, value: Any, limit: int | None = None) -> str:
    """The text with its letters composed (NFC), so that a name is the same however its accents were typed."""
    if not isinstance(value, str):
        raise _wrong(fact)
    composed = unicodedata.normalize("NFC", value)
    if len(composed) > (limit or fact.longest):
        raise _wrong(fact, "too_long")
    if "\x00" in composed:
        raise _wrong(fact)
    return composed.strip()


def _paragraph(fact: Fact, value: Any) -> str:
    return _text(fact, value, MAX_PARAGRAPH)


def _flag(fact: Fact, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(fact)
    return value


def _choice(fact: Fact, value: Any) -> str:
    if value not in fact.choices:
        raise _wrong(fact, "not_a_choice")
    return str(value)


def _items(fact: Fact, value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise _wrong(fact)
    items = [_text(fact, item, 2_000) for item in value]
    if not all(items):
        raise _wrong(fact)
    return items


_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$")


def _moment(fact: Fact, value: Any) -> str:
    text = _text(fact, value)
    if not _MOMENT.match(text):
        raise _wrong(fact, "not_a_moment")
    return text


def _entry(fact: Fact, value: Any) -> int:
    """The number of a row beside the dossier: a consultation, something to tell."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(fact)
    return value


def _limit(fact: Fact, value: Any) -> dict[str, Any]:
    """`{"value": 5, "unit": "working_day"}`; a limit of the same day needs no number."""
    if not isinstance(value, dict):
        raise _wrong(fact)
    given: dict[str, Any] = {"value": None, "unit": "", **value}
    try:
        limit = TimeLimit(given["value"], LimitUnit(given["unit"]))
    except ValueError:
        raise _wrong(fact) from None
    return {"value": limit.value, "unit": limit.unit.value}


APPLICANT_FIELDS = ("kind", "name", "identity_number", "address", "phone", "email")
APPLICANT_KINDS = ("citizen", "business", "organisation")
#: Channels an applicant may choose to be told by of every change of status.
NOTIFY_BY = ("email", "sms")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_PHONE = re.compile(r"^\+?[\d .\-]{6,20}$")
_IDENTITY = re.compile(r"^[0-9A-Za-z\-]{5,20}$")


def _applicant(fact: Fact, value: Any) -> dict[str, Any]:
    """Who asks; `notify_by` may be left out, which means by every address given."""
    if not isinstance(value, dict) or set(value) - {*APPLICANT_FIELDS, "notify_by"}:
        raise _wrong(fact)
    cleaned: dict[str, Any] = {
        name: _text(fact, value.get(name) or "") for name in APPLICANT_FIELDS
    }
    if "notify_by" in value:
        cleaned["notify_by"] = _notify_by(value["notify_by"])
    cleaned["kind"] = cleaned["kind"] or "citizen"
    if not cleaned["name"]:
        raise ActRefused("missing_applicant_name", field=fact.name)
    check_applicant(cleaned)
    return cleaned


def _notify_by(value: Any) -> list[str]:
    """Channels, each once, in their own order; an empty list: the applicant wants no notices."""
    if not isinstance(value, list) or any(channel not in NOTIFY_BY for channel in value):
        raise ActRefused("bad_applicant_notify_by", field="applicant")
    return [channel for channel in NOTIFY_BY if channel in value]


def check_applicant(values: Mapping[str, Any]) -> None:
    """Refuse an applicant's detail that cannot be right; empty details pass."""
    patterns = {"email": _EMAIL, "phone": _PHONE, "identity_number": _IDENTITY}
    for name, pattern in patterns.items():
        if values.get(name) and not pattern.match(values[name]):
            raise ActRefused(f"bad_applicant_{name}", field="applicant")
    if values.get("kind") and values["kind"] not in APPLICANT_KINDS:
        raise ActRefused("bad_applicant_kind", field="applicant")


def _documents(fact: Fact, value: Any) -> list[dict[str, Any]]:
    """`[{"name": …, "originals": 1, "copies": 0, "received": true, "required": 12}]`; `required` is a catalogue key."""
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise _wrong(fact)
    return [_document(fact, row) for row in value]


def _document(fact: Fact, row: Any) -> dict[str, Any]:
    if not isinstance(row, dict) or set(row) - {
        "required",
        "name",
        "originals",
        "copies",
        "received",
    }:
        raise _wrong(fact)
    counts = {name: row.get(name, default) for name, default in (("originals", 1), ("copies", 0))}
    if any(
        isinstance(n, bool) or not isinstance(n, int) or not 0 <= n <= 999 for n in counts.values()
    ):
        raise _wrong(fact)
    key = row.get("required")
    if key is not None and (isinstance(key, bool) or not isinstance(key, int)):
        raise _wrong(fact)
    name = _text(fact, row.get("name") or "", 4_000)
    if key is None and not name:
        raise _wrong(fact)
    return {"required": key, "name": name, "received": row.get("received", True) is True, **counts}


def _fees(fact: Fact, value: Any) -> list[dict[str, Any]]:
    """`[{"name": "Lệ phí", "amount": 50000}]`, whole đồng."""
    return [_fee(fact, row) for row in _rows(fact, value)]


def _fees_taken(fact: Fact, value: Any) -> list[dict[str, Any]]:
    """Fees with the number of the receipt given for each: `[{"name": …, "amount": …, "receipt_number": "BL-0001"}]`."""
    lines = []
    for row in _rows(fact, value):
        lines.append({**_fee(fact, row), "receipt_number": ""})
        lines[-1]["receipt_number"] = _text(fact, row.get("receipt_number") or "")
        if not lines[-1]["receipt_number"]:
            raise ActRefused("missing_receipt_number", field=fact.name)
    return lines


def _rows(fact: Fact, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise _wrong(fact)
    if not all(isinstance(row, dict) for row in value):
        raise _wrong(fact)
    return value


def _fee(fact: Fact, row: dict[str, Any]) -> dict[str, Any]:
    amount, name = row.get("amount"), _text(fact, row.get("name") or "")
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount <= 10**12:
        raise _wrong(fact)
    if not name:
        raise _wrong(fact)
    return {"name": name, "amount": amount}


def _changes(fact: Fact, value: Any) -> dict[str, Any]:
    """Details of the applicant or of the request put right: `{"phone": "0238…", "notify_by": ["sms"]}`."""
    if not isinstance(value, dict) or set(value) - {*APPLICANT_FIELDS, "notify_by", "subject"}:
        raise _wrong(fact)
    cleaned: dict[str, Any] = {
        name: _notify_by(given)
        if name == "notify_by"
        else _text(fact, "" if given is None else given)
        for name, given in value.items()
    }
    if "name" in cleaned and not cleaned["name"]:
        raise ActRefused("missing_applicant_name", field=fact.name)
    check_applicant(cleaned)
    return cleaned


_CLEANERS: Mapping[FactKind, Callable[[Fact, Any], Any]] = {
    FactKind.TEXT: _text,
    FactKind.PARAGRAPH: _paragraph,
    FactKind.FLAG: _flag,
    FactKind.CHOICE: _choice,
    FactKind.ITEMS: _items,
    FactKind.MOMENT: _moment,
    FactKind.UNIT: _text,
    FactKind.OFFICER: _text,
    FactKind.PROCEDURE: _text,
    FactKind.APPLICANT: _applicant,
    FactKind.DOCUMENTS: _documents,
    FactKind.FEES: _fees,
    FactKind.FEES_TAKEN: _fees_taken,
    FactKind.LIMIT: _limit,
    FactKind.ENTRY: _entry,
    FactKind.CHANGES: _changes,
}
