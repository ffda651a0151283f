"""Submissions have a limit of their own: received, returned for completion or declined within eight working hours.

Source: Decree 45/2020/NĐ-CP for electronic dossiers; a rule set may say otherwise for a channel.
"""

from datetime import datetime

from dossiers.domain.missed import is_missed, missed_moment
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier, Violation
from dossiers.services.performing import Performance
from dossiers.services.violations import record_violation
from procedures.domain.clock import reception_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.selectors import work_calendar


def await_reception(dossier: Dossier, *, at: datetime) -> None:
    """The dossier lies before the counter from now on: set by when it is answered.

    The moment stays once the dossier has been answered, as evidence.
    """
    dossier.submitted_at = dossier.submitted_at or at
    dossier.reception_due_at = reception_due(
        at, work_calendar(), ruleset=ruleset_by_code(dossier.ruleset), channel=dossier.channel
    )


def record_late_answer(doing: Performance) -> None:
    """Write the violation down if the act answers a submission after its limit."""
    dossier = doing.dossier
    due_at = dossier.reception_due_at
    if doing.row.source != DossierState.SUBMITTED or due_at is None:
        return
    if is_missed(due_at, at=doing.at):
        record_violation(
            dossier,
            kind=Violation.Kind.RECEPTION_LATE,
            agency_id=dossier.receiving_unit_id,
            occasion=missed_moment(due_at),
            due_at=due_at,
            at=doing.at,
        )
