"""The yearly register of a one-stop unit (form 06): numbers without gaps, prints, and its closing by the head.

Source: Circular 01/2018/TT-VPCP, art. 10.2 and form 06: opened for a year, pages and entries numbered
through, closed by the head when the year is over.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from agencies.models import Agency, Officer
from agencies.selectors import Actor
from dossiers.domain.refusals import ActRefused
from dossiers.forms import RegisterContext, RegisterLine, Signature, typeset_register
from dossiers.models import RegisterYear
from dossiers.selectors.register import may_close_register, register_lines
from dossiers.services.codes import allot_form_number, hold_form_number
from dossiers.services.paper_parts import form_label, letterhead
from procedures.domain.rulesets import FormSet
from procedures.domain.zone import local_day

#: Its book among an agency's counters of papers, and its number among the forms of each circular.
BOOK = "06"
FORM_NUMBERS = {FormSet.C01: "06", FormSet.C03: "07"}
#: A print of more lines would keep the office's other papers waiting for minutes.
MOST_PRINTED = 20_000


def allot_register_number(unit: Agency, day: date) -> tuple[int, int]:
    """Year and number of the next entry in the register of a day's year.

    Refuses `register_closed`. The counter's row, which closing holds too, stays locked until the
    act commits: no entry slips in beside a closing.
    """
    number = allot_form_number(unit.pk, day.year, BOOK)
    if RegisterYear.objects.filter(unit=unit, year=day.year).exists():
        raise ActRefused("register_closed", year=day.year)
    return day.year, number


def print_register(unit: Agency, *, first_day: date, last_day: date, at: datetime) -> bytes:
    """The PDF of form 06 from one day to another of the same year, both included.

    The whole of a closed year is the file kept at its closing. Refuses `bad_span`,
    `register_too_long`.
    """
    if first_day > last_day or first_day.year != last_day.year:
        raise ActRefused("bad_span", field="last_day")
    year = first_day.year
    if (first_day, last_day) == _whole(year):
        closed = RegisterYear.objects.filter(unit=unit, year=year).first()
        if closed is not None:
            return bytes(closed.pdf)
    lines = register_lines(unit, year, first_day, last_day)
    if len(lines) > MOST_PRINTED:
        raise ActRefused("register_too_long", count=len(lines), most=MOST_PRINTED)
    pdf, _digest = typeset_register(_context(unit, first_day, last_day, lines, at=at))
    return pdf


@transaction.atomic
def close_register(*, actor: Actor, at: datetime, unit_id: int, year: int) -> RegisterYear:
    """Close a year's register for good; the second of two who close at once gets the first one's.

    Keeps the number of entries and the PDF as it stands; nothing more is received into that year.
    Refuses `not_head_of_register`, `register_year_runs`, `register_empty`.
    """
    unit = Agency.objects.select_related("parent").get(pk=unit_id)
    _refuse_unfit(actor, unit, year, today=local_day(at))
    hold_form_number(unit.pk, year, BOOK)
    closed = RegisterYear.objects.filter(unit=unit, year=year).first()
    if closed is not None:
        return closed
    first_day, last_day = _whole(year)
    lines = register_lines(unit, year, first_day, last_day)
    if not lines:
        raise ActRefused("register_empty", year=year)
    signature = _signature(actor.officer)
    context = _context(unit, first_day, last_day, lines, at=at, signature=signature)
    pdf, digest = typeset_register(context)
    return RegisterYear.objects.create(
        unit=unit,
        year=year,
        closed_at=at,
        closed_by=actor.officer,
        entries=len(lines),
        pdf=pdf,
        sha256=digest,
    )


def _refuse_unfit(actor: Actor, unit: Agency, year: int, *, today: date) -> None:
    if not may_close_register(actor.roles(on=today), unit):
        raise ActRefused("not_head_of_register")
    if year >= today.year:
        raise ActRefused("register_year_runs", year=year)


def _context(
    unit: Agency,
    first_day: date,
    last_day: date,
    lines: tuple[RegisterLine, ...],
    *,
    at: datetime,
    signature: Signature | None = None,
) -> RegisterContext:
    return RegisterContext(
        letterhead=letterhead(unit, series="", number=None, at=at),
        year=first_day.year,
        first_day=first_day,
        last_day=last_day,
        lines=lines,
        signature=signature,
        form_label=form_label(settings.RULESET, FORM_NUMBERS),
    )


def _signature(officer: Officer) -> Signature:
    return Signature(head_title=officer.title, name=officer.full_name)


def _whole(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
