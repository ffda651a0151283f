"""Linked procedures: one dossier leads, the others of the same applicant go with it (Decree 61/2018/NĐ-CP, art. 19.6)."""

from collections.abc import Mapping

from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Applicant, Dossier
from dossiers.selectors.finding import named
from procedures.domain.text import search_key


def leading_dossier(dossier: Dossier, key: str, *, applicant: Mapping[str, str]) -> Dossier:
    """The dossier that leads a new one, by code or reference.

    Refuses `unknown_leading_dossier` unless it is open, of the same one-stop unit and not led
    itself, and `not_same_applicant`.
    """
    candidates = Dossier.objects.filter(
        receiving_unit=dossier.receiving_unit, leading__isnull=True, state__in=OPEN_STATES
    )
    found = candidates.select_related("applicant").filter(named(key)).first()
    if found is None:
        raise ActRefused("unknown_leading_dossier", field="linked_to", key=key)
    if not _is_same(found.applicant, applicant):
        raise ActRefused("not_same_applicant", field="linked_to")
    return found


def _is_same(known: Applicant, given: Mapping[str, str]) -> bool:
    """The same identity number; where one of them has none, the same name."""
    number = given.get("identity_number")
    if number and known.identity_number:
        return number == known.identity_number
    return known.search_name == search_key(given["name"])[:600]
