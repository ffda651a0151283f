"""A dossier of another authority: to its one-stop unit, in the same time as a transfer (Decree 61/2018/NĐ-CP, arts 18.3, 19.7).

The result comes back to the one-stop unit of reception, which alone hands it out.
"""

from datetime import date, datetime
from typing import Unpack

from django.db.models import QuerySet

from agencies.models import Agency
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform
from dossiers.services.slip_rows import record_forward
from procedures.domain.clock import transfer_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar


def forward_dossier(**call: Unpack[Call]) -> Done:
    """Send the dossier to the one-stop unit of the authority it belongs to (art. 18.3).

    Nobody can transfer it until its arrival is confirmed. Refuses `unknown_one_stop`, `same_unit`
    and `already_forwarded`.
    """
    return perform("forward", **call, change=_refuse_unknown, allot=_send, record=record_forward)


def confirm_arrival(**call: Unpack[Call]) -> Done:
    """The other one-stop unit has the dossier and transfers it in the time of art. 18.2, counted from now.

    The limit runs from now only where the dossier's rule set says so (Decree 118/2025/NĐ-CP, art. 17.3).
    """
    return perform("confirm_arrival", **call, allot=_arrive)


def set_transfer_due(dossier: Dossier, *, at: datetime) -> None:
    """The one-stop unit has the dossier from `at` on: until when it is transferred (art. 18.2)."""
    dossier.transfer_due_at = transfer_due(
        at, work_calendar(), ruleset=ruleset_by_code(dossier.ruleset)
    )


def other_one_stops(dossier: Dossier, *, on: date) -> QuerySet[Agency]:
    """The one-stop units to which a dossier can be forwarded on a day."""
    return Agency.objects.existing_on(on).one_stop().exclude(pk=dossier.receiving_unit_id)


def _refuse_unknown(doing: Performance) -> None:
    dossier, code = doing.dossier, doing.facts["to_one_stop"]
    if code == dossier.receiving_unit.code:
        raise ActRefused("same_unit", field="to_one_stop", unit=dossier.receiving_unit.name)
    if not other_one_stops(dossier, on=local_day(doing.at)).filter(code=code).exists():
        raise ActRefused("unknown_one_stop", field="to_one_stop", unit=code)


def _send(doing: Performance) -> None:
    """After the transition, whose condition still has to see it unsent."""
    dossier = doing.dossier
    dossier.forwarded_to = dossier.unit = Agency.objects.get(code=doing.facts["to_one_stop"])


def _arrive(doing: Performance) -> None:
    """After the transition, whose condition still has to see it on its way."""
    doing.dossier.arrived_at = doing.at
    set_transfer_due(doing.dossier, at=doing.at)
