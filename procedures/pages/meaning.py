"""Which procedure is meant by what was typed, and between which of its limits there is to choose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models.functions import Length

from procedures.models import CHANNEL_LABELS, ChannelLimit, ProcedureVersion
from procedures.pages.words import limit_in_words
from procedures.selectors import catalogue, version_in_force

#: Procedures offered where several may be meant.
MOST_OFFERED = 10


@dataclass(frozen=True, slots=True)
class Meant:
    """The version meant with its countable limits by a short key, or else those it may be."""

    version: ProcedureVersion | None = None
    limits: Mapping[str, ChannelLimit] = field(default_factory=dict)
    offers: tuple[ProcedureVersion, ...] = ()

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The limits as a form offers them: channel, case, limit."""
        return [(key, _label(limit)) for key, limit in self.limits.items()]


def procedure_meant(text: str, *, on: date) -> Meant:
    """The version in force on a day by its code, or the only one that the words fit."""
    version = version_in_force(text, on=on)
    if version is None:
        fitting = catalogue(on=on, words=text).order_by(Length("name"), "procedure__code")
        offers = tuple(fitting[:MOST_OFFERED])
        if len(offers) != 1:
            return Meant(offers=offers)
        version = offers[0]
    return Meant(version=version, limits=_limits(version))


def _limits(version: ProcedureVersion) -> dict[str, ChannelLimit]:
    """Limits that can be counted, by channel and place in it: `in_person-1`; doubles once."""
    rows = list(version.limits.exclude(unit="").order_by("position", "pk"))
    keyed: dict[str, ChannelLimit] = {}
    for channel in CHANNEL_LABELS:
        different = {
            (row.case, row.value, row.unit): row for row in reversed(rows) if row.channel == channel
        }
        for number, row in enumerate(reversed(different.values()), start=1):
            keyed[f"{channel}-{number}"] = row
    return keyed


def _label(limit: ChannelLimit) -> str:
    parts = (str(CHANNEL_LABELS[limit.channel]), limit.case, limit_in_words(limit), limit.note)
    return " – ".join(part for part in parts if part)
