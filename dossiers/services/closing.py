"""How a dossier leaves the office: returned, withdrawn or stopped; originals go back (Decree 61/2018/NĐ-CP, art. 20)."""

from typing import Unpack

from dossiers.models import Announcement, DossierDocument, DossierEvent, FeeLine
from dossiers.services.announcing import ASKING, announce_act, drop_announcements
from dossiers.services.consulting import end_consultations
from dossiers.services.early_results import drop_early_result
from dossiers.services.fees import record_fees_taken
from dossiers.services.papers import issue_stop_notice
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform
from dossiers.services.supplements import refuse_early_silence
from procedures.domain.rulesets import FormSet, ruleset_by_code


def return_result(**call: Unpack[Call]) -> Done:
    """Hand out the result: how, to whom, on which proof (art. 20)."""
    return perform("return_result", **call, change=_return, record=_record_return)


def withdraw_dossier(**call: Unpack[Call]) -> Done:
    """The applicant asks for the dossier back; the clock ends.

    Where the dossier's rule set follows Circular 03/2025/TT-VPCP, a stop notice answers (form 05).
    """
    return perform("withdraw", **call, change=_close, record=_record_withdrawal)


def stop_dossier(**call: Unpack[Call]) -> Done:
    """End settlement without a result, on a ground and by a document; the clock ends and a notice says so.

    Refuses `still_time_to_answer` on the ground of silence while what was asked may still come.
    """
    return perform("stop", **call, change=_stop, record=_record_stop)


def _return(doing: Performance) -> None:
    doing.dossier.returned_at = doing.at


def _record_return(doing: Performance, event: DossierEvent) -> None:
    _give_originals_back(doing, event)
    record_fees_taken(doing, stage=FeeLine.Stage.RETURN)
    drop_early_result(doing, why="returned")
    refused = [Announcement.Kind.REFUSAL]
    drop_announcements(doing.dossier, kinds=refused, at=doing.at, why="returned")


def _close(doing: Performance) -> None:
    doing.dossier.closed_at = doing.at


def _stop(doing: Performance) -> None:
    if doing.facts["ground"] == "applicant_silent":
        refuse_early_silence(doing)
    _close(doing)


def _record_stop(doing: Performance, event: DossierEvent) -> None:
    _give_originals_back(doing, event)
    end_consultations(doing.dossier, at=doing.at, why=doing.dossier.state)
    drop_announcements(doing.dossier, kinds=ASKING, at=doing.at, why="stopped")
    issue_stop_notice(doing, event)
    announce_act(doing, event, kind=Announcement.Kind.STOP, in_person_too=True)


def _record_withdrawal(doing: Performance, event: DossierEvent) -> None:
    _give_originals_back(doing, event)
    end_consultations(doing.dossier, at=doing.at, why=doing.dossier.state)
    drop_announcements(doing.dossier, kinds=ASKING, at=doing.at, why="withdrawn")
    if ruleset_by_code(doing.dossier.ruleset).form_set is FormSet.C03:
        issue_stop_notice(doing, event)


def _give_originals_back(doing: Performance, event: DossierEvent) -> None:
    if doing.facts.get("originals_given_back"):
        DossierDocument.objects.filter(
            dossier=doing.dossier, originals__gt=0, given_back_at__isnull=True
        ).update(given_back_at=doing.at)
