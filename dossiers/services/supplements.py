"""Supplements: asked for through the one-stop unit, delivered, and the limit runs anew (art. 19.4)."""

from typing import Unpack

from agencies.domain.roles import Role
from agencies.selectors import officers_holding
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier, DossierEvent, SupplementRequest
from dossiers.services.papers import issue_receipt, issue_supplement_slip
from dossiers.services.performing import Call, Done, Performance, perform
from procedures.domain.clock import supplement_notice_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar


def request_supplement(**call: Unpack[Call]) -> Done:
    """Say what is to be added and why, through the one-stop unit; the clock stops (form 02; art. 19.4).

    After three working days from first reception, or a second time, it needs a legal ground and the
    head's approval (`missing_legal_ground`, `missing_approved_by`, `not_approved`): then it is done
    and recorded as a violation, never blocked.
    """
    return perform("request_supplement", **call, change=_request, record=_record_request)


def accept_supplement(**call: Unpack[Call]) -> Done:
    """Everything asked has been delivered: the whole limit runs again from now (form 01; art. 19.4).

    Refuses `items_missing`, naming what is not there.
    """
    return perform("accept_supplement", **call, change=_accept, record=_record_delivery)


def _request(doing: Performance) -> None:
    violations = _violations(doing)
    if violations:
        _refuse_unapproved(doing)
        doing.notes["violations"] = violations
    doing.dossier.supplement_count += 1


def _violations(doing: Performance) -> list[str]:
    dossier, found = doing.dossier, []
    if dossier.received_at and doing.at > supplement_notice_due(
        dossier.received_at, work_calendar(), ruleset=ruleset_by_code(dossier.ruleset)
    ):
        found.append("late")
    if dossier.supplement_count:
        found.append("repeated")
    return found


def _refuse_unapproved(doing: Performance) -> None:
    for name in ("legal_ground", "approved_by"):
        if name not in doing.facts:
            raise ActRefused(f"missing_{name}", field=name)
    heads = officers_holding(Role.AGENCY_HEAD, [doing.dossier.agency_id], on=local_day(doing.at))
    if not heads.filter(username=doing.facts["approved_by"]).exists():
        raise ActRefused("not_approved", field="approved_by")


def _record_request(doing: Performance, event: DossierEvent) -> None:
    asked = SupplementRequest.objects.create(
        dossier=doing.dossier,
        event=event,
        before_reception=False,
        items=doing.facts["items"],
        reason=doing.facts["reason"],
        legal_ground=doing.facts.get("legal_ground", ""),
        violations=doing.notes.get("violations", []),
        asked_at=doing.at,
    )
    issue_supplement_slip(doing, event, asked)


def _accept(doing: Performance) -> None:
    dossier = doing.dossier
    asked = _open_request(dossier)
    missing = [item for item in asked.items if item not in doing.facts["items_received"]]
    if missing:
        raise ActRefused("items_missing", field="items_received", names="; ".join(missing))
    if dossier.was_received:
        dossier.run += 1
        dossier.step = 0
        dossier.unit, dossier.officer = dossier.receiving_unit, None


def _record_delivery(doing: Performance, event: DossierEvent) -> None:
    asked = _open_request(doing.dossier)
    asked.answered_at = doing.at
    asked.save(update_fields=["answered_at"])
    if doing.dossier.was_received:
        issue_receipt(doing, event)


def _open_request(dossier: Dossier) -> SupplementRequest:
    return dossier.supplements.get(answered_at__isnull=True)
