"""What the dossiers' doors take and answer, for the OpenAPI file."""

from http import HTTPStatus
from typing import Any

from agencies.api.schema import (
    ANYTHING,
    COMPONENTS,
    CURSOR_PARAMETERS,
    FLAG,
    MOMENT,
    NUMBER,
    OFFICER,
    PRINCIPAL_PARAMETER,
    PROBLEM,
    TEXT,
    UUID,
    OpenApiParameter,
    Schema,
    define,
    key_parameter,
    listed,
    maybe,
    one_of,
    operation,
    paged,
    parameter,
    said,
    shape,
    whole,
)
from dossiers.api.schema_files import FILES_OF_DOCUMENT
from dossiers.api.schema_narrowing import DESK_PARAMETERS
from dossiers.domain.acts import ClockEffect
from dossiers.domain.facts import APPLICANT_KINDS, NOTIFY_BY, FactKind
from dossiers.lifecycle import DossierState
from dossiers.models import ResultDelivery, Violation
from dossiers.services import ACTS
from procedures.api.schema import AT_A_MOMENT, CHANNEL, UNIT
from procedures.api.schema import CLOCK as CLOCK_PROPERTIES
from procedures.domain.clock import ClockKind
from procedures.domain.rulesets import RULESETS

TAG = "Dossiers"

STATE = define("State", one_of(DossierState.values))
CLOCK_KIND = one_of(["", *ClockKind])

DOSSIER_PROPERTIES: dict[str, Schema] = {
    "ref": said(UUID, "From the first act on."),
    "code": said(maybe(TEXT), "From reception on."),
    "state": STATE,
    "national_status": said(NUMBER, "1 to 10, as the national portal numbers the states."),
    "version": said(NUMBER, "Goes up with every act; the ETag."),
    "procedure": TEXT,
    "procedure_name": TEXT,
    "procedure_version": NUMBER,
    "case": TEXT,
    "channel": CHANNEL,
    "result_delivery": one_of(ResultDelivery.values),
    "receiving_unit": TEXT,
    "receiving_unit_name": TEXT,
    "agency": TEXT,
    "agency_name": TEXT,
    "unit": said(maybe(TEXT), "Where it lies now."),
    "unit_name": maybe(TEXT),
    "officer": maybe(TEXT),
    "officer_name": maybe(TEXT),
    "forwarded_to": said(maybe(TEXT), "Another authority's one-stop unit (art. 18.3)."),
    "forwarded_to_name": maybe(TEXT),
    "external_id": said(TEXT, "What the submitting machine itself calls it."),
    "step": NUMBER,
    "run": NUMBER,
    "ruleset": one_of(list(RULESETS)),
    "limit": maybe(shape(value=NUMBER, unit=UNIT)),
    "submitted_at": maybe(MOMENT),
    "received_at": maybe(MOMENT),
    "arrived_at": said(maybe(MOMENT), "At the one-stop unit it was forwarded to."),
    "transfer_due_at": maybe(MOMENT),
    "due_at": said(maybe(MOMENT), "Null before reception and while the clock stands still."),
    "original_due_at": maybe(MOMENT),
    "late_from": maybe(MOMENT),
    "overdue": said(FLAG, "Late now, or was when its clock was stopped or ended."),
    "provisional": FLAG,
    "reappointed_at": maybe(MOMENT),
    "settled_at": maybe(MOMENT),
    "returned_at": maybe(MOMENT),
    "closed_at": maybe(MOMENT),
    "outcome": one_of(["", "approved", "refused"]),
    "result": TEXT,
}
APPLICANT = define(
    "Applicant",
    shape(
        kind=one_of(APPLICANT_KINDS),
        name=TEXT,
        identity_number=TEXT,
        address=TEXT,
        phone=TEXT,
        email=TEXT,
        notify_by=said(listed(one_of(NOTIFY_BY)), "Channels of the notices wanted; empty: none."),
        subject=TEXT,
    ),
)
DOSSIER = define(
    "Dossier",
    shape(
        **DOSSIER_PROPERTIES,
        applicant=said(maybe(APPLICANT), "Null for those who do not read what lies in a dossier."),
    ),
)
DONE = define(
    "Done",
    shape(
        "The dossier after an act, and the act's line in its history.",
        **DOSSIER_PROPERTIES,
        event=shape(
            act=TEXT,
            from_state=one_of(["", *DossierState.values]),
            to_state=STATE,
            at=MOMENT,
            clock=CLOCK_KIND,
            facts=ANYTHING,
        ),
    ),
)
DOSSIER_CORE = define(
    "DossierCore", shape("A dossier without anything personal.", **DOSSIER_PROPERTIES)
)
STALE = define(
    "Stale",
    {
        **COMPONENTS["Problem"],
        "description": "The refusal of an act on a version that has moved on.",
        "properties": {
            **COMPONENTS["Problem"]["properties"],
            "current": said(DOSSIER_CORE, "As it stands now; `ETag` holds its version."),
            "meanwhile": said(
                listed(shape(act=TEXT, label=TEXT, by=maybe(OFFICER), recorded_at=MOMENT)),
                "What was done since the version given, the oldest first; of many the last five.",
            ),
        },
    },
)
FACT = define(
    "Fact",
    shape(
        name=TEXT,
        label=TEXT,
        kind=one_of(list(FactKind)),
        required=FLAG,
        required_if=said(
            maybe(shape(fact=TEXT, value=TEXT)), "Compulsory when that fact has that value."
        ),
        choices=listed(shape(value=TEXT, label=TEXT)),
    ),
)
ROW_PROPERTIES: dict[str, Schema] = {
    "act": TEXT,
    "label": TEXT,
    "leads_to": listed(STATE),
    "clock": said(one_of(list(ClockEffect)), "What the act does to the clock."),
    "form": said(maybe(TEXT), "The paper it hands out."),
    "facts": listed(FACT),
}
CREATING_ACT = define("CreatingAct", shape(**ROW_PROPERTIES))
OPEN_ACT = define(
    "OpenAct",
    shape(
        **ROW_PROPERTIES,
        obstacles=said(
            listed(shape(code=TEXT, detail=TEXT)), "Conditions not met: the act would be refused."
        ),
    ),
)
EVENT = define(
    "Event",
    shape(
        sequence=NUMBER,
        act=TEXT,
        label=TEXT,
        from_state=one_of(["", *DossierState.values]),
        to_state=STATE,
        at=said(MOMENT, "When it took effect."),
        recorded_at=said(MOMENT, "When it was written down."),
        by=maybe(OFFICER),
        machine=maybe(OFFICER),
        on_behalf_of=said(maybe(OFFICER), "The head whose delegate acted."),
        agency=maybe(TEXT),
        run=NUMBER,
        clock=CLOCK_KIND,
        clock_until=maybe(MOMENT),
        due_at=maybe(MOMENT),
        facts=ANYTHING,
        texts=said(maybe(ANYTHING), "Personal and free texts; null where not to be read, or none."),
        hash=said(TEXT, "SHA-256 over this line and the one before."),
    ),
)
CLOCK_ANSWER = define(
    "Clock",
    shape(
        "The clock's answer at this moment; before reception without any date.",
        **{
            **CLOCK_PROPERTIES,
            **AT_A_MOMENT,
            **{
                name: maybe(CLOCK_PROPERTIES[name])
                for name in ("limit", "unit", "budget", "used", "remaining", "calendar_version")
            },
            "state": STATE,
        },
    ),
)
DOCUMENT = define(
    "Document",
    shape(
        id=NUMBER,
        required=said(maybe(NUMBER), "The catalogue's document it answers to."),
        name=TEXT,
        originals=NUMBER,
        copies=NUMBER,
        received=FLAG,
        given_back_at=maybe(MOMENT),
        files=FILES_OF_DOCUMENT,
    ),
)
SUPPLEMENT_FAULTS = [Violation.Kind.SUPPLEMENT_LATE, Violation.Kind.SUPPLEMENT_REPEATED]
SUPPLEMENT = define(
    "SupplementRequest",
    shape(
        before_reception=FLAG,
        items=listed(TEXT),
        reason=TEXT,
        legal_ground=TEXT,
        violations=listed(one_of(SUPPLEMENT_FAULTS)),
        asked_at=MOMENT,
        answer_by=said(maybe(MOMENT), "After it the applicant counts as silent."),
        delivered=said(listed(TEXT), "What has come so far."),
        answered_at=maybe(MOMENT),
        cancelled_at=maybe(MOMENT),
        cancelled_why=TEXT,
    ),
)
DOCUMENTS_ANSWER = shape(results=listed(DOCUMENT), supplements=listed(SUPPLEMENT))


def _asked(acts: list[str]) -> dict[str, Schema]:
    return {
        "act": one_of(acts),
        "facts": said(ANYTHING, "What the act demands, by name of the fact."),
        "at": said(
            MOMENT,
            "When it took effect; not in the future, not before the last act. Now if not given.",
        ),
    }


def _asked_act(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": ["act"],
        "additionalProperties": False,
    }


ASKED_PROPERTIES = _asked(list(ACTS))
OPENING_ACT = define(
    "OpeningAct", _asked_act(_asked(["submit", "receive", "request_completion", "decline"]))
)
ASKED_ACT = define("AskedAct", _asked_act(ASKED_PROPERTIES))

KEY = key_parameter("key", "Dossier code, or `ref`.")
OF_ONE = (KEY, PRINCIPAL_PARAMETER)
READING_ONE = (400, 401, 403, 404)


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description)


def if_none_match() -> OpenApiParameter:
    """The header of a caller who holds a copy already."""
    return _header("If-None-Match", "ETag of the copy the caller holds.")


_SUBMISSION: dict[str, Any] = {
    "act": "submit",
    "facts": {
        "receiving_unit": "H41.01.02",
        "procedure": "1.000001",
        "channel": "online",
        "applicant": {"kind": "citizen", "name": "Nguyễn Văn Ví Dụ", "phone": "0900000001"},
        "documents": [{"name": "Đơn đề nghị", "originals": 1, "copies": 0, "received": True}],
    },
}
_RECEPTION: dict[str, Any] = {
    "act": "receive",
    "facts": {
        **_SUBMISSION["facts"],
        "channel": "in_person",
        "documents": [{"required": 17, "originals": 1, "copies": 0, "received": True}],
    },
    "at": "2026-11-24T09:05:00+07:00",
}

DOSSIER_LIST = operation(
    "list_dossiers",
    TAG,
    "Dossiers the caller may see",
    "Counter: received by the own unit. Agency: settled by the own agency, and acted on before. "
    "Centre head: also every agency's overdue. Oversight: all. Machine: own submissions and its agency's.",
    answer=paged(DOSSIER),
    problems=(400, 401, 403),
    parameters=[
        parameter("state", f"{', '.join(DossierState.values)}; several parted by commas."),
        parameter("agency", "Code of the settling agency; several parted by commas."),
        parameter("procedure", "Code of the procedure; several parted by commas."),
        parameter("due_before", "Due before a moment, or before a day."),
        parameter("overdue", "Late now, or ended late.", type=bool),
        parameter("q", "Code or its last digits, identity or telephone number, words of the applicant's name with or without accents, the last whole or begun; where that finds nothing, each."),
        parameter("external_id", "The caller's own numbers of its submissions; several parted by commas."),
        parameter("order", "`due` leaves out what has no due moment.", enum=["newest", "oldest", "due"]),
        *DESK_PARAMETERS,
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)  # fmt: skip
DOSSIER_OPEN = operation(
    "open_dossier",
    TAG,
    "Open a dossier",
    "By submitting, receiving, asking for completion or declining.",
    answer=DONE,
    status=HTTPStatus.CREATED,
    problems=(400, 401, 403, 409, 413, 415, 422),
    parameters=[PRINCIPAL_PARAMETER],
    request=OPENING_ACT,
    request_examples={"A machine submits": _SUBMISSION, "The counter receives": _RECEPTION},
)
CREATING_ACTS = operation(
    "list_creating_acts",
    TAG,
    "Acts that open a dossier, with their facts",
    "What `POST /api/v1/dossiers/` takes.",
    answer=whole(CREATING_ACT),
    problems=(400, 401, 403),
    parameters=[PRINCIPAL_PARAMETER],
)
OPEN_ACTS = operation(
    "list_open_acts",
    TAG,
    "Acts open to the caller",
    "From the dossier's state, by the caller's roles, each with the facts it demands.",
    answer=whole(OPEN_ACT),
    problems=READING_ONE,
    parameters=OF_ONE,
)
DO_ACT = operation(
    "do_act",
    TAG,
    "Do an act",
    "With `If-Match` only if nobody else has acted since the dossier was read; else 412 `stale` "
    "tells where it stands now and who did what meanwhile. A machine names the officer for whom it acts in `On-Behalf-Of`; both stand in the history.",
    answer=DONE,
    problems={
        **dict.fromkeys((400, 401, 403, 404, 409), PROBLEM),
        412: STALE,
        **dict.fromkeys((413, 415, 422), PROBLEM),
    },
    parameters=[*OF_ONE, _header("If-Match", "ETag of the dossier as the caller read it.")],
    request=ASKED_ACT,
    request_examples={
        "Hand over": {
            "act": "hand_over",
            "facts": {"to_unit": "H41.03.02", "remark": "Trình ký"},
        },
        "Settle": {"act": "settle", "facts": {"outcome": "approved", "result": "GP-01/2026"}},
    },
)
HISTORY = operation(
    "get_history",
    TAG,
    "Everything that was done to it",
    "In order; nothing in it can be changed or removed.",
    answer=whole(EVENT),
    problems=READING_ONE,
    parameters=OF_ONE,
)
CLOCK = operation(
    "get_clock",
    TAG,
    "When it is due, and why",
    "Each day counted and passed over, each reason with its article.",
    answer=CLOCK_ANSWER,
    problems=READING_ONE,
    parameters=OF_ONE,
)
DOCUMENTS = operation(
    "list_documents",
    TAG,
    "What lies in it",
    "Components handed in, and requests for more. Not for oversight.",
    answer=DOCUMENTS_ANSWER,
    problems=READING_ONE,
    parameters=OF_ONE,
)
FORM = operation(
    "get_form",
    TAG,
    "A paper that was handed out, as PDF",
    "01 receipt, 02 supplement slip, 03 refusal slip, stop for the stop notice: the latest of its kind, "
    "the same bytes at every print. 05 control slip: as the hand-overs now stand.",
    answer={"type": "string", "format": "binary"},
    content_type="application/pdf",
    problems=(*READING_ONE, 410, 422),
    parameters=[KEY, key_parameter("kind", "01, 02, 03, 05 or stop."), PRINCIPAL_PARAMETER],
)
