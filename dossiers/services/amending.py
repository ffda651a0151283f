"""A wrong name or telephone number is put right; the old value stays in the history."""

from typing import Any, Unpack

from dossiers.domain.refusals import ActRefused
from dossiers.models import Applicant
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform
from procedures.domain.text import search_key


def amend_dossier(**call: Unpack[Call]) -> Done:
    """Put details of the applicant or of the request right, with a reason.

    Refuses `nothing_to_amend` when the new values are the old ones.
    """
    return perform("amend", **call, change=_amend)


def _amend(doing: Performance) -> None:
    applicant = Applicant.objects.select_for_update().get(dossier=doing.dossier)
    changes = {
        name: value
        for name, value in doing.facts["changes"].items()
        if getattr(applicant, name) != value
    }
    if not changes:
        raise ActRefused("nothing_to_amend", field="changes")
    doing.facts["changes"] = {
        name: {"from": getattr(applicant, name), "to": value} for name, value in changes.items()
    }
    doing.notes["fields"] = sorted(changes)
    _write(applicant, changes)


def _write(applicant: Applicant, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(applicant, name, value)
    applicant.search_name = search_key(applicant.name)[:600]
    applicant.save()
