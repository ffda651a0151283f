"""The columns of the report on settlement (form II.06a of Circular 01/2020/TT-VPCP), and how they balance."""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Dossiers of one agency, unit or procedure in a span.

    `carried` + `received` = `settled` + `left` + `pending`; `received` = `online` + `offline`;
    `settled` = `early` + `on_time` + `late`; `pending` = `within` + `over`. `reappointed` are
    among those in time. `supplemented`: of the span's settled and pending dossiers, those of which
    a supplement was asked in it. `used_days` are the working days of all settled together.
    """

    carried: int = 0
    received: int = 0
    online: int = 0
    offline: int = 0
    settled: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    reappointed: int = 0
    left: int = 0
    pending: int = 0
    within: int = 0
    over: int = 0
    supplemented: int = 0
    used_days: int = 0

    @property
    def in_time_share(self) -> float | None:
        """Early and on time among the settled, 0 to 1; None where nothing was settled."""
        return (self.early + self.on_time) / self.settled if self.settled else None

    @property
    def supplement_share(self) -> float | None:
        """Those asked for a supplement among all dealt with, 0 to 1; None where there was none."""
        dealt_with = self.carried + self.received
        return self.supplemented / dealt_with if dealt_with else None

    @property
    def mean_days(self) -> float | None:
        """Working days from the clock's last start to settling, on average; None where nothing was settled."""
        return self.used_days / self.settled if self.settled else None

    def imbalances(self) -> list[str]:
        """Which of the identities fails; empty, unless the conditions contradict one another."""
        identities = {
            "flow": self.carried + self.received == self.settled + self.left + self.pending,
            "channels": self.received == self.online + self.offline,
            "settled": self.settled == self.early + self.on_time + self.late,
            "pending": self.pending == self.within + self.over,
        }
        return [name for name, holds in identities.items() if not holds]


def together(rows: Iterable[Settlement]) -> Settlement:
    """All rows in one."""
    found = list(rows)
    names = [field.name for field in fields(Settlement)]
    return Settlement(**{name: sum(getattr(row, name) for row in found) for name in names})
