"""What is told of a dossier itself, field by field, so that nothing gets out that is not written here.

Each field names the columns it is made of (`dossiers.selectors.listing`), so that a list of which
few fields are asked reads few columns. Nothing here is personal but the applicant.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from agencies.api.moments import told
from dossiers.domain.facts import APPLICANT_FIELDS
from dossiers.lifecycle import DossierState
from dossiers.selectors.listing import APPLICANT_COLUMNS, Row


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the answer: the columns it needs, and how it is told from a row with names."""

    columns: tuple[str, ...]
    tell: Callable[[Row], Any]


def _column(name: str) -> Field:
    return Field((name,), itemgetter(name))


def _moment(name: str) -> Field:
    return Field((name,), lambda row: told(row[name]))


def _named(thing: str, name: str, *, key: str = "") -> Field:
    """What a row's procedure, agency or officer is called."""
    return Field((key or f"{thing}_id",), lambda row: (row[thing] or {}).get(name))


def _version(name: str) -> Field:
    return _named("procedure", name, key="procedure_version_id")


def _limit(row: Row) -> dict[str, Any] | None:
    if not row["limit_unit"]:
        return None
    return {"value": row["limit_value"], "unit": row["limit_unit"]}


def _applicant(row: Row) -> dict[str, Any] | None:
    if row.get("applicant__name") is None:
        return None
    return {field: row[column] for field, column in _OF_APPLICANT}


_OF_APPLICANT = tuple(
    (field, f"applicant__{field}") for field in (*APPLICANT_FIELDS, "notify_by", "subject")
)

CORE: Mapping[str, Field] = {
    "ref": Field(("ref",), lambda row: str(row["ref"])),
    "code": _column("code"),
    "state": _column("state"),
    "national_status": Field(("state",), lambda row: DossierState(row["state"]).national),
    "version": _column("version"),
    "procedure": _version("procedure__code"),
    "procedure_name": _version("name"),
    "procedure_version": _version("number"),
    "case": _column("case"),
    "channel": _column("channel"),
    "result_delivery": _column("result_delivery"),
    "receiving_unit": _named("receiving_unit", "code"),
    "receiving_unit_name": _named("receiving_unit", "name"),
    "agency": _named("agency", "code"),
    "agency_name": _named("agency", "name"),
    "unit": _named("unit", "code"),
    "unit_name": _named("unit", "name"),
    "officer": _named("officer", "username"),
    "officer_name": _named("officer", "full_name"),
    "forwarded_to": _named("forwarded_to", "code"),
    "forwarded_to_name": _named("forwarded_to", "name"),
    "external_id": _column("external_id"),
    "step": _column("step"),
    "run": _column("run"),
    "ruleset": _column("ruleset"),
    "limit": Field(("limit_value", "limit_unit"), _limit),
    "submitted_at": _moment("submitted_at"),
    "received_at": _moment("received_at"),
    "arrived_at": _moment("arrived_at"),
    "transfer_due_at": _moment("transfer_due_at"),
    "due_at": _moment("due_at"),
    "original_due_at": _moment("original_due_at"),
    "late_from": _moment("late_from"),
    "overdue": Field((), lambda row: bool(row["overdue"])),
    "provisional": _column("due_is_provisional"),
    "reappointed_at": _moment("reappointed_at"),
    "settled_at": _moment("settled_at"),
    "returned_at": _moment("returned_at"),
    "closed_at": _moment("closed_at"),
    "outcome": _column("outcome"),
    "result": _column("result"),
}
#: With the applicant, for those who may read what lies in a dossier; null for others.
WHOLE: Mapping[str, Field] = {**CORE, "applicant": Field(APPLICANT_COLUMNS, _applicant)}


def columns_of(fields: Collection[str]) -> tuple[str, ...]:
    """The columns that some fields of a dossier need, each once."""
    return tuple(dict.fromkeys(column for name in fields for column in WHOLE[name].columns))


def teller(fields: Collection[str]) -> Callable[[Row], dict[str, Any]]:
    """What tells some fields of a dossier, of one after another."""
    tells = [(name, WHOLE[name].tell) for name in fields]
    return lambda row: {name: tell(row) for name, tell in tells}


#: A dossier without anything personal, and with its applicant.
dossier_core, dossier_whole = teller(CORE), teller(WHOLE)
