"""What the doors of planned downtimes take and answer, for the OpenAPI file."""

from http import HTTPStatus

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    FLAG,
    GIVEN_MOMENT,
    MOMENT,
    NUMBER,
    OFFICER,
    PRINCIPAL_PARAMETER,
    TEXT,
    define,
    key_parameter,
    maybe,
    operation,
    paged,
    said,
    shape,
    taken,
)
from notifications.api.message_schema import MESSAGES, WRITING

DOWNTIME = define(
    "Downtime",
    shape(
        id=NUMBER,
        starts_at=MOMENT,
        ends_at=MOMENT,
        reason=said(TEXT, "As citizens read it."),
        reason_en=TEXT,
        announced_at=MOMENT,
        announced_by=maybe(OFFICER),
        short_notice=said(FLAG, "Fewer than the seven working days of Decree 224/2026/NĐ-CP."),
        cancelled_at=maybe(MOMENT),
        cancelled_by=maybe(OFFICER),
    ),
)
DOWNTIME_ID = key_parameter("downtime_id", "`id` of the downtime.")

DOWNTIME_LIST = operation(
    "list_downtimes",
    MESSAGES,
    "Planned downtimes",
    "Past and called off ones too, the newest announcement first; for administrators and heads of a "
    "Centre.",
    answer=paged(DOWNTIME),
    problems=(400, 401, 403),
    parameters=[*CURSOR_PARAMETERS, PRINCIPAL_PARAMETER],
)
ANNOUNCE_DOWNTIME = operation(
    "announce_downtime",
    MESSAGES,
    "Announce a downtime",
    "Every page says so from then on. A notice too short for the Decree is given all the same, and "
    "`short_notice` says so. The same downtime announced again is the first.",
    answer=DOWNTIME,
    status=HTTPStatus.CREATED,
    problems=WRITING,
    parameters=[PRINCIPAL_PARAMETER],
    request=taken(
        "DowntimeAnnounced",
        optional=("reason_en",),
        starts_at=GIVEN_MOMENT,
        ends_at=GIVEN_MOMENT,
        reason=said(TEXT, "One sentence of at most 300 characters."),
        reason_en=TEXT,
    ),
    request_examples={
        "Announce": {
            "starts_at": "2026-12-12T20:00",
            "ends_at": "2026-12-12T23:00",
            "reason": "Nâng cấp hệ thống",
            "reason_en": "System upgrade",
        }
    },
)
DOWNTIME_DETAIL = operation(
    "get_downtime",
    MESSAGES,
    "A planned downtime",
    "With who announced it, and who called it off.",
    answer=DOWNTIME,
    problems=(400, 401, 403, 404),
    parameters=[DOWNTIME_ID, PRINCIPAL_PARAMETER],
)
CALL_OFF_DOWNTIME = operation(
    "call_off_downtime",
    MESSAGES,
    "Call a downtime off",
    "It will not take place, or ends now; no page speaks of it any more. It stays on record.",
    answer=DOWNTIME,
    problems=WRITING,
    parameters=[DOWNTIME_ID, PRINCIPAL_PARAMETER],
)
