"""The return date moves, once: done only by the desk that issues apology letters (art. 19.9)."""

from datetime import datetime

from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services.performance import Done, Performance
from dossiers.services.performing import perform


def reappoint(
    *,
    dossier_id: int,
    actor: Actor,
    at: datetime,
    until: datetime,
    letter: str,
    locked: Dossier | None = None,
) -> Done:
    """Set the new return moment of a dossier, later than the old one and later than now, once per dossier.

    `letter` is the apology letter's reference, kept in the event; `locked` the dossier, where the
    caller has locked it. Refuses `already_reappointed`,
    `clock_not_running`, `not_later`; source: Decree 61/2018/NĐ-CP, art. 19.9.
    """

    def change(doing: Performance) -> None:
        due_at = doing.dossier.due_at
        if due_at is None or until <= due_at or until <= at:
            raise ActRefused("not_later", field="until")
        doing.clock_until = until

    def mark(doing: Performance) -> None:
        """After the transition, whose condition still has to see the date unmoved."""
        doing.dossier.reappointed_at = at

    return perform(
        "reappoint",
        actor=actor,
        at=at,
        facts={"until": until.isoformat(), "letter": letter},
        dossier_id=dossier_id,
        locked=locked,
        change=change,
        allot=mark,
    )
