"""What was done to a dossier and what may be, its clock and its papers, as JSON."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from agencies.api.answers import officer_told
from agencies.api.moments import told
from dossiers.api.dossier_fields import dossier_core
from dossiers.domain.facts import Fact
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import Row
from dossiers.models import (
    Dossier,
    DossierDocument,
    DossierEvent,
    SupplementRequest,
    Violation,
)
from dossiers.selectors import OpenAct
from dossiers.selectors.clock import due_of
from dossiers.selectors.meanwhile import Happened
from dossiers.wording import act_label, choice_label, fact_label, sentence
from procedures.api.answers import NO_CLOCK, clock_told
from procedures.domain.rulesets import ruleset_by_code
from procedures.selectors import work_calendar


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


def stale_told(row: Mapping[str, Any], refusal: ActRefused) -> dict[str, Any]:
    """What a refusal as stale says besides: the dossier as it stands, and who did what meanwhile."""
    happened: Iterable[Happened] = refusal.params["happened"]
    return {"current": dossier_core(row), "meanwhile": [_happened(each) for each in happened]}


def clock_of(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """The dossier's clock at a moment, with its reasons; nothing but nulls before reception."""
    answer = due_of(dossier, as_of=at)
    if answer is None:
        return {**NO_CLOCK, "state": dossier.state}
    ruleset = ruleset_by_code(dossier.ruleset)
    told_clock = clock_told(answer, work_calendar(), ruleset=ruleset, at=at)
    return {**told_clock, "overdue": dossier.is_overdue(at), "state": dossier.state}


def document_told(row: DossierDocument, files: list[dict[str, Any]]) -> dict[str, Any]:
    """A component of the dossier, as handed in, and as files."""
    return {
        "id": row.pk,
        "required": row.required_document_id,
        "name": row.name,
        "originals": row.originals,
        "copies": row.copies,
        "received": row.received,
        "given_back_at": told(row.given_back_at),
        "files": files,
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


def _happened(happened: Happened) -> dict[str, Any]:
    return {
        "act": happened.act,
        "label": act_label(happened.act),
        "by": officer_told(happened.actor),
        "recorded_at": told(happened.at),
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
