"""Figures in lines: by settling agency, by unit where the dossiers lie, by procedure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from agencies.models import Agency
from procedures.models import Procedure

Figures = TypeVar("Figures")


class By(StrEnum):
    """What a line stands for."""

    AGENCY = "agency"
    UNIT = "unit"
    PROCEDURE = "procedure"

    @property
    def column(self) -> str:
        return f"{self.value}_id"


@dataclass(frozen=True, slots=True)
class Line(Generic[Figures]):
    """One agency, unit or procedure and its figures; without a code, the dossiers that lie nowhere."""

    code: str
    name: str
    figures: Figures


def named(by: By, figures: Mapping[int | None, Figures]) -> list[Line[Figures]]:
    """The figures of each key, with its code and name, in the order of codes; one query."""
    names = _names(by, [key for key in figures if key is not None])
    lines = [
        Line(*(names[key] if key is not None else ("", "")), told) for key, told in figures.items()
    ]
    return sorted(lines, key=lambda line: line.code)


def _names(by: By, keys: Collection[int]) -> dict[int, tuple[str, str]]:
    model = Procedure if by is By.PROCEDURE else Agency
    rows = model._default_manager.filter(pk__in=keys).values_list("pk", "code", "name")
    return {key: (code, name) for key, code, name in rows}
