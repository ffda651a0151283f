"""The sentences of the clock: why a date is what it is, how much time is left, what is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from procedures.domain.calendar_change import CalendarEffect, Move
from procedures.domain.calendar_file import CalendarFault
from procedures.domain.clock import Article, ClockError, Due, Skipped, Step, TimeLeft
from procedures.domain.zone import local

Words = str | Promise

STEP_SENTENCES: Mapping[str, Words] = {
    "received": _("Received at %(at)s."),
    "counts_as_next_day": _(
        "Received after %(cutoff)s or on a day not worked: counts as received at %(at)s."
    ),
    "counts_from_opening": _("Received before opening: counts as received at %(at)s."),
    "event_day_not_counted": _("The day itself, %(date)s, does not count."),
    "hours_of_office_time": _("Hours run while the office is open, from %(at)s."),
    "hours_by_the_clock": _("Hours run day and night, from %(at)s."),
    "rolled": _("The last day, %(date)s, is not worked: the next working day takes its place."),
    "due": _("Due at %(at)s."),
    "stopped": _("Supplement requested at %(at)s: the time limit stops."),
    "arrived": _("Came to the competent authority at %(at)s: the time limit is counted from here."),
    "restarted": _("Complete again at %(at)s: the time limit is counted from the beginning."),
    "held": _("Held at %(at)s: the time from here does not count."),
    "resumed": _("Resumed at %(at)s; due at %(due_at)s."),
    "revoked": _(
        "Request taken back at %(at)s: the time limit goes on as if it had never stopped; "
        "due at %(due_at)s."
    ),
    "extended": _("New return date set at %(at)s: due at %(until)s."),
    "promised": _("Taken over from the old system: its receipt promised %(until)s."),
    "ended": _("Ended at %(at)s."),
    "reopened": _("Reopened at %(at)s; due at %(due_at)s, at least one working day."),
    "pending": _("Standing still: told as if it went on at %(at)s."),
    "provisional": _(
        "Provisional: the official notice of the days off in %(year)s has not been entered yet."
    ),
}

SKIP_LABELS: Mapping[str, Words] = {
    "weekend": _("weekend"),
    "holiday": _("public holiday"),
    "held": _("held"),
    "settled": _("settled, then reopened"),
}

LAW_NAMES: Mapping[str, Words] = {"91/2015/QH13": _("Civil Code 2015")}

#: How a law is cited down to its article, clause or point; Vietnamese names the smallest part first.
CITATIONS: Mapping[int, Words] = {
    1: _("%(law)s, art. %(article)s"),
    2: _("%(law)s, art. %(article)s.%(clause)s"),
    3: _("%(law)s, art. %(article)s.%(clause)s.%(point)s"),
}

ERROR_SENTENCES: Mapping[str, Words] = {
    "before_calendar": _("The calendar begins in %(first_year)s; %(year)s lies before it."),
    "no_calendar": _("No official calendar has been entered yet."),
    "out_of_range": _("The year %(year)s is out of range."),
    "as_of_before_start": _("%(at)s lies before the reception at %(start)s."),
    "before_start": _("The event “%(kind)s” at %(at)s lies before the reception."),
    "out_of_order": _("The event “%(kind)s” at %(at)s lies before the event above it."),
    "already_started": _("A second start at %(at)s: the limit has been running already."),
    "ended": _("“%(kind)s” at %(at)s: the time limit has ended already."),
    "not_ended": _("Reopening at %(at)s: the time limit has not ended."),
    "already_stopped": _("Stop at %(at)s: the time limit has been stopped already."),
    "not_stopped": _("Restart at %(at)s: the time limit has not been stopped."),
    "already_held": _("Hold at %(at)s: the time limit is being held already."),
    "not_held": _("Resumption at %(at)s: the time limit is not being held."),
    "not_running": _("At %(at)s the time limit is not running."),
    "nothing_to_revoke": _("At %(at)s the time limit stands neither stopped nor held."),
    "arrival_not_counted": _("Arrival at %(at)s: this rule set counts from the receipt."),
    "already_arrived": _("Arrival at %(at)s: it has arrived already."),
    "date_promised": _("Arrival at %(at)s: a new return date has been promised, and stands."),
    "already_extended": _("At %(at)s: the return date may be set anew only once."),
    "not_later": _("The new return date %(until)s must be later than now and than %(due_at)s."),
    "missing_until": _("A new return date needs its moment."),
    "unexpected_until": _("The event “%(kind)s” takes one moment only."),
    "bad_json": _("The line is not JSON."),
    "bad_encoding": _("The line is not text in UTF-8."),
    "not_an_object": _("A question is a JSON object."),
    "unknown_key": _("“%(key)s” is not part of a question."),
    "missing_key": _("“%(key)s” is missing."),
    "bad_moment": _("“%(value)s” in “%(key)s” is not a moment such as 2026-11-19T16:40."),
    "bad_date": _("“%(value)s” in “%(key)s” is not a date such as 2026-11-24."),
    "bad_list": _("“%(key)s” must be a list."),
    "bad_limit": _("“%(value)s” is not a time limit: a whole number from 1 to 10,000 (months: 1,200)."),
    "unknown_unit": _("“%(value)s” is not a unit of time limits."),
    "bad_hours": _("“%(value)s” is not office hours such as 07:30-12:00,13:30-17:00."),
    "bad_event": _("“%(value)s” is not an event: a kind, its moment and, to extend, the new moment."),
    "unknown_event": _("“%(value)s” is not a kind of event."),
    "unknown_ruleset": _("“%(value)s” is not a rule set."),
    "unknown_start_rule": _("“%(value)s” is not a rule for the start of a time limit."),
    "day_both_ways": _("%(day)s is both a day off and a day worked."),
}  # fmt: skip

#: Why a line of a calendar file cannot be taken over.
FAULT_SENTENCES: Mapping[str, Words] = {
    "bad_character": _("The file holds a character that cannot be stored."),
    "bad_date": _("This is not a date of the form 2026-11-24."),
    "date_twice": _("The date stands in the file twice."),
    "day_in_lieu_on_weekend": _("A day off in lieu cannot fall on a weekend."),
    "missing_column": _("The header lacks a column."),
    "missing_name": _("The day has no name."),
    "no_rows": _("The file holds no day."),
    "not_csv": _("This is not a CSV file."),
    "unknown_kind": _("The kind of day is not known."),
    "worked_weekday": _("Only a Saturday or Sunday can be worked instead."),
    "wrong_weekday": _("The weekday does not fit the date."),
    "year_out_of_range": _("The year is out of range."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of an explanation: a stable code and its sentence."""

    code: str
    sentence: str


#: Why a row of the portal's export is not taken over.
ROW_SENTENCES: Mapping[str, Words] = {
    "bad_address": _("The source is not a web address."),
    "bad_character": _("The text holds a character that cannot be stored."),
    "bad_code": _("The code is not that of a procedure."),
    "code_twice": _("The file holds this procedure already; its first row counts."),
    "half_limit": _("The time limit has a value without a unit, or a unit without a value."),
    "missing": _("A value is missing."),
    "newer_version_exists": _("A version that begins or ends later is known already."),
    "not_a_date": _("This is not a date."),
    "not_a_flag": _("This must be true or false."),
    "not_a_list": _("This must be a list."),
    "not_a_number": _("This is not a number."),
    "not_an_object": _("The row is not an object with named fields."),
    "not_text": _("This must be text."),
    "out_of_range": _("The number is out of range."),
    "procedure_closed": _("The procedure is closed; open it again first."),
    "too_long": _("The text is too long."),
    "unknown_agency": _("The agency is not known."),
    "unknown_channel": _("The channel is not one of the three ways of filing."),
    "unknown_level": _("The level of government is not known."),
    "unknown_role": _("The role is not known."),
    "unknown_start_rule": _("The rule for the start of the time limit is not known."),
    "unknown_unit": _("The unit of the time limit is not known."),
}

#: What is odd about a row that is taken over all the same.
REMARK_SENTENCES: Mapping[str, Words] = {
    "steps_differ_from_limit": _("The steps of the process do not add up to the time limit."),
    "odd_document_count": _("The number of originals or copies is implausible; kept as published."),
}


def explanation(answer: Due) -> list[Reason]:
    """Why the date is what it is: each step with its article in brackets, then the days passed over.

    The one explanation there is: officers, applicants and other systems are told the same lines. It
    names days and laws, never a person.
    """
    reasons = [Reason(step.code, step_sentence(step)) for step in answer.steps]
    if answer.skipped:
        reasons.append(Reason("days_not_counted", skipped_sentence(answer.skipped)))
    return reasons


def explain(answer: Due) -> list[str]:
    """The sentences of the explanation."""
    return [reason.sentence for reason in explanation(answer)]


def skipped_sentence(skipped: Sequence[Skipped]) -> str:
    """The days passed over: weekends by their number, other days each row of them by its dates."""
    parts = []
    for reason, group in groupby(skipped, key=lambda s: (s.why, s.name)):
        days = [each.date for each in group]
        if reason[0] != "weekend":
            parts.append(f"{_span(days[0], days[-1])} ({skip_reason(Skipped(days[0], *reason))})")
    weekend = sum(each.why == "weekend" for each in skipped)
    if weekend:
        label = ngettext("%(count)s weekend day", "%(count)s weekend days", weekend)
        parts.insert(0, label % {"count": weekend})
    return gettext("Not counted: %(days)s.") % {"days": "; ".join(parts)}


def step_sentence(step: Step) -> str:
    """One reason in words."""
    sentence = _limit_sentence(step) if step.code == "limit" else _filled(step.code, step.params)
    if step.article is None:
        return sentence
    return f"{sentence} ({article_label(step.article)})"


def article_label(article: Article) -> str:
    """An article as people cite it: `Decree 61/2018/NĐ-CP, art. 19.4`."""
    if article.law in LAW_NAMES:
        law = str(LAW_NAMES[article.law])
    else:
        law = gettext("Decree %(number)s") % {"number": article.law}
    parts = article.number.split(".")
    named = dict(zip(("article", "clause", "point"), parts, strict=False))
    return str(CITATIONS[len(parts)]) % {"law": law, **named}


def skip_reason(skipped: Skipped) -> str:
    """Why a day is passed over: the holiday's name, else the kind of reason."""
    return skipped.name or str(SKIP_LABELS[skipped.why])


def limit_label(value: int, unit: str) -> str:
    """A limit in words: `5 working days`."""
    return _LIMIT_LABELS[unit](value) % {"count": value}


def time_left_label(left: TimeLeft) -> str:
    """`2 days 3 hours left`, `1 day late`; `due now` where nothing is left and it is not late."""
    parts = []
    if left.days:
        parts.append(ngettext("%(count)s day", "%(count)s days", left.days) % {"count": left.days})
    if left.hours:
        label = ngettext("%(count)s hour", "%(count)s hours", left.hours)
        parts.append(label % {"count": left.hours})
    if left.minutes:
        label = ngettext("%(count)s minute", "%(count)s minutes", left.minutes)
        parts.append(label % {"count": left.minutes})
    span = " ".join(parts)
    if not span:
        return gettext("just late") if left.late else gettext("due now")
    return (gettext("%(span)s late") if left.late else gettext("%(span)s left")) % {"span": span}


def fault_sentence(fault: CalendarFault) -> str:
    """What is wrong in a line of a calendar file, the line first."""
    detail = f" ({fault.detail})" if fault.detail else ""
    return f"{fault.line}: {FAULT_SENTENCES[fault.code]}{detail}"


def days_sentence(*, added: int, changed: int, removed: int) -> str:
    """What an import does to the days of its years."""
    counts = {"added": added, "changed": changed, "removed": removed}
    return gettext("Days: %(added)s added, %(changed)s changed, %(removed)s removed.") % counts


def effect_sentences(effect: CalendarEffect) -> list[str]:
    """How many running dossiers another calendar moves, and which way."""
    if not effect.moved:
        return [gettext("No running dossier would move.")]
    moved = ngettext(
        "%(count)s running dossier would move: %(later)s later, %(earlier)s earlier.",
        "%(count)s running dossiers would move: %(later)s later, %(earlier)s earlier.",
        effect.moved,
    )
    counts = {"count": effect.moved, "later": effect.later, "earlier": effect.earlier}
    sentences = [moved % {name: _grouped(count) for name, count in counts.items()}]
    if effect.newly_late:
        late = ngettext(
            "%(count)s would be overdue at once.",
            "%(count)s would be overdue at once.",
            effect.newly_late,
        )
        sentences.append(late % {"count": _grouped(effect.newly_late)})
    if effect.late_no_more:
        no_more = ngettext(
            "%(count)s would be overdue no more.",
            "%(count)s would be overdue no more.",
            effect.late_no_more,
        )
        sentences.append(no_more % {"count": _grouped(effect.late_no_more)})
    return sentences


def _grouped(count: int) -> str:
    """A number with its thousands apart, as the language writes it."""
    return number_format(count, force_grouping=True)


def shift_label(move: Move) -> str:
    """By how much a due moment moves: `+1 working day`, or to another minute of its day."""
    if not move.working_days:
        return gettext("the same day")
    label = ngettext("%(count)s working day", "%(count)s working days", abs(move.working_days))
    return f"{'+' if move.working_days > 0 else '−'}{label % {'count': abs(move.working_days)}}"


def move_sentence(move: Move) -> str:
    """One dossier that would move: code, both dates, by how much, whose it is."""
    dates = f"{_shown(move.due_before)} → {_shown(move.due_after)}"
    return f"{move.key}: {dates} ({shift_label(move)}), {move.agency}"


def error_sentence(error: ClockError) -> str:
    """Why the clock refuses, in words."""
    params = {name: _shown(value) for name, value in error.params.items()}
    return str(ERROR_SENTENCES[error.code]) % params


def _limit_sentence(step: Step) -> str:
    label = limit_label(step.params["value"], step.params["unit"])
    return gettext("Time limit: %(limit)s.") % {"limit": label}


def _filled(code: str, params: Mapping[str, Any]) -> str:
    shown = {name: _shown(value) for name, value in params.items()}
    return _template(code, get_language()) % shown


@lru_cache(maxsize=256)
def _template(code: str, language: str | None) -> str:
    """A reason's sentence in the language that is active: thousands are told a second."""
    return str(STEP_SENTENCES[code])


def _span(first: date, last: date) -> str:
    return _shown(first) if first == last else f"{_shown(first)}–{_shown(last)}"


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{local(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)


_LIMIT_LABELS: Mapping[str, Callable[[int], str]] = {
    "working_day": lambda n: ngettext("%(count)s working day", "%(count)s working days", n),
    "calendar_day": lambda n: ngettext("%(count)s day", "%(count)s days", n),
    "working_hour": lambda n: ngettext("%(count)s working hour", "%(count)s working hours", n),
    "clock_hour": lambda n: ngettext("%(count)s hour", "%(count)s hours", n),
    "month": lambda n: ngettext("%(count)s month", "%(count)s months", n),
    "same_day": lambda _n: gettext("the same day"),
}
