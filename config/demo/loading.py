"""Playing the demo: all stories in the order of time, the sweep among them as beat would have run it."""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import count

from django.db import connection, transaction

from agencies.domain.roles import Role
from config.demo.cast import SINCE, Cast, hire_all
from config.demo.offers import Offer, offers_on
from config.demo.plots import Plot, casting
from config.demo.scans import hand_in_scans
from config.demo.stage import Play, Story
from dossiers.models import Announcement, Dossier
from dossiers.services import do_act
from notifications.services import deliver_due_messages, sweep
from procedures.domain.calendar import WorkCalendar
from procedures.domain.zone import OFFICE_ZONE, local
from procedures.selectors import one_calendar, work_calendar

#: About three months of working days.
WORKING_DAYS = 60
#: How much oftener people come to the counter than write.
IN_PERSON_WEIGHT = 4
#: What was said in the last half working day is still to be told: the list must not be empty.
UNTOLD = Fraction(1, 2)
DEMO_LOCK = 7_061_007
#: Beat sweeps every ten minutes; for limits in days the sweep after midnight finds all there is.
SWEEP_AT = time(0, 5)
#: Messages are sent while they are still true: most speak of a state that passes within hours.
DELIVERIES = (time(8, 5), time(11, 5), time(14, 5), time(17, 5))


class DemoRefused(Exception):
    """The demo cannot be loaded; `code` is `not_empty`, `too_early` or `no_reference`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Who plays, and what came of it."""

    cast: Cast
    states: Counter[str]


@transaction.atomic
@one_calendar()
def load_demo(
    *, dossiers: int, seed: int, as_of: datetime, tell: Callable[[int], None] = lambda n: None
) -> Loaded:
    """Play so many dossiers up to `as_of`, all or nothing; `tell` hears how many acts' moments have passed.

    Refuses (`DemoRefused`) a database that has dossiers, one without catalogue, and an `as_of` so
    early that the agencies of today did not exist when the first dossier came.
    """
    _refuse_unless_empty()
    calendar, rng = work_calendar(), random.Random(f"{seed}")  # noqa: S311 -- must repeat itself
    end = local(as_of)
    begin = calendar.moment(calendar.position(end) - WORKING_DAYS)
    if begin.date() < SINCE:
        raise DemoRefused("too_early")
    offers = offers_on(begin.date())
    if not offers:
        raise DemoRefused("no_reference")
    agencies = {o.settling_agency.code: o.settling_agency for o in offers if o.settling_agency}
    cast = hire_all(rng, [agencies[code] for code in sorted(agencies)])
    plots = casting(dossiers, rng)
    plays = [
        (play.now, plot.life(play))
        for number, plot in enumerate(plots, start=1)
        for play in [_play(number, plot, offers, cast, calendar, end, rng)]
    ]
    _replay([*plays, *_by_the_clock(begin.date(), calendar, end, cast)], until=end, tell=tell)
    hand_in_scans(at=end)
    _forget_queue()
    return Loaded(cast, Counter(Dossier.objects.values_list("state", flat=True)))


def _refuse_unless_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DEMO_LOCK])
    if Dossier.objects.exists():
        raise DemoRefused("not_empty")


def _forget_queue() -> None:
    """Every message has been delivered at its own moment: nothing is left for the queue to do on commit."""
    connection.run_on_commit.clear()


def _play(
    number: int,
    plot: Plot,
    offers: list[Offer],
    cast: Cast,
    calendar: WorkCalendar,
    end: datetime,
    rng: random.Random,
) -> Play:
    fitting = [offer for offer in offers if plot.fits(offer)]
    offer = rng.choices(
        fitting, [IN_PERSON_WEIGHT if o.channel == "in_person" else 1 for o in fitting]
    )[0]
    before = Fraction(int(rng.uniform(*plot.begins) * 1_000), 1_000)
    arrival = calendar.moment(calendar.position(end) - before)
    at_centre = offer.settling_agency is not None and not plot.at_commune
    unit = cast.centre if at_centre else rng.choice(cast.communes)
    return Play(
        number=number,
        now=arrival.replace(microsecond=0),
        offer=offer,
        receiving_unit=unit,
        cast=cast,
        calendar=calendar,
        # Each dossier draws from a source of its own, so that one more changes none of the others.
        rng=random.Random(rng.random()),  # noqa: S311
    )


def _by_the_clock(
    first: date, calendar: WorkCalendar, end: datetime, cast: Cast
) -> Iterator[tuple[datetime, Story]]:
    """What beat does, a sweep every night and deliveries through the day, and the counters' round of calls."""
    untold_since = calendar.moment(calendar.position(end) - UNTOLD)
    day = first
    while day <= end.date():
        at = datetime.combine(day, SWEEP_AT, OFFICE_ZONE)
        yield at, _sweep(at)
        for moment in DELIVERIES if calendar.is_working(day) else ():
            at = datetime.combine(day, moment, OFFICE_ZONE)
            yield at, _delivery(at)
            if at < untold_since:
                yield at, _telling(at, cast)
        day += timedelta(days=1)
    yield end, _sweep(end)


def _sweep(at: datetime) -> Story:
    sweep(at)
    yield from ()


def _delivery(at: datetime) -> Story:
    while deliver_due_messages(at):
        pass
    yield from ()


def _telling(at: datetime, cast: Cast) -> Story:
    """The counters tell applicants by telephone what agencies have said since the last round."""
    waiting = Announcement.objects.open().filter(planned_at__lt=at).order_by("planned_at", "pk")
    for announcement in waiting.select_related("dossier__receiving_unit"):
        do_act(
            "tell_applicant",
            actor=cast.one(Role.COUNTER, announcement.dossier.receiving_unit),
            at=at,
            facts={"announcement": announcement.pk, "how_told": "phone"},
            dossier_id=announcement.dossier_id,
        )
    yield from ()


def _replay(
    stories: list[tuple[datetime, Story]], *, until: datetime, tell: Callable[[int], None]
) -> None:
    """Let each story go on when its moment comes; what lies after `until` has not happened."""
    order = count()
    waiting = [(at, next(order), story) for at, story in stories]
    heapq.heapify(waiting)
    while waiting:
        at, _, story = heapq.heappop(waiting)
        if at > until:
            return
        tell(1)
        moment = next(story, None)
        if moment is not None:
            heapq.heappush(waiting, (moment, next(order), story))
