"""Who is overdue and has not apologised: per agency, by the clock, whether or not a sweep has come by."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import chain

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from agencies.models import Officer
from dossiers.lifecycle import OPEN_STATES
from dossiers.models import Dossier, DossierEvent
from dossiers.selectors import visible_to
from dossiers.selectors.listing import late_at
from notifications.models import (
    ISSUED_STATES,
    UNSIGNED_STATES,
    ApologyLetter,
    DelayNotice,
    LetterState,
    LetterWay,
)
from procedures.domain.clock import ClockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Apologies:
    """How many dossiers of an agency are overdue at a moment, and how far their apologies have come.

    `overdue` is the sum of `no_letter`, `draft`, `ready`, `signed`, `issued` and `delivered`, which
    tell the letter of the dossier's present run; `without_apology` those whose letter is not
    issued. `second_miss`: overdue although the date was moved once, whether the apology for the
    first miss went out in this run or before. `notice_in_time`: the agency said so the day before.
    `owed_after_settling` counts other dossiers: settled late, the apology for it not issued yet.
    """

    overdue: int = 0
    notice_in_time: int = 0
    second_miss: int = 0
    no_letter: int = 0
    draft: int = 0
    ready: int = 0
    signed: int = 0
    issued: int = 0
    delivered: int = 0
    without_apology: int = 0
    owed_after_settling: int = 0


#: Code and name of an agency, and some of its figures.
Counted = tuple[tuple[str, str], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class AgencyApologies:
    """The figures of one agency."""

    code: str
    name: str
    figures: Apologies


def overdue_without_apology(officer: Officer, *, at: datetime) -> list[AgencyApologies]:
    """The figures of each agency with anything to tell, of the dossiers the officer may see, the worst first."""
    visible = visible_to(officer, at=at)
    counted: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for agency, figures in chain(_overdue(visible, at), _owed(visible)):
        counted[agency].update(figures)
    told = [AgencyApologies(code, name, Apologies(**row)) for (code, name), row in counted.items()]
    return sorted(told, key=lambda one: (-one.figures.without_apology, one.code))


def without_apology(dossiers: QuerySet[Dossier], *, at: datetime) -> QuerySet[Dossier]:
    """Those among the dossiers that `Apologies.without_apology` counts."""
    late = dossiers.filter(late_at(at), state__in=OPEN_STATES)
    # Asked for once a dossier: with `letter IS NULL OR …` PostgreSQL would look for the letter twice.
    letters = late.alias(letter=Coalesce(_letter_state(), Value("")))
    return letters.exclude(letter__in=ISSUED_STATES)


def owed_after_settling(dossiers: QuerySet[Dossier]) -> QuerySet[ApologyLetter]:
    """The letters that `Apologies.owed_after_settling` counts, of the dossiers."""
    return ApologyLetter.objects.filter(
        dossier__in=dossiers, way=LetterWay.READY, state__in=UNSIGNED_STATES
    )


def in_total(agencies: Iterable[AgencyApologies]) -> Apologies:
    """All agencies together."""
    rows = [one.figures for one in agencies]
    return Apologies(
        **{f.name: sum(getattr(row, f.name) for row in rows) for f in fields(Apologies)}
    )


def _overdue(visible: QuerySet[Dossier], at: datetime) -> Iterable[Counted]:
    """Grouped by what is asked of each dossier, so that the database asks it once and not once a figure."""
    late = visible.filter(late_at(at), state__in=OPEN_STATES)
    rows = late.alias(notice=_notice(), move=_move_in_run()).values_list(
        "agency__code",
        "agency__name",
        _letter_state(),
        _whether(notice__isnull=False, move__isnull=True),
        _whether(reappointed_at__isnull=False),
    )
    for code, name, letter, is_noticed, is_second, count in rows.annotate(count=Count("pk")):
        yield (
            (code, name),
            {
                "overdue": count,
                letter or "no_letter": count,
                "notice_in_time": count * is_noticed,
                "second_miss": count * is_second,
                "without_apology": count * (letter not in ISSUED_STATES),
            },
        )


def _owed(visible: QuerySet[Dossier]) -> Iterable[Counted]:
    owed = owed_after_settling(visible).order_by().values_list("agency__code", "agency__name")
    for code, name, count in owed.annotate(count=Count("pk")):
        yield (code, name), {"owed_after_settling": count}


def _letter_state() -> Subquery:
    """State of the letter for a delay in this run; a loss is another matter."""
    letters = ApologyLetter.objects.filter(dossier=OuterRef("pk"), run=OuterRef("run"))
    letters = letters.exclude(state=LetterState.VOID).exclude(way=LetterWay.LOST)
    return Subquery(letters.order_by("-pk").values("state")[:1])


def _whether(**condition: object) -> ExpressionWrapper:
    return ExpressionWrapper(Q(**condition), output_field=BooleanField())


# Not `Exists`, of which PostgreSQL would first read every notice and every moved date there has been.


def _notice() -> Subquery:
    """A notice of this run that was answered; that it was for a date since moved, `_move_in_run` tells."""
    notices = DelayNotice.objects.filter(
        dossier=OuterRef("pk"), run=OuterRef("run"), answered_at__isnull=False
    )
    return Subquery(notices.filter(lapsed_at__isnull=True).values("pk")[:1])


def _move_in_run() -> Subquery:
    moved = DossierEvent.objects.filter(
        dossier=OuterRef("pk"), run=OuterRef("run"), clock=ClockKind.EXTEND
    )
    return Subquery(moved.values("pk")[:1])
