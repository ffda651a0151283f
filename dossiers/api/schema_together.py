"""What the doors on several agencies' work take and answer, for the OpenAPI file."""

from agencies.api.schema import (
    AGENCY,
    FLAG,
    MOMENT,
    NUMBER,
    OFFICER,
    TEXT,
    UUID,
    define,
    listed,
    maybe,
    one_of,
    operation,
    said,
    shape,
    whole,
)
from dossiers.api.schema import (
    APPLICANT,
    DOSSIER_PROPERTIES,
    OF_ONE,
    READING_ONE,
    STATE,
    TAG,
    if_none_match,
)
from dossiers.models import Consultation, HandOver

SLIP_ROW = define(
    "HandOver",
    shape(
        number=NUMBER,
        kind=one_of(HandOver.Kind.values),
        at=MOMENT,
        run=NUMBER,
        step=said(NUMBER, "The receiver's step of the internal process; 0 at a counter."),
        step_name=TEXT,
        from_unit=AGENCY,
        from_officer=maybe(OFFICER),
        to_unit=AGENCY,
        to_officer=maybe(OFFICER),
        due_at=said(maybe(MOMENT), "By when the receiver's step is to be done."),
        result=said(one_of(["", *HandOver.Result.values]), "How the giver kept the time."),
        grounds=said(one_of(["", *HandOver.Grounds.values]), "Why the receiver sent it back."),
        remark=maybe(TEXT),
    ),
)
CONSULTATION = define(
    "Consultation",
    shape(
        "Asked of another agency (art. 19.5, 19.6). Texts are null where not to be read.",
        id=said(NUMBER, "The fact `consultation` of the acts that answer it or take it back."),
        kind=one_of(Consultation.Kind.values),
        asked_by=AGENCY,
        agency=AGENCY,
        question=maybe(TEXT),
        asked_at=MOMENT,
        answer_by=MOMENT,
        answered_at=maybe(MOMENT),
        answered_by=maybe(OFFICER),
        answer=maybe(TEXT),
        cancelled_at=maybe(MOMENT),
        cancelled_why=maybe(TEXT),
    ),
)
VERIFICATION = define(
    "Verification",
    shape(
        held_at=MOMENT,
        place=TEXT,
        participants=listed(TEXT),
        content=TEXT,
        applicant_attended=FLAG,
    ),
)
LINK = define(
    "LinkedDossier",
    shape(
        ref=UUID,
        code=maybe(TEXT),
        leads=said(FLAG, "The others go with it."),
        procedure=TEXT,
        procedure_name=TEXT,
        agency=AGENCY,
        state=STATE,
        national_status=NUMBER,
        due_at=maybe(MOMENT),
    ),
)
DOSSIER_WHOLE = define(
    "DossierWhole",
    shape(
        **DOSSIER_PROPERTIES,
        applicant=said(maybe(APPLICANT), "Null for those who do not read what lies in a dossier."),
        consultations=listed(CONSULTATION),
        verifications=said(
            maybe(listed(VERIFICATION)), "Null for those who do not read what lies in a dossier."
        ),
    ),
)

DOSSIER_DETAIL = operation(
    "get_dossier",
    TAG,
    "A dossier as it stands",
    "With what other agencies were asked and what was verified on the spot. With `If-None-Match`, "
    "304 while nothing has changed.",
    answer=DOSSIER_WHOLE,
    problems=READING_ONE,
    parameters=[*OF_ONE, if_none_match()],
)
HANDOVERS = operation(
    "list_handovers",
    TAG,
    "Hand-overs between desks",
    "The control slip as it stands (form 05): the rows of every run, from the one-stop unit to the "
    "result back at it.",
    answer=whole(SLIP_ROW),
    problems=READING_ONE,
    parameters=OF_ONE,
)
LINKED = operation(
    "list_linked_dossiers",
    TAG,
    "Dossiers linked with it",
    "Of linked procedures of one applicant: the leading dossier first, with state and due moment "
    "even where the caller may not open it (art. 19.6).",
    answer=whole(LINK),
    problems=READING_ONE,
    parameters=OF_ONE,
)
