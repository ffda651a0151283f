"""The cards of the first page: a number, what it counts, and the way to the list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.selectors.worklists import MOST_COUNTED


class Group(StrEnum):
    """Whose work a card is, in the order of the page; what is only watched comes last."""

    COUNTER = "counter"
    AGENCY = "agency"
    WATCHING = "watching"


GROUP_LABELS: Mapping[Group, str | Promise] = {
    Group.COUNTER: _("At the one-stop unit"),
    Group.AGENCY: _("At the settling agency"),
    Group.WATCHING: _("Watched"),
}
#: Tones in which a card asks for something now, the most pressing first.
PRESSING = ("late", "near")


@dataclass(frozen=True, slots=True)
class Pile:
    """One card of the first page. `note` says what is particular today; the tone `empty`, that nothing lies there."""

    label: str
    hint: str
    href: str
    number: str
    tone: str
    group: Group = Group.WATCHING
    note: str = ""

    @property
    def is_pressing(self) -> bool:
        """Own work that does not wait; what others have to do is watched, however late it is."""
        return self.group != Group.WATCHING and self.tone in PRESSING


def number(count: int) -> str:
    """A pile's number; `1000+` where counting stopped."""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def laid_out(piles: Iterable[Pile]) -> dict[str, Any]:
    """The cards as the page has them: what presses first and big, then by group, what is empty folded."""
    piles = list(piles)
    pressing = sorted(
        (pile for pile in piles if pile.is_pressing), key=lambda pile: PRESSING.index(pile.tone)
    )
    rest = [pile for pile in piles if not pile.is_pressing and pile.tone != "empty"]
    groups = [
        (label, [pile for pile in rest if pile.group == group])
        for group, label in GROUP_LABELS.items()
    ]
    return {
        "piles": piles,
        "pressing": pressing,
        "groups": [(label, cards) for label, cards in groups if cards],
        "idle": [pile for pile in piles if pile.tone == "empty"],
    }
