"""What the rows of the table are made of: shared facts, conditions, and the columns themselves."""

from dataclasses import dataclass
from typing import Any

from dossiers.domain.acts import Allowed, ClockEffect
from dossiers.domain.facts import Fact, FactKind
from dossiers.domain.files import COPIES, SCANS

REASON = Fact("reason", FactKind.PARAGRAPH, private=True)
ITEMS = Fact("items", FactKind.ITEMS, private=True)
GIVEN_BACK = Fact("originals_given_back", FactKind.FLAG, required=False)
#: What a document is called may be typed, and then name anybody.
DOCUMENTS = Fact("documents", FactKind.DOCUMENTS, required=False, private=True)
REMARK = Fact("remark", FactKind.PARAGRAPH, required=False, private=True)
ITEMS_RECEIVED = Fact("items_received", FactKind.ITEMS, private=True)
#: One of the consultations asked for this dossier, by its number.
CONSULTATION = Fact("consultation", FactKind.ENTRY)
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
    #: Code or reference of the dossier that leads, where procedures are settled as linked ones.
    Fact("linked_to", required=False),
    DOCUMENTS,
)
#: What the submitting system itself calls the dossier; once among its own.
EXTERNAL_ID = Fact("external_id", required=False, longest=100)
#: How a dossier is settled, whoever settles it.
SETTLING = (
    Fact("outcome", FactKind.CHOICE, choices=("approved", "refused")),
    Fact("result", demanded_if=("outcome", "approved")),
    Fact("reason", FactKind.PARAGRAPH, demanded_if=("outcome", "refused"), private=True),
)
#: The officer's choice where the catalogue gives no single limit; never guessed.
LIMIT = Fact("limit", FactKind.LIMIT, required=False)
LIMIT_ROW = Fact("limit_row", required=False)
#: Fees paid over the counter in the same breath, each with its receipt's number.
FEES_TAKEN = Fact("fees_taken", FactKind.FEES_TAKEN, required=False)
#: The true moment of a reception on paper, inside an outage that was approved.
ON_PAPER = Fact("received_on_paper_at", FactKind.MOMENT, required=False)

#: A file by its reference. Its digest enters the chain of the history, its name does not.
FILE = Fact("file")
FILE_NAME = Fact("file_name", private=True)
FILED = (
    FILE,
    Fact("sha256"),
    Fact("content_type"),
    Fact("copy_of", FactKind.CHOICE, choices=COPIES),
    #: The component of the dossier that it is, by its number.
    Fact("component", FactKind.ENTRY, required=False),
    Fact("reused_from", required=False),
    FILE_NAME,
)
DIGITISED = (FILE, Fact("copy_of", FactKind.CHOICE, choices=SCANS), FILE_NAME)


@dataclass(frozen=True, slots=True)
class Condition:
    """A guard on the dossier alone (django-fsm hands conditions nothing else), with a stable code."""

    code: str
    attribute: str

    def __call__(self, dossier: Any) -> bool:
        return bool(getattr(dossier, self.attribute))


SETTLED_AT_COUNTER = Condition("not_settled_at_counter", "is_settled_at_counter")
NOT_REAPPOINTED = Condition("already_reappointed", "may_be_reappointed")
HAND_OVER_MAY_BE_REFUSED = Condition("nothing_to_refuse", "hand_over_may_be_refused")
NOT_FORWARDED = Condition("already_forwarded", "is_not_forwarded")
AWAITED_ELSEWHERE = Condition("not_forwarded", "is_on_its_way")
NOT_ON_ITS_WAY = Condition("not_arrived", "is_at_a_desk")
CONSULTATION_OPEN = Condition("no_open_consultation", "has_open_consultation")
SOMETHING_TO_TELL = Condition("nothing_to_tell", "has_something_to_tell")
APPLICANT_KNOWN = Condition("personal_data_erased", "knows_its_applicant")
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
