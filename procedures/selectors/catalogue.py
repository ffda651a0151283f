"""Questions to the catalogue: which version holds, what it promises and demands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from agencies.models import Agency
from agencies.selectors.prepared import Parameter, PreparedRows
from agencies.selectors.remembered import remembered
from procedures.domain.channels import Channel
from procedures.domain.process import process_gap
from procedures.domain.text import prefix_query
from procedures.models import (
    ChannelLimit,
    Fee,
    Procedure,
    ProcedureVersion,
    ProcessStep,
    RequiredDocument,
    Sector,
)


def version_in_force(procedure_code: str, *, on: date) -> ProcedureVersion | None:
    """The version a dossier received on that day falls under; None: unknown, closed or not yet."""
    return _IN_FORCE.first(code=procedure_code, on=on)


_IN_FORCE = PreparedRows(
    lambda: (
        ProcedureVersion.objects.in_force(Parameter("on"))
        .filter(procedure__code=Parameter("code"))
        .select_related("procedure__sector", "settling_agency")
        .order_by("pk")[:1]
    )
)


def versions_in_force(*, on: date) -> QuerySet[ProcedureVersion]:
    """What a dossier can be received for on a day: one version of each open procedure."""
    return ProcedureVersion.objects.in_force(on).select_related("procedure__sector")


def catalogue(
    *,
    on: date,
    words: str = "",
    sectors: Collection[str] = (),
    agencies: Collection[str] = (),
    levels: Collection[str] = (),
) -> QuerySet[ProcedureVersion]:
    """Versions in force on a day, narrowed by words, codes of sectors and agencies, and levels."""
    filters: dict[str, Any] = {}
    if words:
        filters["procedure__in"] = search_procedures(words)
    if sectors:
        filters["procedure__sector__code__in"] = sectors
    if agencies:
        filters["settling_agency__code__in"] = agencies
    if levels:
        filters["levels__overlap"] = levels
    return versions_in_force(on=on).filter(**filters)


def sectors_in_force(*, on: date) -> QuerySet[Sector]:
    """Sectors with a procedure that a dossier can be received for on a day, in the order of names."""
    versions = ProcedureVersion.objects.in_force(on).filter(procedure__sector=OuterRef("pk"))
    return Sector.objects.filter(Exists(versions)).order_by("code")


def agencies_in_force(*, on: date) -> QuerySet[Agency]:
    """Agencies that a version in force on a day names as settling."""
    versions = ProcedureVersion.objects.in_force(on).filter(settling_agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(versions)).order_by("name")


def procedure_of(code: str) -> Procedure | None:
    """The procedure of a code, open or closed, with its sector."""
    return Procedure.objects.select_related("sector").filter(code=code).first()


def published_versions(procedure: Procedure) -> QuerySet[ProcedureVersion]:
    """Versions that hold, held or will hold on some day, the newest first; no drafts."""
    return (
        procedure.versions.published()
        .exclude(valid_to=F("valid_from"))
        .select_related("settling_agency")
        .order_by("-number")
    )


def limits_for(version: ProcedureVersion, channel: Channel | str) -> list[ChannelLimit]:
    """Limits of a channel in the order of publication.

    None, or a row without unit: the officer gives the limit. Several: the officer chooses the case.
    """
    return [row for row in content_of(version).limits if row.channel == channel]


def fees_for(version: ProcedureVersion, channel: Channel | str) -> QuerySet[Fee]:
    """What a channel costs, with what every channel costs, in the order of publication."""
    return version.fees.filter(channel__in={"", str(channel)}).order_by("position", "pk")


def required_documents(version: ProcedureVersion, case: str = "") -> list[RequiredDocument]:
    """Components demanded in every case, and in the given one."""
    return [row for row in content_of(version).documents if row.case in ("", case)]


def cases_of(version: ProcedureVersion) -> list[str]:
    """The cases the version tells apart, in the order of publication; empty when it knows none."""
    return list(dict.fromkeys(row.case for row in content_of(version).documents if row.case))


def is_in_use(version: ProcedureVersion) -> bool:
    """Whether anything outside the catalogue, a dossier above all, refers to the version."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: version}).exists()
        for relation in version._meta.related_objects
        if relation.related_model._meta.app_label != version._meta.app_label
    )


def process_gaps(version: ProcedureVersion) -> list[Decimal]:
    """Working hours by which the steps differ from each comparable limit; empty when they fit."""
    budgets = [step.budget_hours for step in version.steps.all()]
    found = {process_gap(budgets, limit.value, limit.unit) for limit in version.limits.all()}
    return sorted(gap for gap in found if gap)


def search_procedures(text: str) -> QuerySet[Procedure]:
    """Procedures whose code, name or sector holds every word, accents and case aside.

    Digits alone are also a code's end: `0333` finds `3.000333`. A blank text gives all procedures,
    a text without any letter or digit none.
    """
    procedures = Procedure.objects.select_related("sector").order_by("code")
    if not text.strip():
        return procedures
    query = prefix_query(text)
    if not query:
        return procedures.none()
    found = Q(search_vector=SearchQuery(query, search_type="raw", config="simple"))
    digits = text.strip()
    if digits.isascii() and digits.isdecimal():
        found |= Q(code__endswith=digits)
    return procedures.filter(found)


_AT_HAND = "_content_at_hand"


@dataclass(frozen=True, slots=True)
class Content:
    """What a version lays down besides itself, each kind in its order; the steps with their units."""

    documents: tuple[RequiredDocument, ...]
    limits: tuple[ChannelLimit, ...]
    steps: tuple[ProcessStep, ...]


def content_of(version: ProcedureVersion) -> Content:
    """What a version lays down. Of a published one nothing ever changes, so that it is kept in memory.

    An act asks several times: with the version at hand it is also kept as it is, not packed.
    """
    if version.is_draft:
        return _read_content([version.pk])[version.pk]
    if _AT_HAND not in vars(version):
        setattr(version, _AT_HAND, remembered("content", [version.pk], _read_content)[version.pk])
    return getattr(version, _AT_HAND)


def _read_content(keys: Collection[int]) -> dict[int, Content]:
    def rows(model: type[Any], key: int, *, beside: str | None = None) -> tuple[Any, ...]:
        found = model.objects.filter(version=key).order_by("position", "pk")
        return tuple(found.select_related(beside) if beside else found)

    return {
        key: Content(
            documents=rows(RequiredDocument, key),
            limits=rows(ChannelLimit, key),
            steps=rows(ProcessStep, key, beside="unit"),
        )
        for key in keys
    }
