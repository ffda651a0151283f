"""What the public look-up may read: an allow-list of columns, and the two answers made of them.

Without a key, the code and the degree of completion, and nothing else (Circular 01/2018/TT-VPCP,
art. 16.2.d); a province may add dates and the agency. With the PIN or the QR of the receipt also
the procedure, the desk, the dates with their reason and what is asked of the applicant; never a
name, a number or an address of anyone (Law 91/2025/QH15, art. 16).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from agencies.domain.roles import Role
from agencies.selectors.prepared import planned_cursor
from dossiers.domain.keys import is_lookup_token
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier
from dossiers.selectors.clock import due_of
from procedures.domain.clock import Due
from procedures.domain.rulesets import ruleset_by_code

S = DossierState
Found = TypeVar("Found")


class Stage(StrEnum):
    """How far a dossier is, as far as anybody may know."""

    RECEIVED = "received"
    IN_PROCESS = "in_process"
    RESULT_READY = "result_ready"
    RETURNED = "returned"
    ENDED = "ended"


STAGES: Mapping[str, Stage] = {
    S.RECEIVED: Stage.RECEIVED,
    S.PROCESSING: Stage.IN_PROCESS,
    S.SUPPLEMENT_REQUESTED: Stage.IN_PROCESS,
    S.PAYMENT_REQUESTED: Stage.IN_PROCESS,
    S.SETTLED: Stage.RESULT_READY,
    S.RETURNED: Stage.RETURNED,
    S.WITHDRAWN: Stage.ENDED,
    S.STOPPED: Stage.ENDED,
}

#: Columns that both answers rest on; `code`, `state` and `step` are all that a bare code shows.
OPEN_COLUMNS = (
    "code",
    "state",
    "step",
    "received_at",
    "due_at",
    "late_from",
    "late_since",
    "procedure_version__sensitive",
    "agency__name",
)
#: Columns behind the PIN or the QR.
KEYED_COLUMNS = (
    *OPEN_COLUMNS,
    "ref",
    "procedure__code",
    "procedure_version__name",
    "procedure_version__start_rule",
    "receiving_unit__name",
    "receiving_unit__address",
    "receiving_unit__phone",
    "unit__name",
    "ruleset",
    "limit_value",
    "limit_unit",
    "original_due_at",
    "due_is_provisional",
    "reappointed_at",
    "settled_at",
    "returned_at",
    "closed_at",
    "result_delivery",
    "outage",
)


@dataclass(frozen=True, slots=True)
class Progress:
    """The answer to a bare code. Dates, lateness and agency are None where the law's own answer is given."""

    code: str
    stage: Stage
    step: int
    steps: int
    received_at: datetime | None = None
    due_at: datetime | None = None
    overdue: bool | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class FeeDue:
    """A fee asked for and not paid yet, in đồng."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Details:
    """The answer to a code with its PIN, or to the receipt's QR."""

    progress: Progress
    ref: str
    state: str
    procedure_code: str
    procedure: str
    receiving_unit: str
    receiving_address: str
    receiving_phone: str
    unit: str
    original_due_at: datetime | None
    provisional: bool
    reappointed_at: datetime | None
    settled_at: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None
    result_delivery: str
    #: Received on paper while the system was down, and entered afterwards.
    received_on_paper: bool
    clock: Due | None
    items_asked: tuple[str, ...]
    #: After it the dossier may be stopped because nothing has been delivered.
    deliver_by: datetime | None
    #: Once they are delivered, the time limit is counted from the beginning.
    counts_anew: bool
    fees_due: tuple[FeeDue, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """What a PIN is held against."""

    ref: str
    code: str
    pin_digest: str


def progress_by_code(
    codes: Sequence[str], *, at: datetime, with_dates: bool = False
) -> Progress | None:
    """The strict answer for the likeliest of the codes that exists."""
    if not with_dates:
        return _strict(codes)
    found = _likeliest(codes, {each.code: each for each in _by_code(codes).only(*OPEN_COLUMNS)})
    return _progress(found, at=at) if found else None


def lock_of(codes: Sequence[str]) -> Lock | None:
    """The digest of the likeliest code's PIN; None when there is no such dossier or it has no PIN."""
    known = Dossier.objects.filter(code__in=codes).only(*_LOCK)
    found = _likeliest(codes, {each.code: each for each in known})
    if found is None or not found.pin_digest or found.code is None:
        return None
    return Lock(str(found.ref), found.code, found.pin_digest)


def code_and_ref_by_token(token: str) -> tuple[str, str] | None:
    """Code and reference of the dossier whose receipt carries the QR's token."""
    if not is_lookup_token(token):
        return None
    found = Dossier.objects.filter(lookup_token=token).values_list("code", "ref").first()
    return (found[0], str(found[1])) if found else None


def details_by_ref(ref: str, *, at: datetime) -> Details | None:
    """The answer behind the PIN or the QR."""
    dossier = (
        _counted(Dossier.objects.filter(ref=ref, code__isnull=False))
        .select_related("procedure", "receiving_unit", "unit")
        .only(*KEYED_COLUMNS)
        .first()
    )
    if dossier is None:
        return None
    asked = dossier.supplements.open().first()
    fees = dossier.fees.filter(paid_at__isnull=True).values_list("name", "amount")
    return Details(
        progress=_progress(dossier, at=at, has_key=True),
        ref=str(dossier.ref),
        state=dossier.state,
        procedure_code=dossier.procedure.code,
        procedure=dossier.procedure_version.name,
        receiving_unit=dossier.receiving_unit.name,
        receiving_address=dossier.receiving_unit.address,
        receiving_phone=dossier.receiving_unit.phone,
        unit=dossier.unit.name if dossier.unit else "",
        original_due_at=dossier.original_due_at,
        provisional=dossier.due_is_provisional,
        reappointed_at=dossier.reappointed_at,
        settled_at=dossier.settled_at,
        returned_at=dossier.returned_at,
        closed_at=dossier.closed_at,
        result_delivery=dossier.result_delivery,
        received_on_paper=dossier.outage_id is not None,
        clock=due_of(dossier, as_of=at),
        items_asked=tuple(asked.awaited) if asked else (),
        deliver_by=asked.answer_by if asked else None,
        counts_anew=ruleset_by_code(dossier.ruleset).supplement_restarts,
        fees_due=tuple(FeeDue(name, amount) for name, amount in fees),
    )


_LOCK = ("code", "ref", "pin_digest")
#: Asked more often than anything else in the house: to write this statement anew for each request, as
#: the ORM does, would take longer than all the rest. Steps are counted as `_counted` does.
_STRICT = """
    SELECT dossier.code, dossier.state, dossier.step, (
               SELECT count(*) FROM procedures_processstep AS step
                WHERE step.version_id = dossier.procedure_version_id AND step.role <> %s
           )
      FROM dossiers_dossier AS dossier
     WHERE dossier.code = ANY(%s)
"""


def _by_code(codes: Sequence[str]) -> QuerySet[Dossier]:
    return _counted(Dossier.objects.filter(code__in=codes))


def _counted(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    return dossiers.select_related("procedure_version", "agency").annotate(
        # The counter's own steps of the process are reception and return, counted apart.
        process_steps=Count(
            "procedure_version__steps",
            filter=~Q(procedure_version__steps__role=Role.COUNTER),
        )
    )


def _strict(codes: Sequence[str]) -> Progress | None:
    with planned_cursor() as cursor:
        cursor.execute(_STRICT, [Role.COUNTER.value, list(codes)])
        found = _likeliest(codes, {row[0]: row for row in cursor.fetchall()})
    if found is None:
        return None
    code, state, step, process_steps = found
    stage = STAGES[state]
    return Progress(code, stage, *_step(stage, step, process_steps))


def _likeliest(codes: Sequence[str], known: Mapping[str | None, Found]) -> Found | None:
    return next((known[code] for code in codes if code in known), None)


def _progress(dossier: Dossier, *, at: datetime, has_key: bool = False) -> Progress:
    stage = STAGES[dossier.state]
    step, steps = _step(stage, dossier.step, dossier.process_steps)
    # The agency of a sensitive procedure would tell what the procedure is.
    is_sensitive = dossier.procedure_version.sensitive
    return Progress(
        code=dossier.code,
        stage=stage,
        step=step,
        steps=steps,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        overdue=dossier.is_overdue(at),
        agency=dossier.agency.name if has_key or not is_sensitive else None,
    )


def _step(stage: Stage, at_step: int, process_steps: int) -> tuple[int, int]:
    """Reception, the steps of the internal process (one where none is laid down), the result."""
    steps = max(process_steps, 1) + 2
    if stage in (Stage.RESULT_READY, Stage.RETURNED):
        return steps, steps
    return min(1 + at_step, steps - 1), steps
