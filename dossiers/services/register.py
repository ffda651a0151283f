"""The yearly register of a one-stop unit (form 06): numbers without gaps, prints, and its closing by the head.

Source: Circular 01/2018/TT-VPCP, art. 10.2 and form 06: opened for a year, pages and entries numbered
through, closed by the head when the year is over.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from agencies.models import Agency, Officer
from agencies.selectors import Actor
from agencies.selectors.prepared import Parameter, Prepared
from dossiers.domain.refusals import ActRefused
from dossiers.forms import RegisterContext, RegisterLine, Signature, typeset_register
from dossiers.models import RegisterYear
from dossiers.selectors.register import (
    BOOK,
    entries_received,
    may_close_register,
    register_entries,
    register_lines,
)
from dossiers.services.codes import allot_form_number, hold_form_number
from dossiers.services.paper_parts import form_label, letterhead
from dossiers.signals import long_register_closes
from procedures.domain.rulesets import FormSet
from procedures.domain.zone import local_day

#: Its number among the forms of each circular.
FORM_NUMBERS = {FormSet.C01: "06", FormSet.C03: "07"}
#: A print of more lines would keep the office's other papers waiting for minutes.
MOST_PRINTED = 20_000
#: A longer book is closed by a worker: a thousand lines take a second, and nobody waits that long for a page.
MOST_CLOSED_AT_ONCE = 2_000
#: Reckoned from ten thousand: so many take a worker some minutes, well below the ten for which a transaction may idle.
MOST_CLOSED = 100_000


def allot_register_number(unit: Agency, day: date) -> tuple[int, int]:
    """Year and number of the next entry in the register of a day's year.

    Refuses `register_closed`. The counter's row, which closing holds too, stays locked until the
    act commits: no entry slips in beside a closing.
    """
    number = allot_form_number(unit.pk, day.year, BOOK)
    if _CLOSED(unit=unit.pk, year=day.year):
        raise ActRefused("register_closed", year=day.year)
    return day.year, number


_CLOSED = Prepared(
    lambda: RegisterYear.objects.filter(unit=Parameter("unit"), year=Parameter("year")).values("pk")
)


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
    count = entries_received(unit, year, first_day, last_day).count()
    if count > MOST_PRINTED:
        raise ActRefused("register_too_long", count=count, most=MOST_PRINTED)
    lines = register_lines(unit, year, first_day, last_day)
    pdf, _digest = typeset_register(_context(unit, first_day, last_day, lines, at=at))
    return pdf


def close_register(
    *, actor: Actor, at: datetime, unit_id: int, year: int, by_worker: bool = False
) -> RegisterYear | None:
    """Close a year's register for good; the second of two who close at once gets the first one's.

    Keeps the number of entries and the PDF as it stands; nothing more is received into that year.
    None where a worker will do it, because the book is long; asked again until it has, it answers
    the same. Refuses `not_head_of_register`, `register_year_runs`, `register_empty`,
    `register_too_long_to_close`, and `queue_gone` where no worker can be asked.
    """
    unit = Agency.objects.select_related("parent").get(pk=unit_id)
    _refuse_unfit(actor, unit, year, today=local_day(at))
    closed = RegisterYear.objects.filter(unit=unit, year=year).first()
    if closed is not None:
        return closed
    count = register_entries(unit, year).count()
    _refuse_length(count, year)
    if count > MOST_CLOSED_AT_ONCE and not by_worker:
        long_register_closes.send(
            sender=RegisterYear, officer_id=actor.officer.pk, unit_id=unit.pk, year=year
        )
        return None
    return _close(unit, year, head=actor.officer, at=at)


@transaction.atomic
def _close(unit: Agency, year: int, *, head: Officer, at: datetime) -> RegisterYear:
    hold_form_number(unit.pk, year, BOOK)
    closed = RegisterYear.objects.filter(unit=unit, year=year).first()
    if closed is not None:
        return closed
    first_day, last_day = _whole(year)
    lines = register_lines(unit, year, first_day, last_day)
    signature = _signature(head)
    context = _context(unit, first_day, last_day, lines, at=at, signature=signature)
    pdf, digest = typeset_register(context)
    return RegisterYear.objects.create(
        unit=unit,
        year=year,
        closed_at=at,
        closed_by=head,
        entries=len(lines),
        pdf=pdf,
        sha256=digest,
    )


def _refuse_unfit(actor: Actor, unit: Agency, year: int, *, today: date) -> None:
    if not may_close_register(actor.roles(on=today), unit):
        raise ActRefused("not_head_of_register")
    if year >= today.year:
        raise ActRefused("register_year_runs", year=year)


def _refuse_length(count: int, year: int) -> None:
    if not count:
        raise ActRefused("register_empty", year=year)
    if count > MOST_CLOSED:
        raise ActRefused("register_too_long_to_close", year=year, count=count, most=MOST_CLOSED)


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
