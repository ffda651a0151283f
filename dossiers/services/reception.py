"""The counter's first decision: submit, receive, ask for completion, or decline (Decree 61/2018/NĐ-CP, art. 17)."""

import secrets
import unicodedata
from typing import Any, Unpack

from django.db import IntegrityError

from agencies.models import Officer
from agencies.selectors import Actor
from dossiers.domain.keys import new_lookup_token, new_pin
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import DossierState
from dossiers.models import Announcement, Dossier, DossierDocument, DossierEvent, FeeLine
from dossiers.services.announcing import announce_act
from dossiers.services.codes import allot_code
from dossiers.services.fees import record_fees_taken
from dossiers.services.lookup_keys import pin_digest
from dossiers.services.opening import (
    choose_limit,
    open_dossier,
    record_applicant,
    record_documents,
    refuse_missing_documents,
)
from dossiers.services.outages import enter_from_paper
from dossiers.services.papers import issue_receipt, issue_refusal_slip
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform
from dossiers.services.register import allot_register_number
from dossiers.services.submissions import await_reception
from dossiers.services.supplements import ask_applicant
from procedures.domain.clock import supplement_notice_due, transfer_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar


def submit_dossier(**call: Unpack[Call]) -> Done:
    """A dossier arrives online (partner) or by post (counter): no code and no settlement clock yet.

    A limit of its own runs: eight working hours until it is received, returned or declined. Refuses
    `external_id_taken`, with `ref` of the first, when the submitter has given the number before.
    """
    try:
        return perform("submit", **call, change=_submit, record=_record_opening)
    except IntegrityError:
        # Only the database knows of a submission that another transaction is making at this moment.
        first = _numbered(call["facts"].get("external_id"), submitter=_submitter(call["actor"]))
        if first is None:
            raise
        raise ActRefused("external_id_taken", field="external_id", ref=str(first.ref)) from None


def receive_dossier(**call: Unpack[Call]) -> Done:
    """Receive a complete dossier: code, clock, PIN, receipt (form 01); art. 17.1.c, 17.3.

    From the counter directly, or a submission (`dossier_id`). Refuses `documents_missing`,
    `limit_choice_needed`, `missing_limit` and everything `open_dossier` refuses. With
    `received_on_paper_at` it takes effect at that moment of an outage (`enter_from_paper`).
    """
    return perform("receive", **call, change=_receive, allot=_allot_code, record=_record_reception)


def request_completion(**call: Unpack[Call]) -> Done:
    """Before reception, once and completely: what is missing and why (form 02; art. 17.1.a, 17.2.a).

    Who does not stand at the counter is told through the list of what is to be told.
    """
    return perform(
        "request_completion",
        **call,
        change=_ask_to_complete,
        allot=_count_completion,
        record=_record_completion_request,
    )


def decline_dossier(**call: Unpack[Call]) -> Done:
    """Not received, with the reason in writing (form 03; art. 17.1.b); originals go back."""
    return perform("decline", **call, change=_decline, record=_record_refusal)


def _open_if_new(doing: Performance) -> None:
    if doing.is_opening:
        open_dossier(doing)


def _record_opening(doing: Performance, event: DossierEvent) -> None:
    if doing.is_opening:
        record_applicant(doing)
        record_documents(doing)


def _submit(doing: Performance) -> None:
    open_dossier(doing)
    await_reception(doing.dossier, at=doing.at)
    doing.dossier.submitted_by = _submitter(doing.actor)
    doing.dossier.external_id = doing.facts.get("external_id", "")


def _submitter(actor: Actor) -> Officer:
    return actor.machine or actor.officer


def _numbered(number: Any, *, submitter: Officer) -> Dossier | None:
    """The submission to which its submitter gave a number."""
    wanted = unicodedata.normalize("NFC", str(number or "")).strip()
    if not wanted:
        return None
    return Dossier.objects.filter(submitted_by=submitter, external_id=wanted).first()


def _receive(doing: Performance) -> None:
    entered_at = doing.at
    if "received_on_paper_at" in doing.facts:
        enter_from_paper(doing)
    _open_if_new(doing)
    dossier = doing.dossier
    choose_limit(doing)
    refuse_missing_documents(dossier, _ticked(doing))
    dossier.received_at = doing.at
    dossier.run = 1
    calendar, rules = work_calendar(), ruleset_by_code(dossier.ruleset)
    # What was transferred on paper cannot be seen here: in an outage it is due from the entry on.
    dossier.transfer_due_at = transfer_due(entered_at, calendar, ruleset=rules)
    dossier.supplement_until = supplement_notice_due(doing.at, calendar, ruleset=rules)
    doing.pin = new_pin(secrets.SystemRandom())
    dossier.pin_digest = pin_digest(doing.pin)
    dossier.lookup_token = new_lookup_token()


def _allot_code(doing: Performance) -> None:
    pattern = ruleset_by_code(doing.dossier.ruleset).code_pattern
    doing.dossier.code = allot_code(
        doing.dossier.receiving_unit, local_day(doing.at), pattern=pattern
    )
    doing.notes["code"] = doing.dossier.code
    doing.dossier.register_year, doing.dossier.register_number = allot_register_number(
        doing.dossier.receiving_unit, local_day(doing.at)
    )


def _ticked(doing: Performance) -> set[int]:
    """Catalogue keys of what has been handed in: as said now, else as the submission said."""
    if "documents" in doing.facts or doing.is_opening:
        given = doing.facts.get("documents", [])
        return {row["required"] for row in given if row["received"] and row["required"]}
    found = doing.dossier.documents.filter(received=True, required_document__isnull=False)
    return set(found.values_list("required_document_id", flat=True))


def _record_reception(doing: Performance, event: DossierEvent) -> None:
    if doing.is_opening:
        record_applicant(doing)
    if "documents" in doing.facts:
        if not doing.is_opening:  # what the officer ticked replaces what the submission claimed
            DossierDocument.objects.filter(dossier=doing.dossier).delete()
        record_documents(doing)
    record_fees_taken(doing, stage=FeeLine.Stage.RECEPTION)
    issue_receipt(doing, event)


def _ask_to_complete(doing: Performance) -> None:
    _open_if_new(doing)
    doing.dossier.state_before_supplement = DossierState.SUBMITTED


def _count_completion(doing: Performance) -> None:
    """After the transition, whose condition still has to see that nothing was asked."""
    doing.dossier.completion_count += 1


def _record_completion_request(doing: Performance, event: DossierEvent) -> None:
    _record_opening(doing, event)
    ask_applicant(doing, event, before_reception=True)
    announce_act(doing, event, kind=Announcement.Kind.SUPPLEMENT)


def _decline(doing: Performance) -> None:
    _open_if_new(doing)
    doing.dossier.closed_at = doing.at


def _record_refusal(doing: Performance, event: DossierEvent) -> None:
    _record_opening(doing, event)
    issue_refusal_slip(doing, event)
    announce_act(doing, event, kind=Announcement.Kind.REFUSAL)
