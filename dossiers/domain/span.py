"""How much a periodic look takes in: everything, or what has come about since the last look."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """New is what time alone has brought `after` a moment, and every dossier `touched` since.

    Without `after` everything is looked at. `held` gathers the dossiers that somebody had in hand,
    so that they were passed over: the next look takes them in.
    """

    after: datetime | None = None
    touched: AbstractSet[int] = frozenset()
    held: set[int] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        return self.after is None
