"""A date missed while no sweep came by: the act that stops or ends the clock puts the flag up itself."""

from datetime import datetime

from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.clock import clock_events, due_from
from notifications.domain.demands import DemandKind
from notifications.models import DelayNotice, OverdueFlag
from procedures.domain.clock import Due, warn_from
from procedures.selectors import work_calendar


def flag_missed_appointment(event: DossierEvent) -> OverdueFlag | None:
    """The flag of the date a dossier had missed when its clock stopped or ended; None if on time or flagged before."""
    dossier = event.dossier
    if dossier.late_since is None or _is_flagged(dossier, dossier.late_since):
        return None
    promised = due_from(dossier, clock_events(dossier)[:-1])
    assert promised.due_at is not None  # noqa: S101 -- it was late, so the clock ran
    assert promised.late_from is not None  # noqa: S101
    notice = DelayNotice.objects.filter(
        dossier=dossier, run=event.run, appointment=promised.appointment, lapsed_at__isnull=True
    ).first()
    answered = notice is not None and notice.answered_at is not None
    flag = OverdueFlag.objects.create(
        dossier=dossier,
        run=event.run,
        appointment=promised.appointment,
        agency_id=dossier.agency_id,
        unit_id=dossier.unit_id,
        officer_id=dossier.officer_id,
        step=dossier.step,
        due_at=promised.due_at,
        late_from=promised.late_from,
        detected_at=event.at,
        notice_in_time=answered,
        is_violation=_had_duty(dossier, promised) and not answered,
        calendar_version=dossier.calendar_version,
    )
    if flag.is_violation and notice is not None and notice.kind == DemandKind.DAY_BEFORE:
        notice.is_violation = True
        notice.save(update_fields=["is_violation"])
    return flag


def _is_flagged(dossier: Dossier, late_since: datetime) -> bool:
    return OverdueFlag.objects.filter(dossier=dossier, late_from=late_since).exists()


def _had_duty(dossier: Dossier, promised: Due) -> bool:
    """The law's notice was due the day before, and a new date could still be had."""
    return dossier.reappointed_at is None and warn_from(promised, work_calendar()) is not None
