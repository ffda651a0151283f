"""Supplements: asked for through the one-stop unit, delivered, and the limit runs anew (art. 19.4)."""

from typing import Unpack

from django.conf import settings

from agencies.domain.roles import Role
from agencies.selectors import officers_holding
from dossiers.domain.refusals import ActRefused
from dossiers.domain.supplements import Delivery, Fault, faults
from dossiers.models import (
    Announcement,
    Dossier,
    DossierEvent,
    FeeLine,
    SupplementRequest,
    Violation,
)
from dossiers.services.announcing import ASKING, announce, announce_act, drop_announcements
from dossiers.services.fees import record_fees_taken
from dossiers.services.papers import issue_receipt, issue_supplement_slip
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform
from dossiers.services.submissions import await_reception
from dossiers.services.violations import record_violation
from procedures.domain.clock import transfer_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar

_KINDS = {
    Fault.LATE: Violation.Kind.SUPPLEMENT_LATE,
    Fault.REPEATED: Violation.Kind.SUPPLEMENT_REPEATED,
}


def request_supplement(**call: Unpack[Call]) -> Done:
    """Say what is to be added and why, through the one-stop unit; the clock stops (form 02; art. 19.4).

    After three working days from first reception, or a second time, it needs a legal ground and the
    head's approval (`missing_legal_ground`, `missing_approved_by`, `not_approved`): then it is done
    and recorded as a violation, never blocked.
    """
    return perform("request_supplement", **call, change=_request, record=_record_request)


def note_delivery(**call: Unpack[Call]) -> Done:
    """Part of what was asked has come; the state and the clock stay as they are.

    Refuses `item_not_asked`, `nothing_new`, and `all_delivered` when nothing is awaited any more:
    then the supplement is accepted, so that the time limit and a new receipt are not forgotten.
    """
    return perform("note_delivery", **call, change=_deliver, record=_record_part)


def accept_supplement(**call: Unpack[Call]) -> Done:
    """Everything asked has been delivered, now or before: the whole limit runs again (form 01; art. 19.4).

    Refuses `items_missing`, naming what is not there. Late is not refused: what comes after
    `answer_by` is accepted as long as the dossier has not been stopped.
    """
    return perform("accept_supplement", **call, change=_accept, record=_record_delivery)


def cancel_supplement(**call: Unpack[Call]) -> Done:
    """Take a request back: its text stays, the dossier goes back to where it was, the request does not count.

    The applicant is told, unless the request itself has not reached them yet.
    """
    return perform("cancel_supplement", **call, change=_cancel, record=_record_cancelling)


def ask_applicant(
    doing: Performance, event: DossierEvent, *, before_reception: bool
) -> SupplementRequest:
    """Write down what is asked of the applicant, until when, and print the slip (form 02)."""
    calendar = work_calendar()
    last = calendar.working_day_after(local_day(doing.at), settings.SUPPLEMENT_ANSWER_WORKING_DAYS)
    asked = SupplementRequest.objects.create(
        dossier=doing.dossier,
        event=event,
        before_reception=before_reception,
        items=doing.facts["items"],
        reason=doing.facts["reason"],
        legal_ground=doing.facts.get("legal_ground", ""),
        asked_at=doing.at,
        answer_by=calendar.closing(last),
    )
    issue_supplement_slip(doing, event, asked)
    return asked


def refuse_early_silence(doing: Performance) -> None:
    """An applicant is not silent as long as there is time to answer: refuses `still_time_to_answer`."""
    asked = doing.dossier.supplements.open().first()
    if asked and asked.answer_by and doing.at < asked.answer_by:
        raise ActRefused("still_time_to_answer", field="ground", until=asked.answer_by.isoformat())


def _request(doing: Performance) -> None:
    dossier = doing.dossier
    found = faults(
        asked_before=dossier.supplement_count,
        most=ruleset_by_code(dossier.ruleset).supplement_max,
        until=dossier.supplement_until,
        at=doing.at,
    )
    if found:
        _refuse_unapproved(doing)
        doing.notes["violations"] = [fault.value for fault in found]
    dossier.state_before_supplement = dossier.state
    dossier.supplement_count += 1


def _refuse_unapproved(doing: Performance) -> None:
    for name in ("legal_ground", "approved_by"):
        if name not in doing.facts:
            raise ActRefused(f"missing_{name}", field=name)
    heads = officers_holding(Role.AGENCY_HEAD, [doing.dossier.agency_id], on=local_day(doing.at))
    if not heads.filter(username=doing.facts["approved_by"]).exists():
        raise ActRefused("not_approved", field="approved_by")


def _record_request(doing: Performance, event: DossierEvent) -> None:
    dossier = doing.dossier
    ask_applicant(doing, event, before_reception=False)
    announce_act(doing, event, kind=Announcement.Kind.SUPPLEMENT)
    for fault in doing.notes.get("violations", []):
        record_violation(
            dossier,
            kind=_KINDS[Fault(fault)],
            agency_id=dossier.agency_id,
            occasion=f"event:{event.pk}",
            due_at=dossier.supplement_until if fault == Fault.LATE else None,
            at=doing.at,
        )


def _delivery(doing: Performance) -> Delivery:
    asked = _open_request(doing.dossier)
    return Delivery(
        asked=tuple(asked.items),
        before=tuple(asked.delivered),
        now=tuple(doing.facts["items_received"]),
    )


def _deliver(doing: Performance) -> None:
    found = _delivery(doing)
    if found.strange:
        raise ActRefused("item_not_asked", field="items_received", names="; ".join(found.strange))
    if not found.new:
        raise ActRefused("nothing_new", field="items_received")
    if not found.missing:
        raise ActRefused("all_delivered", field="items_received")
    doing.notes["awaited"] = len(found.missing)


def _record_part(doing: Performance, event: DossierEvent) -> None:
    asked = _open_request(doing.dossier)
    asked.delivered = _delivery(doing).there
    asked.save(update_fields=["delivered"])


def _accept(doing: Performance) -> None:
    dossier, found = doing.dossier, _delivery(doing)
    if found.missing:
        raise ActRefused("items_missing", field="items_received", names="; ".join(found.missing))
    if not dossier.was_received:
        await_reception(dossier, at=doing.at)
        return
    rules = ruleset_by_code(dossier.ruleset)
    if rules.supplement_restarts:
        dossier.run += 1
    dossier.step = 0
    dossier.unit, dossier.officer = dossier.receiving_unit, None
    dossier.transfer_due_at = transfer_due(doing.at, work_calendar(), ruleset=rules)


def _record_delivery(doing: Performance, event: DossierEvent) -> None:
    asked = _open_request(doing.dossier)
    asked.delivered, asked.answered_at = asked.items, doing.at
    asked.save(update_fields=["delivered", "answered_at"])
    drop_announcements(
        doing.dossier,
        kinds=ASKING,
        at=doing.at,
        why="delivered",
    )
    record_fees_taken(doing, stage=FeeLine.Stage.SUPPLEMENT)
    if doing.dossier.was_received:
        issue_receipt(doing, event)


def _cancel(doing: Performance) -> None:
    dossier = doing.dossier
    if _open_request(dossier).before_reception:
        dossier.completion_count -= 1
        if dossier.reception_due_at is None:
            await_reception(dossier, at=doing.at)
    else:
        dossier.supplement_count -= 1


def _record_cancelling(doing: Performance, event: DossierEvent) -> None:
    dossier = doing.dossier
    asked = _open_request(dossier)
    asked.cancelled_at, asked.cancelled_why = doing.at, doing.facts["reason"]
    asked.save(update_fields=["cancelled_at", "cancelled_why"])
    untold = drop_announcements(
        dossier, kinds=[Announcement.Kind.SUPPLEMENT], at=doing.at, why="cancelled"
    )
    if not untold:
        announce(
            dossier,
            kind=Announcement.Kind.SUPPLEMENT_CANCELLED,
            occasion=f"event:{event.pk}",
            said_by_id=dossier.receiving_unit_id if asked.before_reception else dossier.agency_id,
            at=doing.at,
        )


def _open_request(dossier: Dossier) -> SupplementRequest:
    return dossier.supplements.open().get()
