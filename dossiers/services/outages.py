"""Outages: the head approves the time worked on paper; receptions of that time are then entered as of their moment.

Source: Decree 61/2018/NĐ-CP, art. 39.1 (a register and control slips on paper, codes of the same
form); the approval and its limits are the house's own rule against receptions dated back.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from agencies.domain.roles import COUNTER_ROLES
from agencies.models import Agency
from agencies.selectors import Actor
from dossiers.domain.facts import MAX_PARAGRAPH
from dossiers.domain.moments import moment_given
from dossiers.domain.refusals import ActRefused
from dossiers.models import Outage
from dossiers.selectors.outages import is_open_for_entry, last_day_of_entry, units_to_approve
from dossiers.services.performance import Performance
from procedures.domain.zone import local_day
from procedures.selectors import one_calendar, work_calendar


@transaction.atomic
@one_calendar()
def approve_outage(
    *,
    actor: Actor,
    unit: Agency,
    began_at: datetime,
    ended_at: datetime,
    reason: str,
    at: datetime,
) -> Outage:
    """Record that a one-stop unit worked on paper from one moment to another; the unit's head only, and afterwards.

    Approved a second time word for word, the first approval is answered with. Refuses `not_head_of_one_stop`, `missing_reason`, `bad_reason`, `outage_not_in_order`,
    `in_future`, `outage_too_long`, `outage_too_old`, `outage_overlaps`.
    """
    if not units_to_approve(actor.roles(on=local_day(at))).filter(pk=unit.pk).exists():
        raise ActRefused("not_head_of_one_stop")
    outage = Outage(
        unit=unit,
        began_at=began_at,
        ended_at=ended_at,
        reason=_reason(reason),
        approved_by=actor.officer,
        approved_at=at,
    )
    _refuse_wrong_time(outage, at=at)
    Agency.objects.select_for_update(no_key=True).get(pk=unit.pk)  # of two at once one waits
    beside = Outage.objects.filter(unit=unit, began_at__lt=ended_at, ended_at__gt=began_at).first()
    if beside is None:
        outage.save()
        return outage
    if _told(beside) != _told(outage):
        raise ActRefused("outage_overlaps", field="began_at")
    return beside


@transaction.atomic
def withdraw_outage(*, actor: Actor, outage_id: int, at: datetime) -> None:
    """Take an approval back, as long as no reception rests on it.

    Refuses `unknown_outage`, `not_head_of_one_stop`, `outage_used`.
    """
    outage = Outage.objects.select_for_update().filter(pk=outage_id).first()
    if outage is None:
        raise ActRefused("unknown_outage")
    if not units_to_approve(actor.roles(on=local_day(at))).filter(pk=outage.unit_id).exists():
        raise ActRefused("not_head_of_one_stop")
    if outage.dossiers.exists():
        raise ActRefused("outage_used")
    outage.delete()


def enter_from_paper(doing: Performance) -> None:
    """Let a reception take effect at the moment on its paper, and mark it with its outage.

    Refuses `no_outage` outside an approved outage of the receiving unit, `outage_entry_over` once
    its time for entering is over, `wrong_role` for those who do not sit at the counter today; who
    did not on that day is refused like everyone else, as the act then takes effect on that day.
    """
    entered_at, moment = doing.at, moment_given(doing.facts, "received_on_paper_at")
    outage = _outage_at(doing.facts["receiving_unit"], moment)
    if outage is None or moment > entered_at:
        raise ActRefused("no_outage", field="received_on_paper_at")
    today = doing.actor.roles(on=local_day(entered_at))
    if today.capacity_for(doing.act, COUNTER_ROLES, {outage.unit_id}) is None:
        raise ActRefused("wrong_role", act=doing.act)
    if not is_open_for_entry(outage, at=entered_at):
        last = last_day_of_entry(outage)
        raise ActRefused("outage_entry_over", field="received_on_paper_at", day=f"{last:%d/%m/%Y}")
    doing.at = moment
    doing.dossier.outage = outage
    doing.notes["entered_at"] = entered_at.isoformat()


def _outage_at(unit_code: str, moment: datetime) -> Outage | None:
    """The outage of a unit in which a moment lies; held, so that its approval is not taken back meanwhile."""
    covering = Outage.objects.filter(
        unit__code=unit_code, began_at__lte=moment, ended_at__gte=moment
    )
    return covering.select_for_update(of=("self",), no_key=True).order_by("pk").first()


def _told(outage: Outage) -> tuple[object, ...]:
    return outage.began_at, outage.ended_at, outage.reason, outage.approved_by_id


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise ActRefused("missing_reason", field="reason")
    if len(reason) > MAX_PARAGRAPH:
        raise ActRefused("bad_reason", field="reason", why="too_long")
    return reason


def _refuse_wrong_time(outage: Outage, *, at: datetime) -> None:
    if outage.ended_at <= outage.began_at:
        raise ActRefused("outage_not_in_order", field="ended_at")
    if outage.ended_at > at:
        raise ActRefused("in_future", field="ended_at")
    if not is_open_for_entry(outage, at=at):
        raise ActRefused(
            "outage_too_old", field="ended_at", days=settings.OUTAGE_ENTRY_WORKING_DAYS
        )
    calendar, days = work_calendar(), settings.OUTAGE_MAX_WORKING_DAYS
    first = calendar.working_day_from(local_day(outage.began_at))
    if local_day(outage.ended_at) >= calendar.working_day_after(first, days):
        raise ActRefused("outage_too_long", field="ended_at", days=days)
