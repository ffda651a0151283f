"""What the catalogue shows of a version, in the order in which it is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from procedures.models import (
    CHANNEL_LABELS,
    ChannelLimit,
    Fee,
    ProcedureVersion,
    ProcessStep,
    RequiredDocument,
)
from procedures.pages.words import (
    budget_in_words,
    counts_in_words,
    fee_in_words,
    levels_in_words,
    limit_in_words,
    limits_in_words,
)

LIST_MARKS = "-–+*• "


@dataclass(frozen=True, slots=True)
class Line:
    """A procedure in the list."""

    code: str
    name: str
    sector: str
    settled_by: str
    levels: str
    limits: str


def line(version: ProcedureVersion) -> Line:
    """A version with sector, settling agency and limits at hand, told in one line."""
    return Line(
        code=version.procedure.code,
        name=version.name,
        sector=version.procedure.sector.name,
        settled_by=settled_by(version),
        levels=levels_in_words(version.levels),
        limits=limits_in_words(version.limits.all()),
    )


def settled_by(version: ProcedureVersion) -> str:
    """The settling agency, else whom the decision names; empty where it names nobody."""
    if version.settling_agency:
        return version.settling_agency.name
    return version.authority or version.executing_body


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the channels it is for, and what holds there, several by the case."""

    labels: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A required document."""

    name: str
    counts: str
    has_form: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Case:
    """The documents of one case; without a name those demanded in every case."""

    name: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the internal process."""

    name: str
    unit: str
    budget: str


def limit_rows(limits: Sequence[ChannelLimit]) -> list[Row]:
    """Limits by channel, a case named before its limit; channels alike in one row."""
    return _rows(
        {
            str(label): [_told(each) for each in limits if each.channel == channel]
            for channel, label in CHANNEL_LABELS.items()
        }
    )


def fee_rows(fees: Sequence[Fee]) -> list[Row]:
    """Fees by channel, those of every channel first; channels alike in one row."""
    labels = {"": gettext("Whichever way it is handed in"), **CHANNEL_LABELS}
    return _rows(
        {
            str(label): [_named_fee(each) for each in fees if each.channel == channel]
            for channel, label in labels.items()
        }
    )


def cases(documents: Iterable[RequiredDocument]) -> list[Case]:
    """Documents by case in the order of publication, those demanded in every case first."""
    by_case: dict[str, list[Paper]] = {}
    for document in documents:
        by_case.setdefault(document.case, []).append(_paper(document))
    always = by_case.pop("", None)
    found = [Case(_unmarked(name), tuple(papers)) for name, papers in by_case.items()]
    return [Case("", tuple(always)), *found] if always else found


def step_lines(steps: Iterable[ProcessStep]) -> list[StepLine]:
    """The steps in their order, each with its unit and its budget in words."""
    return [
        StepLine(
            name=step.name,
            unit=step.unit.name if step.unit else step.unit_text,
            budget=budget_in_words(step.budget_hours),
        )
        for step in steps
    ]


def _rows(told: Mapping[str, Iterable[str]]) -> list[Row]:
    """What is told of each channel as rows, those of whom the same is told as one."""
    labels: dict[tuple[str, ...], list[str]] = {}
    for label, values in told.items():
        if different := tuple(dict.fromkeys(values)):
            labels.setdefault(different, []).append(label)
    return [Row(tuple(names), values) for values, names in labels.items()]


def _unmarked(text: str) -> str:
    """Without the dashes and stars that marked it in the running text it was taken from."""
    return text.lstrip(LIST_MARKS) or text


def _told(limit: ChannelLimit) -> str:
    told = limit_in_words(limit)
    if limit.unit and limit.note:
        told = f"{told} ({limit.note})"
    return f"{limit.case}: {told}" if limit.case else told


def _named_fee(fee: Fee) -> str:
    told = fee_in_words(fee)
    return f"{fee.name}: {told}" if fee.name else told


def _paper(document: RequiredDocument) -> Paper:
    return Paper(
        name=_unmarked(document.name),
        counts=counts_in_words(originals=document.originals, copies=document.copies),
        has_form=document.has_form,
        required=document.required,
    )
