"""The catalogue and the clock as JSON."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock import Due, time_left, warn_from
from procedures.domain.question import answer_as_json
from procedures.domain.rulesets import RuleSet
from procedures.models import ChannelLimit, Fee, ProcedureVersion, ProcessStep, RequiredDocument
from procedures.selectors import cases_of, content_of
from procedures.wording import explain, step_sentence, time_left_label

#: What a list of procedures reads of a version.
LIST_COLUMNS = (
    "procedure__code",
    "name",
    "number",
    "valid_from",
    "procedure__sector__code",
    "procedure__sector__name",
    "settling_agency__code",
    "settling_agency__name",
    "levels",
    "limits_told",
)

#: The clock of what has not been received.
NO_CLOCK: Mapping[str, Any] = {
    "due_at": None,
    "late_from": None,
    "original_due_at": None,
    "limit": None,
    "unit": None,
    "counted": [],
    "skipped": [],
    "provisional": False,
    "pending": False,
    "running": False,
    "ended_at": None,
    "run": 0,
    "appointment": 0,
    "budget": None,
    "used": None,
    "remaining": None,
    "calendar_version": None,
    "explanation": [],
    "sentences": [],
    "warn_on": None,
    "overdue": False,
    "time_left": None,
}


def procedure_line(row: Mapping[str, Any]) -> dict[str, Any]:
    """A procedure as a list shows it."""
    return {
        "code": row["procedure__code"],
        "name": row["name"],
        "version": row["number"],
        "valid_from": row["valid_from"].isoformat(),
        "sector": {"code": row["procedure__sector__code"], "name": row["procedure__sector__name"]},
        "agency": row["settling_agency__code"],
        "agency_name": row["settling_agency__name"],
        "levels": row["levels"],
        "limits": row["limits_told"],
    }


def procedure_whole(version: ProcedureVersion) -> dict[str, Any]:
    """A procedure with all that its version promises and demands (fees apart, from memory)."""
    sector, agency = version.procedure.sector, version.settling_agency
    content = content_of(version)
    return {
        "code": version.procedure.code,
        "name": version.name,
        "version": version.number,
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "sector": {"code": sector.code, "name": sector.name},
        "category": version.category,
        "audience": version.audience,
        "levels": version.levels,
        "agency": agency.code if agency else None,
        "agency_name": agency.name if agency else None,
        "executing_body": version.executing_body,
        "authority": version.authority,
        "decision": version.decision_no,
        "legal_basis": version.legal_basis,
        "results": version.results,
        "source": version.source_url,
        "start_rule": version.start_rule,
        "settled_at_counter": version.settled_at_counter,
        "limits": [_limit(row) for row in sorted(content.limits, key=attrgetter("channel"))],
        "cases": cases_of(version),
        "documents": [_document(row) for row in content.documents],
        "fees": [_fee(row) for row in version.fees.order_by("position", "pk")],
        "steps": [_step(row) for row in content.steps],
    }


def clock_told(
    answer: Due, calendar: WorkCalendar, *, ruleset: RuleSet, at: datetime | None
) -> dict[str, Any]:
    """The clock's answer with its reasons in words; with a moment also how much time is left then."""
    told = answer_as_json(answer)
    for step, words in zip(answer.steps, told["explanation"], strict=True):
        words["text"] = step_sentence(step)
    warn_on = warn_from(answer, calendar, ruleset=ruleset)
    told["warn_on"] = warn_on.isoformat() if warn_on else None
    told["sentences"] = explain(answer)
    if at is not None:
        left = time_left(answer, calendar, at=at)
        told["overdue"] = answer.is_overdue(at)
        told["time_left"] = time_left_label(left) if left else None
    return told


def _limit(row: ChannelLimit) -> dict[str, Any]:
    return {
        "id": row.pk,
        "channel": row.channel,
        "case": row.case,
        "value": row.value,
        "unit": row.unit,
        "note": row.note,
    }


def _document(row: RequiredDocument) -> dict[str, Any]:
    return {
        "id": row.pk,
        "case": row.case,
        "name": row.name,
        "originals": row.originals,
        "copies": row.copies,
        "required": row.required,
        "has_form": row.has_form,
    }


def _fee(row: Fee) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "name": row.name,
        "amount": str(row.amount),
        "currency": row.currency,
    }


def _step(row: ProcessStep) -> dict[str, Any]:
    return {
        "position": row.position,
        "name": row.name,
        "unit": row.unit.code if row.unit else None,
        "unit_name": row.unit.name if row.unit else row.unit_text,
        "role": row.role,
        "budget_hours": str(row.budget_hours),
        "budget_goes_on": row.budget_goes_on,
    }
