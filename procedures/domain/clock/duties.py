"""Moments that follow from a reception or a due moment: transfer, supplement notice, delay notice."""

from datetime import date, datetime, timedelta

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock.answer import Dates, Due, due
from procedures.domain.clock.events import office_moment
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.rulesets import ND61_2018, LeadUnit, RuleSet
from procedures.domain.zone import day_start, local_day


def transfer_due(
    received_at: datetime, calendar: WorkCalendar, *, ruleset: RuleSet = ND61_2018
) -> datetime:
    """By when a paper dossier is handed to the settling agency.

    The close of the same working day; received after the cut-off (15:00:00) or on a closed day,
    the opening of the next working day. Source: Decree 61/2018/NĐ-CP, art. 18.2.
    """
    received_at = office_moment(received_at)
    day = received_at.date()
    closing = calendar.closing(day)
    if calendar.is_working(day) and received_at.time() <= ruleset.cutoff and received_at < closing:
        return closing
    return calendar.opening(calendar.working_day_after(day))


def supplement_notice_due(
    received_at: datetime, calendar: WorkCalendar, *, ruleset: RuleSet = ND61_2018
) -> datetime:
    """24:00 of the last day on which a supplement may be asked for, as 00:00 of the day after.

    Three working days from the day after reception. Source: Decree 61/2018/NĐ-CP, art. 19.4.
    """
    last = calendar.working_day_after(local_day(received_at), ruleset.supplement_notice_days)
    return day_start(last + timedelta(days=1))


def reception_due(
    submitted_at: datetime,
    calendar: WorkCalendar,
    *,
    ruleset: RuleSet = ND61_2018,
    channel: str = "",
) -> datetime | None:
    """By when a submission is received, returned for completion or declined: 8 working hours.

    A rule set may give a channel (`online`, `post`) hours of its own.
    """
    limit = TimeLimit(ruleset.reception_hours_of(channel), LimitUnit.WORKING_HOUR)
    return due(submitted_at, limit, calendar).due_at


def warn_from(
    answer: Due | Dates, calendar: WorkCalendar, *, ruleset: RuleSet = ND61_2018
) -> date | None:
    """The day on which the settling agency must announce a delay, until 24:00 of it.

    The last working day at least one day before the due day. None while the clock stands still,
    and where that day is not later than the first of the run: there is no day-before duty then.
    Source: Decree 61/2018/NĐ-CP, art. 19.9; the article says "day", so calendar days by default.
    """
    if answer.due_at is None:
        return None
    due_day = answer.due_at.date()
    if ruleset.notice_lead_unit is LeadUnit.WORKING_DAY:
        before = calendar.count(due_day - timedelta(days=1))
        warn = calendar.working_day(before - ruleset.notice_lead + 1)
    else:
        warn = calendar.working_day_by(due_day - timedelta(days=ruleset.notice_lead))
    return warn if warn > answer.run_started_at.date() else None
