"""Writing new versions of procedures in bulk: a few statements however many rows there are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models import Agency
from procedures.domain.portal import PortalProcedure
from procedures.domain.text import search_key
from procedures.models import (
    ChannelLimit,
    Fee,
    Procedure,
    ProcedureVersion,
    ProcessStep,
    RequiredDocument,
    Sector,
)

BATCH = 1_000

#: What the province sets itself; it passes from a version to the next unless the file has it.
OWN_FIELDS = (
    "settling_agency",
    "settled_at_counter",
    "sensitive",
    "payment_pause_article",
    "start_rule",
)


@dataclass(slots=True)
class NewVersion:
    """A version to be written, the procedure it belongs to (perhaps unsaved), the one it replaces."""

    content: PortalProcedure
    digest: str
    valid_from: date
    agencies: Mapping[str, Agency]
    procedure: Procedure
    replaces: ProcedureVersion | None = None

    @property
    def number(self) -> int:
        return self.replaces.number + 1 if self.replaces else 1


def write_versions(fresh: list[NewVersion]) -> None:
    """Write sectors, procedures, versions and contents; close the versions replaced."""
    if not fresh:
        return
    _write_procedures(fresh, _sectors(fresh))
    _close_replaced(fresh)
    versions = ProcedureVersion.objects.bulk_create(map(_version, fresh), batch_size=BATCH)
    pairs = list(zip(versions, fresh, strict=True))
    ChannelLimit.objects.bulk_create(
        (row for pair in pairs for row in _limits(*pair)), batch_size=BATCH
    )
    Fee.objects.bulk_create((row for pair in pairs for row in _fees(*pair)), batch_size=BATCH)
    RequiredDocument.objects.bulk_create(
        (row for pair in pairs for row in _documents(*pair)), batch_size=BATCH
    )
    ProcessStep.objects.bulk_create(
        (row for pair in pairs for row in _steps(*pair)), batch_size=BATCH
    )


def _sectors(fresh: list[NewVersion]) -> dict[str, Sector]:
    names = {_slug(new.content.sector): new.content.sector for new in fresh}
    Sector.objects.bulk_create(
        (Sector(code=code, name=name) for code, name in names.items()), ignore_conflicts=True
    )
    return {sector.code: sector for sector in Sector.objects.filter(code__in=names)}


def _write_procedures(fresh: list[NewVersion], sectors: Mapping[str, Sector]) -> None:
    unknown = [new.procedure for new in fresh if new.procedure.pk is None]
    known = [new.procedure for new in fresh if new.procedure.pk is not None]
    for new in fresh:
        content = new.content
        new.procedure.name = content.name
        new.procedure.sector = sectors[_slug(content.sector)]
        new.procedure.search_key = search_key(f"{content.code} {content.name} {content.sector}")
    Procedure.objects.bulk_create(unknown, batch_size=BATCH)
    Procedure.objects.bulk_update(known, ["name", "sector", "search_key"], batch_size=BATCH)


def _close_replaced(fresh: list[NewVersion]) -> None:
    replaced = [new.replaces for new in fresh if new.replaces and new.replaces.valid_to is None]
    for new in fresh:
        if new.replaces and new.replaces.valid_to is None:
            new.replaces.valid_to = new.valid_from
    ProcedureVersion.objects.bulk_update(replaced, ["valid_to"], batch_size=BATCH)


def _version(new: NewVersion) -> ProcedureVersion:
    content = new.content
    return ProcedureVersion(
        procedure=new.procedure,
        number=new.number,
        valid_from=new.valid_from,
        name=content.name,
        category=content.category,
        issuing_body=content.issuing_body,
        decision_no=content.decision_no,
        audience=content.audience,
        legal_basis=list(content.legal_basis),
        levels=[level.value for level in content.levels],
        executing_body=content.executing_body,
        authority=content.authority,
        limit_value=content.limit_value,
        limit_unit=content.limit_unit or "",
        results=[{"name": result.name, "code": result.code} for result in content.results],
        source_url=content.source_url,
        content_digest=new.digest,
        **_own_values(new),
    )


def _own_values(new: NewVersion) -> dict[str, Any]:
    values = {name: getattr(new.replaces, name) for name in OWN_FIELDS} if new.replaces else {}
    for name in OWN_FIELDS:
        given = getattr(new.content, name)
        if given is not None:
            values[name] = new.agencies.get(given) if name == "settling_agency" else given
    return values


def _limits(version: ProcedureVersion, new: NewVersion) -> Iterator[ChannelLimit]:
    for position, limit in enumerate(new.content.limits, start=1):
        yield ChannelLimit(
            version=version,
            channel=limit.channel,
            case=limit.case,
            value=limit.value,
            unit=limit.unit or "",
            note=limit.note,
            position=position,
        )


def _fees(version: ProcedureVersion, new: NewVersion) -> Iterator[Fee]:
    for position, fee in enumerate(new.content.fees, start=1):
        yield Fee(
            version=version,
            channel=fee.channel,
            name=fee.name,
            amount=fee.amount,
            currency=fee.currency,
            position=position,
        )


def _documents(version: ProcedureVersion, new: NewVersion) -> Iterator[RequiredDocument]:
    for position, document in enumerate(new.content.documents, start=1):
        yield RequiredDocument(
            version=version,
            case=document.case,
            name=document.name,
            originals=document.originals,
            copies=document.copies,
            has_form=document.has_form,
            required=document.required,
            position=position,
        )


def _steps(version: ProcedureVersion, new: NewVersion) -> Iterable[ProcessStep]:
    if new.content.steps is None:
        return _steps_carried_over(version, new)
    return [
        ProcessStep(
            version=version,
            position=position,
            name=step.name,
            unit=new.agencies.get(step.unit),
            unit_text="" if step.unit in new.agencies else step.unit,
            role=step.role,
            budget_hours=step.budget_hours,
        )
        for position, step in enumerate(new.content.steps, start=1)
    ]


def _steps_carried_over(version: ProcedureVersion, new: NewVersion) -> list[ProcessStep]:
    if new.replaces is None:
        return []
    steps = sorted(new.replaces.steps.all(), key=lambda step: step.position)
    for step in steps:
        step.pk, step.version = None, version
        step._state.adding = True
    return steps


def _slug(name: str) -> str:
    return search_key(name).replace(" ", "-")[:200]
