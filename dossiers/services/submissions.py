"""Submissions have a limit of their own: received, returned for completion or declined within eight working hours.

Source: Decree 45/2020/NĐ-CP for electronic dossiers; a rule set may say otherwise for a channel.
"""

from datetime import datetime

from dossiers.models import Dossier
from procedures.domain.clock import reception_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.selectors import work_calendar


def await_reception(dossier: Dossier, *, at: datetime) -> None:
    """The dossier lies before the counter from now on: set by when it is answered.

    The moment stays once the dossier has been answered, as evidence.
    """
    calendar = work_calendar()
    dossier.submitted_at = dossier.submitted_at or at
    dossier.calendar_version = calendar.version
    dossier.reception_due_at = reception_due(
        at, calendar, ruleset=ruleset_by_code(dossier.ruleset), channel=dossier.channel
    )
