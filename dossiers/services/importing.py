"""Taking over the running dossiers of an older system, before the first day.

The old code and the promised return date are kept: they stand on a receipt in somebody's hands.
Every row is accounted for, a bad one changes nothing, and a repeat finds everything there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.lifecycle import NEW, DossierState
from dossiers.models import Dossier, DossierEvent, SupplementRequest
from dossiers.services.clock import adopted_clock, write_caches
from dossiers.services.codes import raise_code_counter
from dossiers.services.handovers import first_unit, units_of
from dossiers.services.history import append_event
from dossiers.services.old_dossiers import OldDossier, read_line
from dossiers.services.opening import choose_limit, open_dossier, record_applicant
from procedures.domain.clock import ClockError, ClockEvent, ClockKind, supplement_notice_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.zone import local_day
from procedures.selectors import work_calendar

logger = structlog.get_logger(__name__)

S = DossierState
ACT = "import"


class Outcome(StrEnum):
    """What became of a row."""

    IMPORTED = "imported"
    EXISTING = "existing"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RowReport:
    """One line of the file (counted from 1), what became of it, and each fault of a rejected one."""

    row: int
    code: str
    outcome: Outcome
    refusals: tuple[ActRefused, ...] = ()


@dataclass(slots=True)
class _TakingOver:
    """A dossier being taken over: what opening a dossier looks at."""

    old: OldDossier
    dossier: Dossier
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        return self.old.received_at

    @property
    def facts(self) -> dict[str, Any]:
        return self.old.facts


def import_dossiers(lines: Iterable[str], *, now: datetime) -> Iterator[RowReport]:
    """Take over one dossier a line, each in a transaction of its own; blank lines are passed over.

    A code met a second time in the file is rejected with `code_twice`; one that is in the database
    already is left as it is. See `read_line` and `open_dossier` for what else is refused.
    """
    seen: set[str] = set()
    outcomes: Counter[Outcome] = Counter()
    for row, line in enumerate(lines, start=1):
        if line.strip():
            report = _row(row, line.strip(), seen=seen, now=now)
            outcomes[report.outcome] += 1
            yield report
    logger.info("dossiers_imported", **{o.value: outcomes[o] for o in Outcome})


def _row(row: int, line: str, *, seen: set[str], now: datetime) -> RowReport:
    code = ""
    try:
        old = read_line(line, now=now)
        code = old.code
        if code in seen:
            raise ActRefused("code_twice", field="code")
        seen.add(code)
        return RowReport(row, code, _take_over(old, now=now))
    except FactsRefused as refused:
        return RowReport(row, code, Outcome.REJECTED, refused.refusals)
    except ActRefused as refused:
        return RowReport(row, code, Outcome.REJECTED, (refused,))
    except ClockError as error:
        refusal = ActRefused("clock_refuses", field="received_at", error=error)
        return RowReport(row, code, Outcome.REJECTED, (refusal,))


def _take_over(old: OldDossier, *, now: datetime) -> Outcome:
    if Dossier.objects.filter(code=old.code).exists():
        return Outcome.EXISTING
    try:
        with transaction.atomic():
            # The only place outside the table that sets a state: the old system's, as it is.
            dossier = Dossier(ruleset=settings.RULESET, state=old.state)
            _write(_TakingOver(old, dossier), now=now)
    except IntegrityError:
        # Somebody imports the same file at this moment, and was first.
        if not Dossier.objects.filter(code=old.code).exists():
            raise
        return Outcome.EXISTING
    return Outcome.IMPORTED


def _write(taking: _TakingOver, *, now: datetime) -> None:
    old, dossier = taking.old, taking.dossier
    open_dossier(taking)
    choose_limit(taking)
    _set_known(dossier, old)
    clock = _clock(old)
    write_caches(dossier, clock)
    dossier.supplement_until = supplement_notice_due(
        old.received_at, work_calendar(), ruleset=ruleset_by_code(dossier.ruleset)
    )
    _mark_lateness(dossier, old)
    dossier.version = 1
    dossier.save(force_insert=True)
    record_applicant(taking)
    last = _write_history(taking, clock, now=now)
    _record_open_matters(taking, last)
    _go_on_above(dossier, old)


def _set_known(dossier: Dossier, old: OldDossier) -> None:
    dossier.code = old.code
    dossier.external_id = old.facts.get("external_id", "")
    dossier.received_at = old.received_at
    dossier.run = 1
    dossier.supplement_count = int(old.supplement_used or old.state == S.SUPPLEMENT_REQUESTED)
    dossier.reappointed_at = old.reappointed_at
    _set_desk(dossier, old)
    if old.state == S.SUPPLEMENT_REQUESTED:
        dossier.state_before_supplement = S.PROCESSING if dossier.step else S.RECEIVED
    if old.state == S.PAYMENT_REQUESTED:
        dossier.state_before_payment = S.PROCESSING if dossier.step else S.RECEIVED
    if old.settled_at is not None and old.state == S.SETTLED:
        dossier.settled_at = dossier.closed_at = old.settled_at
        dossier.outcome = old.facts["outcome"]
        dossier.result = old.facts.get("result", "")


def _set_desk(dossier: Dossier, old: OldDossier) -> None:
    """Where it lies: the unit named, else the desk that its state says."""
    with_agency = old.state in (S.PROCESSING, S.SETTLED) or bool(old.step)
    dossier.step = old.step if old.step is not None else int(with_agency)
    dossier.unit = first_unit(dossier) if with_agency else dossier.receiving_unit
    if old.unit is None or old.unit == dossier.receiving_unit.code:
        return
    found = units_of(dossier.agency_id, on=local_day(old.received_at)).filter(code=old.unit).first()
    if found is None:
        raise ActRefused("unknown_unit", field="unit", unit=old.unit)
    dossier.unit = found if with_agency else dossier.receiving_unit


def _clock(old: OldDossier) -> list[ClockEvent]:
    moved = None
    promised = old.promised_at
    if old.first_promised_at is not None and old.reappointed_at is not None:
        promised = old.first_promised_at
        moved = (old.reappointed_at, old.promised_at)
    events = adopted_clock(received_at=old.received_at, promised_at=promised, reappointed=moved)
    if old.state == S.SUPPLEMENT_REQUESTED and old.supplement_asked_at is not None:
        events.append(ClockEvent(ClockKind.STOP, old.supplement_asked_at))
    if old.state == S.SETTLED and old.settled_at is not None:
        events.append(ClockEvent(ClockKind.END, old.settled_at))
    return sorted(events, key=lambda event: event.at)


def _mark_lateness(dossier: Dossier, old: OldDossier) -> None:
    """A dossier that was late when its clock stopped or ended stays late."""
    ended = old.settled_at if old.state == S.SETTLED else old.supplement_asked_at
    if old.state not in (S.SETTLED, S.SUPPLEMENT_REQUESTED) or ended is None:
        return
    late_from = dossier.late_from or old.promised_at
    if late_from <= ended:
        dossier.late_since = late_from


def _write_history(taking: _TakingOver, clock: list[ClockEvent], *, now: datetime) -> DossierEvent:
    """The chain begins with what the old system knew, one event for each of its clock's moments."""
    old, came_from = taking.old, NEW
    facts = {"code": old.code, "imported_at": now.isoformat(), **taking.notes}
    texts = {"applicant": old.facts["applicant"]}
    for event in clock:
        written = append_event(
            taking.dossier,
            act=ACT,
            from_state=came_from,
            at=event.at,
            facts=facts,
            texts=texts,
            clock=event.kind.value,
            clock_until=event.until,
        )
        came_from, facts, texts = old.state, {}, {}
    return written


def _record_open_matters(taking: _TakingOver, event: DossierEvent) -> None:
    """What the applicant has been asked for and not delivered yet. No signal: nobody is told anew."""
    old, dossier = taking.old, taking.dossier
    if old.state == S.SUPPLEMENT_REQUESTED and old.supplement_asked_at is not None:
        SupplementRequest.objects.create(
            dossier=dossier,
            event=event,
            before_reception=False,
            items=old.facts["supplement_items"],
            reason=old.facts.get("supplement_reason", ""),
            asked_at=old.supplement_asked_at,
        )


def _go_on_above(dossier: Dossier, old: OldDossier) -> None:
    """New codes of that unit and day go on above the old number, where the code is written our way."""
    day = local_day(old.received_at)
    digits = re.search(r"\d+$", old.code)
    if digits is None or len(digits[0]) > 9:
        return
    unit, number = dossier.receiving_unit, int(digits[0])
    pattern = ruleset_by_code(dossier.ruleset).code_pattern
    if pattern.format(unit=unit.code, day=day, number=number) == old.code:
        raise_code_counter(unit.pk, day, at_least=number)
