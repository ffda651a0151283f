"""The sweep: steps that may run late, twice, at once or be cut off, and end with the same rows."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from django.db.models.functions import Now

from dossiers.services import record_missed_limits
from notifications.models import SweepRun
from notifications.services.demanding import demand_delay_notices
from notifications.services.digesting import find_matters, plan_digests
from notifications.services.drafting import draft_late_letters
from notifications.services.escalating import escalate_overdue_dossiers
from notifications.services.flagging import flag_overdue_dossiers
from notifications.services.looking import Look, begin
from notifications.services.warning import warn_of_due_dossiers
from procedures.selectors import one_calendar

logger = structlog.get_logger(__name__)

Step = Callable[[datetime, Look], Counter[str]]


def record_missed(at: datetime, look: Look) -> Counter[str]:
    """Limits of the office that have passed: of reception, transfer, consultation, telling."""
    return Counter(missed_limits=record_missed_limits(at=at, span=look.span).total())


#: In the order in which one feeds the next; what is told of them all comes last.
STEPS: Mapping[str, Step] = {
    "miss": record_missed,
    "warn": warn_of_due_dossiers,
    "demand": demand_delay_notices,
    "flag": flag_overdue_dossiers,
    "letter": draft_late_letters,
    "escalate": escalate_overdue_dossiers,
    "find": find_matters,
    "digest": plan_digests,
}

#: What a sweep answers with, a nought where nothing was found.
COUNTS = (
    "missed_limits",
    "warned",
    "demanded",
    "flagged",
    "violations",
    "letters",
    "letters_turned_late",
    "escalated",
    "reminders",
    "messages",
)


def sweep(
    at: datetime, *, steps: Mapping[str, Step] = STEPS, whole: bool = False
) -> dict[str, int]:
    """Do every step as of a moment and record the heartbeat; answers with what was new.

    Looks at what is new since the sweep before, or with `whole` at everything.

    A step that fails leaves the finished ones standing and the heartbeat unfinished; the next
    sweep takes up what is missing.
    """
    with one_calendar():
        run, look = begin(at, whole=whole)
        for step in steps.values():
            look.made.update(step(at, look))
    counts = {name: look.made[name] for name in COUNTS}
    SweepRun.objects.filter(pk=run.pk).update(
        finished_at=Now(), counts=counts, held=sorted(look.span.held)
    )
    logger.info("sweep finished", as_of=at.isoformat(), whole=run.is_whole, **counts)
    return counts
