"""Planned downtimes: announced and called off by those who answer for the system, never deleted."""

from datetime import datetime

from django.db import transaction

from agencies.domain.roles import Role
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from notifications.models import Downtime
from notifications.selectors.downtime import forget_notices
from procedures.domain.zone import local_day

ANNOUNCERS = (Role.ADMINISTRATOR, Role.CENTRE_HEAD)
MAX_REASON = 300


@transaction.atomic
def announce_downtime(
    *,
    actor: Actor,
    at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    reason_en: str = "",
) -> Downtime:
    """Tell everybody that the system will be down; the same downtime announced again is the first.

    Short of the seven working days of Decree 224/2026/NĐ-CP it is announced all the same
    (`notifications.domain.downtime.is_short_notice` says so). Refuses `not_announcer`,
    `missing_reason`, `reason_too_long`, `downtime_out_of_order`, `downtime_past`.
    """
    _refuse_others(actor, at)
    given = {"reason": reason.strip(), "reason_en": reason_en.strip()}
    if not given["reason"]:
        raise ActRefused("missing_reason", field="reason")
    for field, text in given.items():
        if len(text) > MAX_REASON:
            raise ActRefused("reason_too_long", field=field, most=MAX_REASON)
    if ends_at <= starts_at:
        raise ActRefused("downtime_out_of_order", field="ends_at")
    if ends_at <= at:
        raise ActRefused("downtime_past", field="ends_at")
    transaction.on_commit(forget_notices)
    downtime, _is_new = Downtime.objects.get_or_create(
        starts_at=starts_at,
        ends_at=ends_at,
        cancelled_at=None,
        defaults={**given, "announced_at": at, "announced_by": actor.officer},
    )
    return downtime


@transaction.atomic
def call_off_downtime(downtime_id: int, *, actor: Actor, at: datetime) -> Downtime:
    """The downtime will not take place, or ends now; called off before, it stays as it was.

    Refuses `not_announcer`, `unknown_downtime`, `downtime_past`.
    """
    _refuse_others(actor, at)
    downtime = Downtime.objects.select_for_update().filter(pk=downtime_id).first()
    if downtime is None:
        raise ActRefused("unknown_downtime")
    if downtime.cancelled_at is not None:
        return downtime
    if downtime.ends_at <= at:
        raise ActRefused("downtime_past")
    downtime.cancelled_at, downtime.cancelled_by = at, actor.officer
    downtime.save(update_fields=["cancelled_at", "cancelled_by"])
    transaction.on_commit(forget_notices)
    return downtime


def _refuse_others(actor: Actor, at: datetime) -> None:
    if not actor.roles(on=local_day(at)).has(*ANNOUNCERS):
        raise ActRefused("not_announcer")
