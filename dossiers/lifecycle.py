"""The lifecycle of a dossier as one table: this file lists the states and the acts; nothing else does.

States are the ten national statuses, one to one. Buttons, REST, `docs/lifecycle.md` and the test
matrix (act × state × role) read the table by introspection (`rows()`). Checks happen in
`dossiers.services`, where the change happens, never where a button is drawn.

Source: Decree 61/2018/NĐ-CP, arts 15–21; national statuses of the public service portal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, FSMField, transition

from agencies.domain.roles import Role
from dossiers.domain.acts import (
    AGENCY,
    AGENCY_HEAD,
    COUNTER,
    PARTNER,
    UNIT_HEAD,
    Allowed,
    ClockEffect,
    Place,
)
from dossiers.domain.facts import Fact, FactKind

#: Where creating acts start from; the database refuses to store it.
NEW = ""


class DossierState(models.TextChoices):
    """The ten national statuses, in the order of their national codes."""

    SUBMITTED = "submitted", _("Newly submitted")
    RECEIVED = "received", _("Received")
    DECLINED = "declined", _("Not received")
    PROCESSING = "processing", _("In process")
    SUPPLEMENT_REQUESTED = "supplement_requested", _("Supplement requested")
    PAYMENT_REQUESTED = "payment_requested", _("Payment requested")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")
    STOPPED = "stopped", _("Stopped")
    SETTLED = "settled", _("Settled")
    RETURNED = "returned", _("Result returned")

    @property
    def national(self) -> int:
        """The code exchanged with the national portal, 1 to 10."""
        return list(type(self)).index(self) + 1


S = DossierState

#: Nothing more is expected of the office, save handing out the result.
CLOSED_STATES = (S.DECLINED, S.WITHDRAWN, S.STOPPED, S.SETTLED, S.RETURNED)
OPEN_STATES = tuple(state for state in S if state not in CLOSED_STATES)

# Facts that several acts share ------------------------------------------------------------------

REASON = Fact("reason", FactKind.PARAGRAPH, private=True)
ITEMS = Fact("items", FactKind.ITEMS, private=True)
GIVEN_BACK = Fact("originals_given_back", FactKind.FLAG, required=False)
DOCUMENTS = Fact("documents", FactKind.DOCUMENTS, required=False)
#: What a dossier is opened with, whatever is then decided about it.
OPENING = (
    Fact("receiving_unit", FactKind.UNIT),
    Fact("procedure", FactKind.PROCEDURE),
    Fact("channel", FactKind.CHOICE, choices=("in_person", "online", "post")),
    Fact("applicant", FactKind.APPLICANT, private=True),
    Fact("subject", FactKind.PARAGRAPH, required=False, private=True),
    Fact("case", required=False),
    Fact("agency", FactKind.UNIT, required=False),
    Fact("result_delivery", FactKind.CHOICE, required=False, choices=("counter", "post", "online")),
    DOCUMENTS,
)
#: How a dossier is settled, whoever settles it.
SETTLING = (
    Fact("outcome", FactKind.CHOICE, choices=("approved", "refused")),
    Fact("result", demanded_if=("outcome", "approved")),
    Fact("reason", FactKind.PARAGRAPH, demanded_if=("outcome", "refused"), private=True),
)
#: The officer's choice where the catalogue gives no single limit; never guessed.
LIMIT = Fact("limit", FactKind.LIMIT, required=False)
LIMIT_ROW = Fact("limit_row", required=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """A guard on the dossier alone (django-fsm hands conditions nothing else), with a stable code."""

    code: str
    attribute: str

    def __call__(self, dossier: Any) -> bool:
        return bool(getattr(dossier, self.attribute))


SETTLED_AT_COUNTER = Condition("not_settled_at_counter", "is_settled_at_counter")
NOT_REAPPOINTED = Condition("already_reappointed", "may_be_reappointed")
CLOCK_RUNS = Condition("clock_not_running", "clock_runs")
SUPPLEMENT_BEFORE_RECEPTION_ONCE = Condition(
    "completion_already_requested", "may_be_asked_to_complete"
)


def column(
    *allowed: Allowed,
    clock: ClockEffect = ClockEffect.NONE,
    facts: tuple[Fact, ...] = (),
    form: str = "",
    door: bool = True,
) -> dict[str, Any]:
    """The columns of a row that django-fsm carries along in `custom`."""
    return {"allowed": allowed, "clock": clock, "facts": facts, "form": form, "door": door}


class Lifecycle(models.Model):
    """The state and every act that may change it. Bodies are empty: services do the work."""

    state = FSMField(
        _("state"), max_length=24, choices=DossierState.choices, default=NEW, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        field=state, source=NEW, target=S.SUBMITTED, custom=column(PARTNER, COUNTER, facts=OPENING)
    )
    def submit(self) -> None:
        """The dossier has arrived, online or by post; not yet received: no code, no clock."""

    @transition(
        field=state,
        source=NEW,
        target=S.RECEIVED,
        custom=column(
            COUNTER, clock=ClockEffect.START, facts=(*OPENING, LIMIT, LIMIT_ROW), form="01"
        ),
    )
    @transition(
        field=state,
        source=S.SUBMITTED,
        target=S.RECEIVED,
        custom=column(
            COUNTER, clock=ClockEffect.START, facts=(DOCUMENTS, LIMIT, LIMIT_ROW), form="01"
        ),
    )
    def receive(self) -> None:
        """Complete and correct: the code is given and the clock starts (art. 17.1.c, 17.3)."""

    @transition(
        field=state,
        source=NEW,
        target=S.SUPPLEMENT_REQUESTED,
        custom=column(COUNTER, facts=(*OPENING, ITEMS, REASON), form="02"),
    )
    @transition(
        field=state,
        source=S.SUBMITTED,
        target=S.SUPPLEMENT_REQUESTED,
        conditions=[SUPPLEMENT_BEFORE_RECEPTION_ONCE],
        custom=column(COUNTER, facts=(ITEMS, REASON), form="02"),
    )
    def request_completion(self) -> None:
        """Incomplete before reception: told once, fully, in writing (art. 17.1.a, 17.2.a)."""

    @transition(
        field=state,
        source=NEW,
        target=S.DECLINED,
        custom=column(COUNTER, facts=(*OPENING, REASON, GIVEN_BACK), form="03"),
    )
    @transition(
        field=state,
        source=S.SUBMITTED,
        target=S.DECLINED,
        custom=column(COUNTER, facts=(REASON, GIVEN_BACK), form="03"),
    )
    def decline(self) -> None:
        """Not received, with the reason in writing (art. 17.1.b)."""

    @transition(
        field=state,
        source=S.RECEIVED,
        target=S.PROCESSING,
        custom=column(
            COUNTER,
            facts=(
                Fact("to_unit", FactKind.UNIT, required=False),
                Fact("remark", FactKind.PARAGRAPH, required=False, private=True),
            ),
            form="05",
        ),
    )
    def transfer(self) -> None:
        """Handed to the settling agency: the same day, or at the next opening after 15:00 (art. 18.2)."""

    @transition(
        field=state,
        source=S.PROCESSING,
        target=S.PROCESSING,
        custom=column(
            AGENCY,
            facts=(
                Fact("to_unit", FactKind.UNIT, required=False),
                Fact("to_officer", FactKind.OFFICER, required=False),
                Fact("remark", FactKind.PARAGRAPH, private=True),
            ),
            form="05",
        ),
    )
    def hand_over(self) -> None:
        """To the next unit or officer inside the agency: a row of the control slip."""

    @transition(
        field=state,
        source=(S.RECEIVED, S.PROCESSING),
        target=S.SUPPLEMENT_REQUESTED,
        custom=column(
            AGENCY,
            clock=ClockEffect.STOP,
            facts=(
                ITEMS,
                REASON,
                Fact("legal_ground", required=False),
                Fact("approved_by", FactKind.OFFICER, required=False),
            ),
            form="02",
        ),
    )
    def request_supplement(self) -> None:
        """Not yet eligible after appraisal: what to add and why, through the one-stop unit (art. 19.4)."""

    @transition(
        field=state,
        source=S.SUPPLEMENT_REQUESTED,
        target=GET_STATE(
            lambda dossier, **facts: S.RECEIVED if dossier.was_received else S.SUBMITTED,
            states=[S.RECEIVED, S.SUBMITTED],
        ),
        custom=column(
            COUNTER,
            clock=ClockEffect.RESTART,
            facts=(Fact("items_received", FactKind.ITEMS),),
            form="01",
        ),
    )
    def accept_supplement(self) -> None:
        """Everything asked is there: the limit is counted again from the beginning (art. 19.4)."""

    @transition(
        field=state,
        source=(S.RECEIVED, S.PROCESSING),
        target=S.PAYMENT_REQUESTED,
        custom=column(
            COUNTER,
            AGENCY,
            clock=ClockEffect.HOLD_BY_RULE,
            facts=(Fact("fees", FactKind.FEES),),
        ),
    )
    def request_payment(self) -> None:
        """A fee or other financial duty is due before the work goes on (art. 22)."""

    @transition(
        field=state,
        source=S.PAYMENT_REQUESTED,
        target=GET_STATE(
            lambda dossier, **facts: DossierState(dossier.state_before_payment),
            states=[S.RECEIVED, S.PROCESSING],
        ),
        custom=column(COUNTER, clock=ClockEffect.RESUME_BY_RULE, facts=(Fact("receipt_number"),)),
    )
    def confirm_payment(self) -> None:
        """Paid: the dossier goes back to where it came from."""

    @transition(
        field=state,
        source=S.RECEIVED,
        target=S.SETTLED,
        conditions=[SETTLED_AT_COUNTER],
        custom=column(COUNTER, clock=ClockEffect.END, facts=SETTLING, form="03"),
    )
    @transition(
        field=state,
        source=S.PROCESSING,
        target=S.SETTLED,
        custom=column(AGENCY_HEAD, clock=ClockEffect.END, facts=SETTLING, form="03"),
    )
    def settle(self) -> None:
        """Approved with a result, or refused with the reason in writing (art. 19.2, 19.8)."""

    @transition(
        field=state,
        source=S.SETTLED,
        target=S.RETURNED,
        custom=column(
            COUNTER,
            facts=(
                Fact("how", FactKind.CHOICE, choices=("counter", "post", "online")),
                Fact("recipient", private=True),
                Fact(
                    "recipient_proof",
                    FactKind.CHOICE,
                    choices=("receipt", "identity", "authorisation", "receipt_lost"),
                ),
                GIVEN_BACK,
            ),
        ),
    )
    def return_result(self) -> None:
        """The result is in the applicant's hands, and the originals with it (art. 20)."""

    @transition(
        field=state,
        source=(
            S.SUBMITTED,
            S.RECEIVED,
            S.PROCESSING,
            S.SUPPLEMENT_REQUESTED,
            S.PAYMENT_REQUESTED,
        ),
        target=S.WITHDRAWN,
        custom=column(COUNTER, clock=ClockEffect.END, facts=(Fact("request"), REASON, GIVEN_BACK)),
    )
    def withdraw(self) -> None:
        """The applicant asks for the dossier back."""

    @transition(
        field=state,
        source=(S.RECEIVED, S.PROCESSING, S.SUPPLEMENT_REQUESTED, S.PAYMENT_REQUESTED),
        target=S.STOPPED,
        custom=column(
            AGENCY_HEAD,
            Allowed(Place.RECEIVING, (Role.CENTRE_HEAD,), when=("ground", "entered_in_error")),
            clock=ClockEffect.END,
            facts=(
                Fact(
                    "ground",
                    FactKind.CHOICE,
                    choices=("applicant_silent", "legal_obstacle", "entered_in_error", "other"),
                ),
                Fact("document"),
                Fact("reason", FactKind.PARAGRAPH, required=False, private=True),
                GIVEN_BACK,
            ),
        ),
    )
    def stop(self) -> None:
        """Settlement is ended without a result, on a legal ground and by a document."""

    @transition(
        field=state,
        source=(S.SETTLED, S.RETURNED),
        target=S.PROCESSING,
        custom=column(AGENCY_HEAD, clock=ClockEffect.REOPEN, facts=(REASON,)),
    )
    def reopen(self) -> None:
        """The authority's own error is put right at its own cost (art. 21.1)."""

    @transition(
        field=state,
        source=OPEN_STATES,
        target=None,
        custom=column(
            COUNTER, UNIT_HEAD, facts=(Fact("changes", FactKind.CHANGES, private=True), REASON)
        ),
    )
    def amend(self) -> None:
        """A wrong name or telephone number is put right; the old value stays in the history."""

    @transition(
        field=state,
        source=(S.RECEIVED, S.PROCESSING, S.PAYMENT_REQUESTED),
        target=None,
        conditions=[CLOCK_RUNS, NOT_REAPPOINTED],
        custom=column(
            AGENCY_HEAD,
            Allowed(Place.RECEIVING, (Role.CENTRE_HEAD,)),
            clock=ClockEffect.EXTEND,
            facts=(Fact("until", FactKind.MOMENT), Fact("letter")),
            form="04",
            door=False,
        ),
    )
    def reappoint(self) -> None:
        """The return date moves, once; done only by issuing an apology letter (art. 19.9)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: an act from one state."""

    act: str
    source: str
    targets: tuple[str, ...]
    conditions: tuple[Condition, ...]
    allowed: tuple[Allowed, ...]
    clock: ClockEffect
    facts: tuple[Fact, ...]
    form: str
    door: bool


def rows(model: type[models.Model]) -> Iterator[Row]:
    """Every row, read from the transitions of a model that inherits the table.

    A list, never a set: django-fsm's transitions compare by method name alone.
    """
    field = model._meta.get_field("state")
    for found in field.get_all_transitions(model):
        custom = found.custom
        yield Row(
            act=found.name,
            source=str(found.source),
            targets=_targets(found),
            conditions=tuple(found.conditions),
            allowed=custom["allowed"],
            clock=custom["clock"],
            facts=custom["facts"],
            form=custom["form"],
            door=custom["door"],
        )


def _targets(found: Any) -> tuple[str, ...]:
    if found.target is None:
        return (str(found.source),)
    if isinstance(found.target, GET_STATE):
        return tuple(str(state) for state in found.target.allowed_states)
    return (str(found.target),)
