"""A date missed while no sweep came by: the act that stops or ends the clock puts the flag up itself."""

from datetime import date, datetime, timedelta

from dossiers.models import Dossier, DossierEvent
from dossiers.selectors.clock import clock_events, due_from
from notifications.domain.demands import DemandKind
from notifications.models import DelayNotice, OverdueFlag
from procedures.domain.clock import Due, warn_from
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.zone import day_start
from procedures.selectors import work_calendar


def flag_missed_appointment(event: DossierEvent) -> OverdueFlag | None:
    """The flag of the date a dossier had missed when its clock stopped or ended; None if on time or flagged before."""
    dossier = event.dossier
    if dossier.late_since is None or _is_flagged(dossier, dossier.late_since):
        return None
    promised = due_from(dossier, clock_events(dossier)[:-1])
    assert promised.due_at is not None  # noqa: S101 -- it was late, so the clock ran
    assert promised.late_from is not None  # noqa: S101
    notice = _notice(event, promised)
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
        is_violation=_duty_day(dossier, promised) is not None and not answered,
        calendar_version=dossier.calendar_version,
    )
    if flag.is_violation and notice is not None and notice.kind == DemandKind.DAY_BEFORE:
        notice.is_violation = True
        notice.save(update_fields=["is_violation"])
    return flag


def _is_flagged(dossier: Dossier, late_since: datetime) -> bool:
    return OverdueFlag.objects.filter(dossier=dossier, late_from=late_since).exists()


def _notice(event: DossierEvent, promised: Due) -> DelayNotice | None:
    """The demand for the missed date; written now, as evidence, if no sweep came by to make it."""
    dossier = event.dossier
    appointment = {"dossier": dossier, "run": event.run, "appointment": promised.appointment}
    made = DelayNotice.objects.filter(**appointment, lapsed_at__isnull=True).first()
    duty_day = _duty_day(dossier, promised)
    if made is not None or duty_day is None or promised.due_at is None:
        return made
    return DelayNotice.objects.create(
        **appointment,
        kind=DemandKind.DAY_BEFORE,
        agency_id=dossier.agency_id,
        unit_id=dossier.unit_id,
        due_at=promised.due_at,
        demanded_at=event.at,
        answer_by=day_start(duty_day + timedelta(days=1)),
    )


def _duty_day(dossier: Dossier, promised: Due) -> date | None:
    """The day on which the law asked for a notice; None where no new date could be had any more."""
    if dossier.reappointed_at is not None:
        return None
    return warn_from(promised, work_calendar(), ruleset=ruleset_by_code(dossier.ruleset))
