"""Dossiers as JSON: listed field by field, so that nothing gets out that is not written here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from agencies.api.answers import officer_told
from agencies.api.moments import told
from dossiers.domain.facts import APPLICANT_FIELDS, Fact
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import DossierState, Row
from dossiers.models import (
    Dossier,
    DossierDocument,
    DossierEvent,
    SupplementRequest,
    Violation,
)
from dossiers.selectors import OpenAct
from dossiers.selectors.clock import due_of
from dossiers.wording import act_label, choice_label, fact_label, sentence
from procedures.api.answers import NO_CLOCK, clock_told
from procedures.domain.rulesets import ruleset_by_code
from procedures.selectors import work_calendar


def dossier_core(row: Mapping[str, Any]) -> dict[str, Any]:
    """A dossier without anything personal, from its columns and names (`dossiers.selectors.listing`)."""
    procedure, unit, officer = row["procedure"], row["unit"] or {}, row["officer"] or {}
    forwarded_to = row["forwarded_to"] or {}
    return {
        "ref": str(row["ref"]),
        "code": row["code"],
        "state": row["state"],
        "national_status": DossierState(row["state"]).national,
        "version": row["version"],
        "procedure": procedure["procedure__code"],
        "procedure_name": procedure["name"],
        "procedure_version": procedure["number"],
        "case": row["case"],
        "channel": row["channel"],
        "result_delivery": row["result_delivery"],
        "receiving_unit": row["receiving_unit"]["code"],
        "receiving_unit_name": row["receiving_unit"]["name"],
        "agency": row["agency"]["code"],
        "agency_name": row["agency"]["name"],
        "unit": unit.get("code"),
        "unit_name": unit.get("name"),
        "officer": officer.get("username"),
        "officer_name": officer.get("full_name"),
        "forwarded_to": forwarded_to.get("code"),
        "forwarded_to_name": forwarded_to.get("name"),
        "step": row["step"],
        "run": row["run"],
        "ruleset": row["ruleset"],
        "limit": _limit(row),
        "submitted_at": told(row["submitted_at"]),
        "received_at": told(row["received_at"]),
        "arrived_at": told(row["arrived_at"]),
        "transfer_due_at": told(row["transfer_due_at"]),
        "due_at": told(row["due_at"]),
        "original_due_at": told(row["original_due_at"]),
        "late_from": told(row["late_from"]),
        "overdue": bool(row["overdue"]),
        "provisional": row["due_is_provisional"],
        "reappointed_at": told(row["reappointed_at"]),
        "settled_at": told(row["settled_at"]),
        "returned_at": told(row["returned_at"]),
        "closed_at": told(row["closed_at"]),
        "outcome": row["outcome"],
        "result": row["result"],
    }


def dossier_whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """With the applicant, for those who may read what lies in a dossier; null for others."""
    return {**dossier_core(row), "applicant": _applicant(row)}


def act_told(found: OpenAct) -> dict[str, Any]:
    """An act open to the caller, with what it asks for and what still stands in its way."""
    obstacles = [ActRefused(code, act=found.act) for code in found.obstacles]
    return {
        **row_told(found.row),
        "obstacles": [{"code": each.code, "detail": sentence(each)} for each in obstacles],
    }


def row_told(row: Row) -> dict[str, Any]:
    """A row of the lifecycle table."""
    return {
        "act": row.act,
        "label": act_label(row.act),
        "leads_to": list(row.targets),
        "clock": row.clock.value,
        "form": row.form or None,
        "facts": [_fact(fact) for fact in row.facts],
    }


def event_told(event: DossierEvent, *, with_texts: bool) -> dict[str, Any]:
    """A line of the history; texts only for those who may read what lies in a dossier."""
    return {
        "sequence": event.sequence,
        "act": event.act,
        "label": act_label(event.act),
        "from_state": event.from_state,
        "to_state": event.to_state,
        "at": told(event.at),
        "recorded_at": told(event.recorded_at),
        "by": officer_told(event.actor),
        "machine": officer_told(event.machine),
        "on_behalf_of": officer_told(event.delegation.giver) if event.delegation else None,
        "agency": event.agency.code if event.agency else None,
        "run": event.run,
        "clock": event.clock,
        "clock_until": told(event.clock_until),
        "due_at": told(event.due_at),
        "facts": event.facts,
        "texts": event.text.values if with_texts and hasattr(event, "text") else None,
        "hash": event.hash,
    }


def done_told(row: Mapping[str, Any], event: DossierEvent) -> dict[str, Any]:
    """The dossier after an act, and what the act was."""
    line = {
        "act": event.act,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "at": told(event.at),
        "clock": event.clock,
        "facts": event.facts,
    }
    return {**dossier_core(row), "event": line}


def clock_of(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """The dossier's clock at a moment, with its reasons; nothing but nulls before reception."""
    answer = due_of(dossier, as_of=at)
    if answer is None:
        return {**NO_CLOCK, "state": dossier.state}
    ruleset = ruleset_by_code(dossier.ruleset)
    told_clock = clock_told(answer, work_calendar(), ruleset=ruleset, at=at)
    return {**told_clock, "overdue": dossier.is_overdue(at), "state": dossier.state}


def document_told(row: DossierDocument) -> dict[str, Any]:
    """A component of the dossier, as handed in."""
    return {
        "id": row.pk,
        "required": row.required_document_id,
        "name": row.name,
        "originals": row.originals,
        "copies": row.copies,
        "received": row.received,
        "given_back_at": told(row.given_back_at),
    }


def supplement_told(row: SupplementRequest, violations: Iterable[Violation]) -> dict[str, Any]:
    """What was asked of the applicant, whether it came, and what was wrong with asking."""
    return {
        "before_reception": row.before_reception,
        "items": row.items,
        "reason": row.reason,
        "legal_ground": row.legal_ground,
        "violations": [
            each.kind for each in violations if each.occasion == f"event:{row.event_id}"
        ],
        "asked_at": told(row.asked_at),
        "answer_by": told(row.answer_by),
        "delivered": row.delivered,
        "answered_at": told(row.answered_at),
        "cancelled_at": told(row.cancelled_at),
        "cancelled_why": row.cancelled_why,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    condition = fact.demanded_if
    return {
        "name": fact.name,
        "label": fact_label(fact.name),
        "kind": fact.kind.value,
        "required": fact.required and condition is None,
        "required_if": {"fact": condition[0], "value": condition[1]} if condition else None,
        "choices": [
            {"value": value, "label": choice_label(fact.name, value)} for value in fact.choices
        ],
    }


def _limit(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if not row["limit_unit"]:
        return None
    return {"value": row["limit_value"], "unit": row["limit_unit"]}


def _applicant(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row.get("applicant__name") is None:
        return None
    fields = (*APPLICANT_FIELDS, "notify_by", "subject")
    return {field: row[f"applicant__{field}"] for field in fields}
