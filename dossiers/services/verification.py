"""What was verified outside the papers: a record of time, place, participants and content (Decree 61/2018/NĐ-CP, art. 19.3)."""

from typing import Unpack

from dossiers.domain.moments import moment_given
from dossiers.domain.refusals import ActRefused
from dossiers.models import DossierEvent, Verification
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform


def record_verification(**call: Unpack[Call]) -> Done:
    """Put a verification on record, also whether the applicant took part.

    Refuses `bad_held_at`, and `held_out_of_time` before the reception or later than now.
    """
    return perform("record_verification", **call, change=_check, record=_record)


def _check(doing: Performance) -> None:
    held_at, received_at = moment_given(doing.facts, "held_at"), doing.dossier.received_at
    if held_at > doing.at or (received_at and held_at < received_at):
        raise ActRefused("held_out_of_time", field="held_at")


def _record(doing: Performance, event: DossierEvent) -> None:
    facts = doing.facts
    Verification.objects.create(
        dossier=doing.dossier,
        event=event,
        held_at=moment_given(facts, "held_at"),
        place=facts["place"],
        participants=facts["participants"],
        content=facts["content"],
        applicant_attended=facts.get("applicant_attended", False),
    )
