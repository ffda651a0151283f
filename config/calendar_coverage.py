"""How far ahead the working calendar reaches: due dates past its end are guesses."""

from dataclasses import dataclass
from datetime import date

from procedures.models import CalendarYear, YearStatus

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Coverage:
    """Last days of the years covered, and confirmed, without a gap from today's year on; None where it is not."""

    covered_until: date | None
    confirmed_until: date | None
    is_empty: bool

    def is_late(self, *, on: date) -> bool:
        """This year should be fixed by official notice, and the next at least entered when December begins."""
        needed = on.year + 1 if on.month == DECEMBER else on.year
        covered = self.covered_until is not None and self.covered_until.year >= needed
        return not covered or self.confirmed_until is None


def coverage(*, on: date) -> Coverage:
    """By the years that an administrator has imported or entered."""
    years = dict(CalendarYear.objects.values_list("year", "status"))
    confirmed = {year for year, status in years.items() if status == YearStatus.CONFIRMED}
    return Coverage(_end(set(years), on), _end(confirmed, on), not years)


def _end(years: set[int], on: date) -> date | None:
    last = on.year - 1
    while last + 1 in years:
        last += 1
    return date(last, 12, 31) if last >= on.year else None
