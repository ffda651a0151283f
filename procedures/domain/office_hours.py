"""Office hours of a day, and which of them hold in which season.

Times within a day are whole microseconds from midnight, so that sums and shares stay exact.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import pairwise

MICROSECOND = timedelta(microseconds=1)
HOUR = 3_600_000_000
#: A leap year, so that 29 February must lie in a season too.
_LEAP_YEAR = 2024


def of_day(moment: time) -> int:
    """Microseconds from midnight to a time of day."""
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return seconds * 1_000_000 + moment.microsecond


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The spans of a day in which the office is open, in order: usually a morning and an afternoon.

    Raises `ValueError` for a span that is empty, backwards or overlaps the one before, and for a day
    of less than one hour.
    """

    spans: tuple[tuple[time, time], ...]
    #: The spans in microseconds, and the office time before each.
    _opens: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _closes: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _before: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        opens = tuple(of_day(first) for first, _ in self.spans)
        closes = tuple(of_day(last) for _, last in self.spans)
        edges = [edge for span in zip(opens, closes, strict=True) for edge in span]
        # Within a span time passes; from one span to the next it may stand still.
        passes = [b > a or (b == a and i % 2) for i, (a, b) in enumerate(pairwise(edges))]
        if not edges or not all(passes):
            raise ValueError("Office hours are one or more spans of a day, in order and apart.")
        before, total = [], 0
        for first, last in zip(opens, closes, strict=True):
            before.append(total)
            total += last - first
        if total < HOUR:
            raise ValueError("Office hours are at least one hour a day.")
        object.__setattr__(self, "_opens", opens)
        object.__setattr__(self, "_closes", closes)
        object.__setattr__(self, "_before", (*before, total))

    @property
    def opening(self) -> time:
        return self.spans[0][0]

    @property
    def closing(self) -> time:
        return self.spans[-1][1]

    @property
    def length(self) -> int:
        """Office time of the whole day, in microseconds."""
        return self._before[-1]

    def elapsed(self, moment: time) -> int:
        """Office time from opening to a time of day, in microseconds."""
        now = of_day(moment)
        index = bisect_right(self._opens, now) - 1
        if index < 0:
            return 0
        return self._before[index] + min(now, self._closes[index]) - self._opens[index]

    def reached(self, elapsed: int) -> timedelta:
        """Time from midnight at which that much office time is used up, the earliest if several.

        Used up exactly at the close of a span is at its close, not at the next opening.
        """
        index = 0
        while index < len(self._opens) - 1 and elapsed > self._before[index + 1]:
            index += 1
        return (self._opens[index] + elapsed - self._before[index]) * MICROSECOND


@dataclass(frozen=True, slots=True)
class Season:
    """Office hours from one day of the year to another, both included; may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]
    hours: OfficeHours

    def holds(self, month_day: tuple[int, int]) -> bool:
        if self.first <= self.last:
            return self.first <= month_day <= self.last
        return month_day >= self.first or month_day <= self.last


class SeasonalHours:
    """Office hours for every day of the year.

    Raises `ValueError` where a day of the year lies in no season, or in two.
    """

    __slots__ = ("length", "seasons")

    def __init__(self, seasons: Iterable[Season]) -> None:
        self.seasons = tuple(seasons)
        self._refuse_gaps()
        lengths = {season.hours.length for season in self.seasons}
        #: Office time of any day, where it is the same in every season; else None.
        self.length = lengths.pop() if len(lengths) == 1 else None

    @classmethod
    def all_year(cls, hours: OfficeHours) -> "SeasonalHours":
        return cls([Season((1, 1), (12, 31), hours)])

    def on(self, day: date) -> OfficeHours:
        """The office hours that hold on a day."""
        month_day = (day.month, day.day)
        for season in self.seasons:
            if season.holds(month_day):
                return season.hours
        raise AssertionError("every day of the year lies in a season")

    def _refuse_gaps(self) -> None:
        day = date(_LEAP_YEAR, 1, 1)
        while day.year == _LEAP_YEAR:
            month_day = (day.month, day.day)
            if sum(season.holds(month_day) for season in self.seasons) != 1:
                raise ValueError(f"Office hours need exactly one season on {day:%d/%m}.")
            day += timedelta(days=1)


_AFTERNOON = (time(13, 30), time(17))
#: Nghệ An: the provincial People's Committee announces summer and winter hours; both give 8 hours.
NGHE_AN_HOURS = SeasonalHours(
    [
        Season((4, 16), (10, 15), OfficeHours(((time(7), time(11, 30)), _AFTERNOON))),
        Season((10, 16), (4, 15), OfficeHours(((time(7, 30), time(12)), _AFTERNOON))),
    ]
)
