"""Who is overdue and has not apologised: per agency, by the clock, whether or not a sweep has come by."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
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


@dataclass(frozen=True, slots=True)
class AgencyApologies:
    """The figures of one agency."""

    code: str
    name: str
    figures: Apologies


def overdue_without_apology(officer: Officer, *, at: datetime) -> list[AgencyApologies]:
    """The figures of each agency with anything to tell, of the dossiers the officer may see, the worst first."""
    visible = visible_to(officer, at=at)
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for rows in (_overdue(visible, at), _owed(visible)):
        for row in rows:
            agency = (row.pop("agency__code"), row.pop("agency__name"))
            counted.setdefault(agency, {}).update(row)
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


def _overdue(visible: QuerySet[Dossier], at: datetime) -> Iterable[dict[str, int]]:
    late = visible.filter(late_at(at), state__in=OPEN_STATES)
    rows = late.annotate(letter=_letter_state(), noticed=_noticed(), reset=_reset_in_run())
    apologised = Q(letter__in=ISSUED_STATES)
    return rows.values("agency__code", "agency__name").annotate(
        overdue=Count("pk"),
        notice_in_time=Count("pk", filter=Q(noticed=True, reset=False)),
        second_miss=Count("pk", filter=Q(reappointed_at__isnull=False)),
        no_letter=Count("pk", filter=Q(letter__isnull=True)),
        draft=Count("pk", filter=Q(letter=LetterState.DRAFT)),
        ready=Count("pk", filter=Q(letter=LetterState.READY)),
        signed=Count("pk", filter=Q(letter=LetterState.SIGNED)),
        issued=Count("pk", filter=Q(letter=LetterState.ISSUED)),
        delivered=Count("pk", filter=Q(letter=LetterState.DELIVERED)),
        without_apology=Count("pk") - Count("pk", filter=apologised),
    )


def _owed(visible: QuerySet[Dossier]) -> Iterable[dict[str, int]]:
    owed = owed_after_settling(visible)
    return owed.values("agency__code", "agency__name").annotate(owed_after_settling=Count("pk"))


def _letter_state() -> Subquery:
    """State of the letter for a delay in this run; a loss is another matter."""
    letters = ApologyLetter.objects.filter(dossier=OuterRef("pk"), run=OuterRef("run"))
    letters = letters.exclude(state=LetterState.VOID).exclude(way=LetterWay.LOST)
    return Subquery(letters.order_by("-pk").values("state")[:1])


def _noticed() -> Exists:
    """A notice of this run was answered; that it was for a date since moved, `_reset_in_run` tells."""
    notices = DelayNotice.objects.filter(
        dossier=OuterRef("pk"), run=OuterRef("run"), answered_at__isnull=False
    )
    return Exists(notices.filter(lapsed_at__isnull=True))


def _reset_in_run() -> Exists:
    moved = DossierEvent.objects.filter(
        dossier=OuterRef("pk"), run=OuterRef("run"), clock=ClockKind.EXTEND
    )
    return Exists(moved)
