"""The lifecycle of a dossier as one table: this file lists the acts; nothing else does.

Buttons, REST, `docs/lifecycle.md` and the test matrix (act × state × role) read it by introspection
(`rows()`). Checks happen in `dossiers.services`, where the change happens, never where a button is
drawn.

Source: Decree 61/2018/NĐ-CP, arts 15–21; national statuses of the public service portal.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, FSMField, transition

from agencies.domain.roles import Role
from dossiers.domain.acts import (
    AGENCY,
    AGENCY_HEAD,
    CONSULTED,
    COUNTER,
    COUNTER_AT_DESK,
    FORWARDED_COUNTER,
    PARTNER,
    PEOPLE_AT_DESK,
    UNIT_HEAD,
    Allowed,
    ClockEffect,
    Place,
)
from dossiers.domain.facts import Fact, FactKind
from dossiers.lifecycle.columns import (
    APPLICANT_KNOWN,
    AWAITED_ELSEWHERE,
    CLOCK_RUNS,
    CONSULTATION,
    CONSULTATION_OPEN,
    DIGITISED,
    DOCUMENTS,
    EXTERNAL_ID,
    FEES_TAKEN,
    FILE,
    FILE_NAME,
    FILED,
    GIVEN_BACK,
    HAND_OVER_MAY_BE_REFUSED,
    ITEMS,
    ITEMS_RECEIVED,
    LIMIT,
    LIMIT_ROW,
    NOT_FORWARDED,
    NOT_ON_ITS_WAY,
    NOT_REAPPOINTED,
    ON_PAPER,
    OPENING,
    REASON,
    REMARK,
    SETTLED_AT_COUNTER,
    SETTLING,
    SOMETHING_TO_TELL,
    SUPPLEMENT_BEFORE_RECEPTION_ONCE,
    column,
)
from dossiers.lifecycle.states import NEW, OPEN_STATES, DossierState

S = DossierState

#: Where work on a received dossier may stand still without being over.
WORKED_ON = (S.RECEIVED, S.PROCESSING, S.SUPPLEMENT_REQUESTED, S.PAYMENT_REQUESTED)


class Lifecycle(models.Model):
    """The state and every act that may change it. Bodies are empty: services do the work."""

    state = FSMField(
        _("state"), max_length=24, choices=DossierState.choices, default=NEW, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        field=state,
        source=NEW,
        target=S.SUBMITTED,
        custom=column(PARTNER, COUNTER, facts=(*OPENING, EXTERNAL_ID)),
    )
    def submit(self) -> None:
        """The dossier has arrived, online or by post; not yet received: no code, no clock."""

    @transition(
        field=state,
        source=NEW,
        target=S.RECEIVED,
        custom=column(
            COUNTER,
            clock=ClockEffect.START,
            facts=(*OPENING, LIMIT, LIMIT_ROW, FEES_TAKEN, ON_PAPER),
            form="01",
        ),
    )
    @transition(
        field=state,
        source=S.SUBMITTED,
        target=S.RECEIVED,
        custom=column(
            COUNTER,
            clock=ClockEffect.START,
            facts=(DOCUMENTS, LIMIT, LIMIT_ROW, FEES_TAKEN),
            form="01",
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
        conditions=[NOT_ON_ITS_WAY],
        custom=column(
            COUNTER_AT_DESK,
            facts=(Fact("to_unit", FactKind.UNIT, required=False), REMARK),
            form="05",
        ),
    )
    def transfer(self) -> None:
        """Handed to the settling agency: the same day, or at the next opening after 15:00 (art. 18.2)."""

    @transition(
        field=state,
        source=S.RECEIVED,
        target=S.RECEIVED,
        conditions=[NOT_FORWARDED],
        custom=column(COUNTER, facts=(Fact("to_one_stop", FactKind.UNIT), REMARK), form="05"),
    )
    def forward(self) -> None:
        """To the one-stop unit of the authority it belongs to, at the same times (art. 18.3, 19.7)."""

    @transition(
        field=state,
        source=S.RECEIVED,
        target=S.RECEIVED,
        conditions=[AWAITED_ELSEWHERE],
        custom=column(FORWARDED_COUNTER, clock=ClockEffect.ARRIVE_BY_RULE, facts=(REMARK,)),
    )
    def confirm_arrival(self) -> None:
        """The other authority's one-stop unit has the dossier in its hands (art. 18.3)."""

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
        source=S.PROCESSING,
        target=GET_STATE(
            lambda dossier, **facts: S.RECEIVED if dossier.came_from_counter else S.PROCESSING,
            states=[S.RECEIVED, S.PROCESSING],
        ),
        conditions=[HAND_OVER_MAY_BE_REFUSED],
        custom=column(
            PEOPLE_AT_DESK,
            AGENCY_HEAD,
            facts=(
                Fact("grounds", FactKind.CHOICE, choices=("late", "poor", "wrong_desk")),
                Fact("remark", FactKind.PARAGRAPH, private=True),
            ),
            form="05",
        ),
    )
    def refuse_hand_over(self) -> None:
        """The receiver sends a late or poor dossier back, the reason in the slip's notes (form 05)."""

    @transition(
        field=state,
        source=(S.RECEIVED, S.PROCESSING),
        target=None,
        custom=column(
            AGENCY,
            COUNTER,
            facts=(
                Fact("asked_agency", FactKind.UNIT),
                Fact("consultation_kind", FactKind.CHOICE, choices=("opinion", "task")),
                Fact("question", FactKind.PARAGRAPH, private=True),
                Fact("answer_by", FactKind.MOMENT),
            ),
        ),
    )
    def consult(self) -> None:
        """Another agency's opinion, or its part of the work, with content and deadline (art. 19.5, 19.6)."""

    @transition(
        field=state,
        source=WORKED_ON,
        target=None,
        conditions=[CONSULTATION_OPEN],
        custom=column(
            CONSULTED,
            facts=(CONSULTATION, Fact("answer", FactKind.PARAGRAPH, private=True)),
        ),
    )
    def answer_consultation(self) -> None:
        """The agency asked answers, in time or late; both are recorded (art. 19.5)."""

    @transition(
        field=state,
        source=WORKED_ON,
        target=None,
        conditions=[CONSULTATION_OPEN],
        custom=column(AGENCY, COUNTER, facts=(CONSULTATION, REASON)),
    )
    def cancel_consultation(self) -> None:
        """The answer is no longer needed; the question stays in the history."""

    @transition(
        field=state,
        source=S.PROCESSING,
        target=None,
        custom=column(
            AGENCY,
            facts=(
                Fact("held_at", FactKind.MOMENT),
                Fact("place", private=True),
                Fact("participants", FactKind.ITEMS, private=True),
                Fact("content", FactKind.PARAGRAPH, private=True),
                Fact("applicant_attended", FactKind.FLAG, required=False),
            ),
        ),
    )
    def record_verification(self) -> None:
        """Verification on the spot: time, place, participants and content on record (art. 19.3)."""

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
            facts=(ITEMS_RECEIVED, FEES_TAKEN),
            form="01",
        ),
    )
    def accept_supplement(self) -> None:
        """Everything asked is there: the limit is counted again from the beginning (art. 19.4)."""

    @transition(
        field=state,
        source=S.SUPPLEMENT_REQUESTED,
        target=None,
        custom=column(COUNTER, facts=(ITEMS_RECEIVED, REMARK)),
    )
    def note_delivery(self) -> None:
        """Part of what was asked has come; the rest is still awaited."""

    @transition(
        field=state,
        source=S.SUPPLEMENT_REQUESTED,
        target=GET_STATE(
            lambda dossier, **facts: DossierState(dossier.state_before_supplement),
            states=[S.SUBMITTED, S.RECEIVED, S.PROCESSING],
        ),
        custom=column(
            AGENCY_HEAD,
            Allowed(Place.RECEIVING, (Role.CENTRE_HEAD,)),
            clock=ClockEffect.REVOKE,
            facts=(REASON,),
        ),
    )
    def cancel_supplement(self) -> None:
        """The request was not needed: taken back, its text kept; the time goes on as if never stopped."""

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
                FEES_TAKEN,
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
        custom=column(
            COUNTER,
            clock=ClockEffect.END,
            facts=(Fact("request", private=True), REASON, GIVEN_BACK),
        ),
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
                Fact("document", private=True),
                Fact("reason", FactKind.PARAGRAPH, required=False, private=True),
                GIVEN_BACK,
            ),
            form="stop",
        ),
    )
    def stop(self) -> None:
        """Settlement is ended without a result, on a legal ground and by a document."""

    @transition(
        field=state,
        source=(S.SETTLED, S.RETURNED),
        target=S.PROCESSING,
        conditions=[APPLICANT_KNOWN],
        custom=column(AGENCY_HEAD, clock=ClockEffect.REOPEN, facts=(REASON,)),
    )
    def reopen(self) -> None:
        """The authority's own error is put right at its own cost (art. 21.1)."""

    @transition(
        field=state,
        source=(*OPEN_STATES, S.SETTLED, S.RETURNED),
        target=None,
        conditions=[APPLICANT_KNOWN],
        custom=column(
            COUNTER,
            AGENCY,
            facts=(
                Fact("lost_items", FactKind.ITEMS, private=True),
                Fact("responsible", FactKind.UNIT),
                REASON,
            ),
        ),
    )
    def report_loss(self) -> None:
        """Papers were lost or damaged: who answers for it, and an apology is owed (art. 21.2)."""

    @transition(
        field=state,
        source=tuple(S),
        target=None,
        conditions=[SOMETHING_TO_TELL],
        custom=column(
            COUNTER,
            facts=(
                Fact("announcement", FactKind.ENTRY),
                Fact(
                    "how_told",
                    FactKind.CHOICE,
                    choices=("phone", "sms", "email", "post", "in_person", "social_network"),
                ),
                REMARK,
            ),
        ),
    )
    def tell_applicant(self) -> None:
        """What an agency says reaches the applicant through the one-stop unit (art. 5.1.đ, 5.1.e)."""

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
        source=(S.SUBMITTED, S.SUPPLEMENT_REQUESTED),
        target=None,
        custom=column(COUNTER, PARTNER, facts=FILED, door=False),
    )
    @transition(
        field=state,
        source=(S.RECEIVED, S.PROCESSING, S.PAYMENT_REQUESTED),
        target=None,
        custom=column(COUNTER, FORWARDED_COUNTER, AGENCY, facts=FILED, door=False),
    )
    def file_document(self) -> None:
        """A document is kept as a file: scanned here, or electronic from the start (art. 17.1).

        A partner's machine files what belongs to its own submissions, while the office still waits
        for it. What was decided on does not change after the decision.
        """

    @transition(
        field=state,
        source=S.RECEIVED,
        target=None,
        conditions=[SETTLED_AT_COUNTER],
        custom=column(COUNTER, facts=FILED, door=False),
    )
    @transition(
        field=state,
        source=S.PROCESSING,
        target=None,
        custom=column(AGENCY, facts=FILED, door=False),
    )
    @transition(
        field=state,
        source=(S.SETTLED, S.RETURNED),
        target=None,
        custom=column(COUNTER, FORWARDED_COUNTER, AGENCY, facts=FILED, door=False),
    )
    def file_result(self) -> None:
        """The result as a file, by the agency, or scanned by the counter before it is handed out."""

    @transition(
        field=state,
        source=OPEN_STATES,
        target=None,
        custom=column(COUNTER, FORWARDED_COUNTER, AGENCY, facts=DIGITISED, door=False),
    )
    def mark_digitised(self) -> None:
        """An officer has compared a scan that came from outside with the paper, and answers for it."""

    @transition(
        field=state,
        source=(S.SUBMITTED, S.SUPPLEMENT_REQUESTED),
        target=None,
        custom=column(COUNTER, AGENCY, PARTNER, facts=(FILE, FILE_NAME, REASON), door=False),
    )
    @transition(
        field=state,
        source=(S.RECEIVED, S.PROCESSING, S.PAYMENT_REQUESTED, S.SETTLED),
        target=None,
        custom=column(
            COUNTER, FORWARDED_COUNTER, AGENCY, facts=(FILE, FILE_NAME, REASON), door=False
        ),
    )
    def remove_file(self) -> None:
        """A file that does not belong here is taken out, with the reason; documents until the decision."""

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
