"""What each figure counts, as a condition on a dossier: one for the figure and for the list it opens.

Of a past span dossiers are counted as they stand on record now: one reopened since has never been
closed, one whose return date was moved is judged by the new date.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from dossiers.domain.spans import Span
from dossiers.lifecycle import OPEN_STATES, DossierState
from dossiers.models import DossierEvent, SupplementRequest
from dossiers.selectors.listing import late_at
from procedures.domain.channels import Channel
from procedures.domain.zone import OFFICE_ZONE, day_start, local_day
from procedures.selectors import work_calendar

S = DossierState


class Figure(StrEnum):
    """What may be counted; the first six as the clock stands, the others of a span.

    The open ones fall apart into `overdue`, `due_today`, `due_soon`, `due_later` and `standing`.
    `carried` and `received` together are `settled`, `left` and `pending` together; `settled` is
    `in_time` (`early` or `on_time`) and `late`; `pending` is `within` and `over` (columns of form II.06a of
    Circular 01/2020/TT-VPCP).
    """

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    DUE_LATER = "due_later"
    STANDING = "standing"
    UNANSWERED = "unanswered"

    CARRIED = "carried"
    RECEIVED = "received"
    ONLINE = "online"
    OFFLINE = "offline"
    SETTLED = "settled"
    IN_TIME = "in_time"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    REAPPOINTED = "reappointed"
    LEFT = "left"
    WITHDRAWN = "withdrawn"
    PENDING = "pending"
    WITHIN = "within"
    OVER = "over"
    SUPPLEMENTED = "supplemented"


OF_THE_CLOCK = frozenset(list(Figure)[:6])


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment at which, and for figures of a span the span for which, is counted."""

    at: datetime
    span: Span | None = None

    @property
    def since(self) -> datetime:
        assert self.span is not None  # noqa: S101 -- `counted` has seen to it
        return self.span.since

    @property
    def until(self) -> datetime:
        assert self.span is not None  # noqa: S101 -- `counted` has seen to it
        return self.span.until

    @property
    def end(self) -> datetime:
        """The moment at which what is pending is judged: the span's end, or now while it goes on."""
        return min(self.until, self.at)


def counted(figure: Figure, *, at: datetime, span: Span | None = None) -> Q:
    """The condition under which a dossier counts; raises `ValueError` where a span is missing."""
    if span is None and figure not in OF_THE_CLOCK:
        raise ValueError(f"The figure {figure} is one of a span.")
    return _CONDITIONS[figure](Asked(at, span))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of all dossiers, each by code and empty for any: where settled, where they lie, where and by whom received, which procedure."""

    agency: str = ""
    unit: str = ""
    receiving: str = ""
    procedure: str = ""
    #: User name of the officer who received.
    receiver: str = ""

    def condition(self) -> Q:
        named = {
            "agency__code": self.agency,
            "unit__code": self.unit,
            "receiving_unit__code": self.receiving,
            "procedure__code": self.procedure,
        }
        found = Q(**{column: code for column, code in named.items() if code})
        if self.receiver:
            acts = DossierEvent.objects.filter(dossier=OuterRef("pk"), act="receive")
            found &= Q(Exists(acts.filter(actor__username=self.receiver)))
        return found


def _open() -> Q:
    return Q(state__in=[state.value for state in OPEN_STATES])


def _overdue(asked: Asked) -> Q:
    return late_at(asked.at) & _open()


def still_in_time(at: datetime) -> Q:
    """Of a dossier due today or later: no limit ends after its due day, so that what was due before is late.

    `late_from` is never before `due_at`. Said so that PostgreSQL goes by the days of `due_at`, which
    are few, and not by `late_from`, from which on everything lies that is not late.
    """
    return Q(due_at__gt=at) | Q(late_from__gt=at)


def _running(*, since: datetime) -> Q:
    return _open() & Q(late_since__isnull=True, due_at__gte=since)


def _ends_of_days(asked: Asked) -> tuple[datetime, datetime]:
    """When today ends, and when the last of the working days ends on which agencies are warned."""
    today = local_day(asked.at)
    soon = work_calendar().working_day_after(today, max(settings.WARN_WORKING_DAYS))
    return day_start(today + timedelta(days=1)), day_start(soon + timedelta(days=1))


def _due_today(asked: Asked) -> Q:
    today = _running(since=day_start(local_day(asked.at)))
    return today & Q(due_at__lt=_ends_of_days(asked)[0]) & still_in_time(asked.at)


def _due_soon(asked: Asked) -> Q:
    today, soon = _ends_of_days(asked)
    return _running(since=today) & Q(due_at__lt=soon)


def _due_later(asked: Asked) -> Q:
    return _running(since=_ends_of_days(asked)[1])


def _standing(asked: Asked) -> Q:
    """Not received yet, or waiting for the applicant: no date runs."""
    return _open() & Q(due_at__isnull=True, late_since__isnull=True)


def _unanswered(asked: Asked) -> Q:
    return Q(state=S.SUBMITTED.value, reception_due_at__lt=asked.at)


def open_at(moment: datetime) -> Q:
    """Open now, or closed since: both are found by an index, which `closed_at IS NULL` is not."""
    return _open() | Q(closed_at__gte=moment)


def _carried(asked: Asked) -> Q:
    return Q(received_at__lt=asked.since) & open_at(asked.since)


def _received(asked: Asked) -> Q:
    return Q(received_at__gte=asked.since, received_at__lt=asked.until)


def _online(asked: Asked) -> Q:
    return _received(asked) & Q(channel=Channel.ONLINE.value)


def _offline(asked: Asked) -> Q:
    return _received(asked) & ~Q(channel=Channel.ONLINE.value)


def _closed(asked: Asked, *states: str) -> Q:
    return Q(
        received_at__isnull=False,
        state__in=states,
        closed_at__gte=asked.since,
        closed_at__lt=asked.until,
    )


def _settled(asked: Asked) -> Q:
    return _closed(asked, S.SETTLED.value, S.RETURNED.value)


def _day(column: str) -> TruncDate:
    return TruncDate(column, tzinfo=OFFICE_ZONE)


def _in_time(asked: Asked) -> Q:
    """Before `late_from`, as the clock was when it ended."""
    return _settled(asked) & Q(late_since__isnull=True)


def _early(asked: Asked) -> Q:
    """On a day before the day of the due moment, as on the control slip."""
    return _in_time(asked) & Q(LessThan(_day("closed_at"), _day("due_at")))


def _on_time(asked: Asked) -> Q:
    that_day = Q(due_at__isnull=True) | Q(GreaterThanOrEqual(_day("closed_at"), _day("due_at")))
    return _in_time(asked) & that_day


def _late(asked: Asked) -> Q:
    return _settled(asked) & Q(late_since__isnull=False)


def _reappointed(asked: Asked) -> Q:
    """In time only because the return date had been moved (art. 19.9)."""
    return _in_time(asked) & Q(reappointed_at__isnull=False)


def _left(asked: Asked) -> Q:
    return _closed(asked, S.WITHDRAWN.value, S.STOPPED.value)


def _withdrawn(asked: Asked) -> Q:
    return _closed(asked, S.WITHDRAWN.value)


def _pending(asked: Asked) -> Q:
    return Q(received_at__lt=asked.until) & open_at(asked.until)


def _past(asked: Asked) -> Q:
    """Each side is true or false of every dossier: what the database does not know would be lost."""
    passed = Q(late_from__isnull=False, late_from__lte=asked.end)
    return passed | Q(late_since__isnull=False, late_since__lte=asked.end)


def _supplemented(asked: Asked) -> Q:
    asks = SupplementRequest.objects.filter(
        dossier=OuterRef("pk"),
        before_reception=False,
        asked_at__gte=asked.since,
        asked_at__lt=asked.until,
    )
    return Q(Exists(asks))


_CONDITIONS: Mapping[Figure, Callable[[Asked], Q]] = {
    Figure.OVERDUE: _overdue,
    Figure.DUE_TODAY: _due_today,
    Figure.DUE_SOON: _due_soon,
    Figure.DUE_LATER: _due_later,
    Figure.STANDING: _standing,
    Figure.UNANSWERED: _unanswered,
    Figure.CARRIED: _carried,
    Figure.RECEIVED: _received,
    Figure.ONLINE: _online,
    Figure.OFFLINE: _offline,
    Figure.SETTLED: _settled,
    Figure.IN_TIME: _in_time,
    Figure.EARLY: _early,
    Figure.ON_TIME: _on_time,
    Figure.LATE: _late,
    Figure.REAPPOINTED: _reappointed,
    Figure.LEFT: _left,
    Figure.WITHDRAWN: _withdrawn,
    Figure.PENDING: _pending,
    Figure.WITHIN: lambda asked: _pending(asked) & ~_past(asked),
    Figure.OVER: lambda asked: _pending(asked) & _past(asked),
    Figure.SUPPLEMENTED: _supplemented,
}
