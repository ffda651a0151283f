"""Opening a dossier: from the facts of the first act to a dossier with procedure, version, desks and limit."""

from datetime import date, datetime
from functools import cache
from typing import Any, Protocol

from agencies.models import Agency, AgencyKind
from agencies.models.agency import AgencyQuerySet
from agencies.selectors.prepared import Parameter, PreparedRows
from agencies.services.writing import insert_row, insert_rows
from dossiers.domain.facts import Facts
from dossiers.domain.refusals import ActRefused
from dossiers.models import Applicant, Dossier, DossierDocument
from dossiers.selectors.limits import limit_row
from dossiers.services.linking import leading_dossier
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.text import search_key
from procedures.domain.zone import local_day
from procedures.models import Procedure, ProcedureVersion
from procedures.selectors import cases_of, limits_for, required_documents, version_in_force


class Opening(Protocol):
    """What opening looks at: an act being done, or a dossier being taken over from an older system."""

    @property
    def dossier(self) -> Dossier: ...
    @property
    def at(self) -> datetime: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def notes(self) -> dict[str, Any]: ...


def open_dossier(doing: Opening) -> None:
    """Fill a new dossier from the opening facts.

    Refuses `unknown_receiving_unit`, `unknown_procedure`, `closed_version`, `unknown_case`,
    `missing_case`, `missing_agency`, `agency_fixed`, `unknown_agency`, `unknown_leading_dossier`,
    `not_same_applicant`.
    """
    facts, dossier, day = doing.facts, doing.dossier, local_day(doing.at)
    version = _version(facts["procedure"], day)
    dossier.receiving_unit = _receiving_unit(dossier, facts["receiving_unit"], day)
    dossier.procedure_version = version
    dossier.procedure = version.procedure
    dossier.channel = facts["channel"]
    dossier.case = facts.get("case", "")
    dossier.result_delivery = facts.get("result_delivery", "counter")
    dossier.agency = _settling_agency(dossier, facts.get("agency"), day)
    dossier.unit = dossier.receiving_unit
    _refuse_wrong_case(version, dossier.case)
    if "linked_to" in facts:
        dossier.leading = leading_dossier(dossier, facts["linked_to"], applicant=facts["applicant"])


def record_applicant(doing: Opening) -> None:
    """Write the applicant's row of a new dossier."""
    values = doing.facts["applicant"]
    applicant = Applicant(
        dossier=doing.dossier,
        subject=doing.facts.get("subject", ""),
        search_name=search_key(values["name"])[:600],
        **values,
    )
    insert_row(applicant)


def record_documents(doing: Opening) -> None:
    """Write the components handed in; catalogue rows keep their name and counts."""
    given = doing.facts.get("documents", [])
    catalogue = {
        row.pk: row
        for row in required_documents(doing.dossier.procedure_version, doing.dossier.case)
    }
    insert_rows(
        [
            _document(doing.dossier, position, row, catalogue)
            for position, row in enumerate(given, start=1)
        ]
    )


def _document(
    dossier: Dossier, position: int, row: dict[str, Any], catalogue: dict[int, Any]
) -> DossierDocument:
    required = catalogue.get(row["required"])
    if row["required"] is not None and required is None:
        raise ActRefused("unknown_document", field="documents", key=row["required"])
    return DossierDocument(
        dossier=dossier,
        required_document=required,
        name=row["name"] or (required.name if required else ""),
        originals=row["originals"],
        copies=row["copies"],
        received=row["received"],
        position=position,
    )


def refuse_missing_documents(dossier: Dossier, handed_in: set[int]) -> None:
    """Refuse `documents_missing` unless every required document of the case is ticked (art. 17.1)."""
    missing = [
        row.name
        for row in required_documents(dossier.procedure_version, dossier.case)
        if row.required and row.pk not in handed_in
    ]
    if missing:
        raise ActRefused(
            "documents_missing", field="documents", names="; ".join(missing[:5]), count=len(missing)
        )


def choose_limit(doing: Opening) -> None:
    """Settle the dossier's time limit from the catalogue, or from the officer's choice; never by guessing.

    Refuses `limit_choice_needed` (several rows for the channel: give `limit_row`), `missing_limit`
    (the law gives it only in words: give `limit`), `limit_fixed`, `unknown_limit_row`.
    """
    dossier, facts = doing.dossier, doing.facts
    found = limits_for(dossier.procedure_version, dossier.channel)
    row = limit_row(found, facts.get("limit_row"))
    if row is None and (found or "limit_row" in facts):
        unknown = "limit_row" in facts
        raise ActRefused(
            "unknown_limit_row" if unknown else "limit_choice_needed", field="limit_row"
        )
    if row is not None and row.unit:
        if "limit" in facts:
            raise ActRefused("limit_fixed", field="limit")
        dossier.limit_value, dossier.limit_unit = row.value or 1, row.unit
        return
    if "limit" not in facts:
        raise ActRefused("missing_limit", field="limit")
    limit = facts["limit"]
    dossier.limit_value, dossier.limit_unit = limit["value"], limit["unit"]
    doing.notes["limit_chosen_by_officer"] = True


def _version(code: str, day: date) -> ProcedureVersion:
    version = version_in_force(code, on=day)
    if version is None:
        known = Procedure.objects.filter(code=code).exists()
        raise ActRefused(
            "closed_version" if known else "unknown_procedure", field="procedure", procedure=code
        )
    return version


def _agencies(levels: int, day: date | Parameter) -> AgencyQuerySet:
    """The agencies of the day, in as many tiers of government as a rule set knows."""
    return Agency.objects.existing_on(day).in_tiers(levels)


def _levels(dossier: Dossier) -> int:
    return ruleset_by_code(dossier.ruleset).levels


def _receiving_unit(dossier: Dossier, code: str, day: date) -> Agency:
    unit = _units(_levels(dossier)).first(code=code, on=day)
    if unit is None:
        raise ActRefused("unknown_receiving_unit", field="receiving_unit", unit=code)
    return unit


@cache
def _units(levels: int) -> PreparedRows[Agency]:
    """One-stop units, with what the head of their papers names."""
    return PreparedRows(
        lambda: (
            _agencies(levels, Parameter("on"))
            .one_stop()
            .select_related("parent__parent")
            .filter(code=Parameter("code"))
        )
    )


def _settling_agency(dossier: Dossier, code: str | None, day: date) -> Agency:
    """The agency the catalogue names; for a communal procedure the commune itself; else the officer's choice."""
    named = dossier.procedure_version.settling_agency
    if named is not None:
        if code and code != named.code:
            raise ActRefused("agency_fixed", field="agency", unit=named.name)
        return named
    if code:
        return _agency(_agencies(_levels(dossier), day), code)
    if dossier.receiving_unit.kind == AgencyKind.COMMUNE:
        return dossier.receiving_unit
    raise ActRefused("missing_agency", field="agency")


def _agency(existing: AgencyQuerySet, code: str) -> Agency:
    found = existing.exclude(kind=AgencyKind.UNIT).filter(code=code).first()
    if found is None:
        raise ActRefused("unknown_agency", field="agency", unit=code)
    return found


def _refuse_wrong_case(version: ProcedureVersion, case: str) -> None:
    """A case must be the version's own; where every document belongs to a case, one must be chosen."""
    cases = cases_of(version)
    if case and case not in cases:
        raise ActRefused("unknown_case", field="case", case=case)
    if cases and not case and not required_documents(version):
        raise ActRefused("missing_case", field="case")
