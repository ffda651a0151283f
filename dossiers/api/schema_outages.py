"""What the doors of outages take and answer, for the OpenAPI file."""

from http import HTTPStatus

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    DAY,
    FLAG,
    GIVEN_MOMENT,
    MOMENT,
    NUMBER,
    OFFICER,
    PRINCIPAL_PARAMETER,
    TEXT,
    UUID,
    define,
    key_parameter,
    maybe,
    operation,
    paged,
    parameter,
    said,
    shape,
    taken,
)
from dossiers.api.schema import STATE

TAG = "One-stop unit"

OUTAGE = define(
    "Outage",
    shape(
        id=NUMBER,
        unit=said(TEXT, "Code of the one-stop unit."),
        unit_name=TEXT,
        began_at=MOMENT,
        ended_at=MOMENT,
        reason=TEXT,
        approved_by=maybe(OFFICER),
        approved_at=MOMENT,
        receptions=said(NUMBER, "Entered so far; an outage with any is not taken back."),
        enter_until=said(DAY, "The last day on which a reception of it may be entered."),
        open_for_entry=FLAG,
    ),
)
RECEPTION = define(
    "ReceptionOnPaper",
    shape(
        dossier=said(UUID, "`ref` of the dossier."),
        dossier_code=maybe(TEXT),
        state=STATE,
        received_at=said(MOMENT, "As on the paper."),
        entered_at=MOMENT,
        entered_by=maybe(OFFICER),
    ),
)
OUTAGE_ID = key_parameter("outage_id", "`id` of the outage.")

OUTAGE_LIST = operation(
    "list_outages",
    TAG,
    "Times worked on paper",
    "Of the one-stop units whose register the caller reads, or that the caller heads; the newest "
    "approval first.",
    answer=paged(OUTAGE),
    problems=(400, 401, 403),
    parameters=[
        parameter("unit", "Code of the one-stop unit; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
APPROVE_OUTAGE = operation(
    "approve_outage",
    TAG,
    "Approve a time worked on paper",
    "By the head of the one-stop unit, afterwards. Receptions of that time are then entered with "
    "the fact `received_on_paper_at`. The same approval again answers the first one.",
    answer=OUTAGE,
    status=HTTPStatus.CREATED,
    problems=(400, 401, 403, 409, 413, 415, 422),
    parameters=[PRINCIPAL_PARAMETER],
    request=taken(
        "OutageApproval",
        unit=said(TEXT, "Code of the one-stop unit."),
        began_at=GIVEN_MOMENT,
        ended_at=GIVEN_MOMENT,
        reason=TEXT,
    ),
    request_examples={
        "Approve": {
            "unit": "H41.01.02",
            "began_at": "2026-11-24T08:00",
            "ended_at": "2026-11-24T11:30",
            "reason": "Mất điện",
        }
    },
)
OUTAGE_DETAIL = operation(
    "get_outage",
    TAG,
    "A time worked on paper",
    "With how many receptions have been entered, and until when more may be.",
    answer=OUTAGE,
    problems=(400, 401, 403, 404),
    parameters=[OUTAGE_ID, PRINCIPAL_PARAMETER],
)
OUTAGE_RECEPTIONS = operation(
    "list_receptions_on_paper",
    TAG,
    "Receptions entered for it",
    "Of the dossiers the caller may see, in the order of their moments.",
    answer=paged(RECEPTION),
    problems=(400, 401, 403, 404),
    parameters=[OUTAGE_ID, *CURSOR_PARAMETERS, PRINCIPAL_PARAMETER],
)
WITHDRAW_OUTAGE = operation(
    "withdraw_outage",
    TAG,
    "Take an approval back",
    "By the head of the one-stop unit, as long as no reception rests on it. Answers it as it was.",
    answer=OUTAGE,
    problems=(400, 401, 403, 404, 409, 413, 415, 422),
    parameters=[OUTAGE_ID, PRINCIPAL_PARAMETER],
)
