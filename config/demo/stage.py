"""One dossier being played: its moment, its people, and the acts done on it through the real desks."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from agencies.domain.roles import Role
from agencies.models import Agency
from config.demo.cast import Cast, Player
from config.demo.names import applicant
from config.demo.offers import Offer
from dossiers.models import Dossier
from dossiers.services import do_act
from procedures.domain.calendar import WorkCalendar
from procedures.domain.office_hours import HOUR
from procedures.domain.zone import local

#: A story: yields each moment at which it wants to go on.
Story = Iterator[datetime]


@dataclass(slots=True)
class Play:
    """A dossier on its way. `now` moves with the moments that its story waits for."""

    number: int
    now: datetime
    offer: Offer
    receiving_unit: Agency
    cast: Cast
    calendar: WorkCalendar
    rng: random.Random
    dossier: Dossier = field(default_factory=Dossier)

    # Time ---------------------------------------------------------------------------------------

    def after(self, least: float, most: float) -> datetime:
        """Wait so many office hours, at random between two numbers."""
        return self.until(self.later(least, most))

    def later(self, least: float, most: float) -> datetime:
        """A moment so many office hours from now."""
        hours = self.rng.uniform(least, most)
        begin = local(self.now)
        if not self.calendar.is_working(begin.date()):
            begin = self.calendar.opening(self.calendar.working_day_from(begin.date()))
        return self.calendar.after_office_time(begin, int(hours * HOUR))

    def until(self, moment: datetime) -> datetime:
        """Wait for a moment; never goes back."""
        self.now = max(self.now, moment.replace(microsecond=0))
        return self.now

    def at_share(self, least: float, most: float) -> datetime:
        """A moment at a share of the working time between now and the due moment; past 1 it is late."""
        assert self.dossier.due_at is not None  # noqa: S101 -- only asked while the clock runs
        begin = self.calendar.position(local(self.now))
        end = max(self.calendar.position(local(self.dossier.due_at)), begin)
        share = Fraction(int(self.rng.uniform(least, most) * 1_000), 1_000)
        return self.until(
            self.calendar.moment(begin + max((end - begin) * share, Fraction(1, 500)))
        )

    def days_past_due(self, least: float, most: float) -> datetime:
        """A moment so many working days after the due moment."""
        assert self.dossier.due_at is not None  # noqa: S101 -- only asked while the clock runs
        due = self.calendar.position(local(self.dossier.due_at))
        days = Fraction(int(self.rng.uniform(least, most) * 1_000), 1_000)
        return self.until(self.calendar.moment(due + days))

    def closing_in(self, days: int) -> datetime:
        """Close of office so many working days from today."""
        return self.calendar.closing(self.calendar.working_day_after(local(self.now).date(), days))

    def closing_after_due(self, days: int) -> datetime:
        """Close of office so many working days after the due day, or after today if that is later."""
        assert self.dossier.due_at is not None  # noqa: S101 -- only asked while the clock runs
        last = max(local(self.dossier.due_at), local(self.now)).date()
        return self.calendar.closing(self.calendar.working_day_after(last, days))

    def on_warning_day(self) -> datetime | None:
        """The afternoon of the day on which a delay notice is due; None where there is no such duty."""
        day = self.dossier.warn_on
        if day is None:
            return None
        return self.until(
            self.calendar.opening(day) + timedelta(hours=6, minutes=self.rng.randint(40, 120))
        )

    # People -------------------------------------------------------------------------------------

    @property
    def counter(self) -> Player:
        return self.cast.one(Role.COUNTER, self.receiving_unit)

    @property
    def specialist(self) -> Player:
        return self._of_agency(Role.SPECIALIST)

    @property
    def unit_head(self) -> Player | None:
        """Of the dossier's own unit; a commune has none."""
        return self.cast.somebody(Role.UNIT_HEAD, self.dossier.unit or self.dossier.agency)

    @property
    def head(self) -> Player:
        return self._of_agency(Role.AGENCY_HEAD)

    def _of_agency(self, role: Role) -> Player:
        """Of the dossier's own unit if anybody there holds the role, else of the agency."""
        agency = self.dossier.agency
        unit = self.dossier.unit or agency
        return self.cast.one(role, unit, agency, *self.cast.units_of(agency))

    # Acts ---------------------------------------------------------------------------------------

    def act(self, act: str, player: Player, **facts: Any) -> None:
        """Do an act now; refuses what the desks refuse."""
        done = do_act(
            act,
            actor=player,
            at=self.now,
            facts=facts,
            dossier_id=self.dossier.pk,
        )
        self.dossier = done.dossier

    def opening_facts(self) -> dict[str, Any]:
        """What the applicant brings."""
        settled_by = self.offer.settling_agency
        return {
            **self.offer.facts,
            "receiving_unit": self.receiving_unit.code,
            "applicant": applicant(self.rng, self.number),
            "subject": f"{self.offer.version.name[:200]} (hồ sơ ví dụ số {self.number})",
            "result_delivery": self.rng.choice(("counter", "counter", "post", "online")),
            **({"agency": settled_by.code} if settled_by else {}),
        }
