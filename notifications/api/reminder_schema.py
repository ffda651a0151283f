"""What the doors of reminders take and answer, for the OpenAPI file."""

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    MOMENT,
    NUMBER,
    OFFICER,
    PRINCIPAL_PARAMETER,
    TEXT,
    UUID,
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
)
from notifications.api.schema import TAG
from notifications.models import ReminderState

PROPERTIES: dict[str, Schema] = {
    "id": UUID,
    "one_stop_unit": said(TEXT, "Whose head urges."),
    "agency": said(TEXT, "Who is urged."),
    "agency_name": TEXT,
    "day": {"type": "string", "format": "date"},
    "state": one_of(ReminderState.values),
    "generated_at": MOMENT,
    "number": maybe(NUMBER),
    "year": maybe(NUMBER),
    "signer": maybe(OFFICER),
    "issued_at": maybe(MOMENT),
    "sha256": said(TEXT, "Of the PDF, once issued."),
}
REMINDER = define("Reminder", shape(**PROPERTIES))
REMINDER_WHOLE = define(
    "ReminderWhole",
    shape(**PROPERTIES, dossiers=said(listed(TEXT), "Codes of the overdue dossiers.")),
)
REMINDER_ID = key_parameter("ref", "`id` of the reminder.")

REMINDER_LIST = operation(
    "list_reminders",
    TAG,
    "Reminders to agencies",
    "Drafted by the sweep when overdue dossiers reach the head of the one-stop unit "
    "(Decree 61/2018/NĐ-CP, art. 9.1), the newest first. Agencies see what was issued to them.",
    answer=paged(REMINDER),
    problems=(400, 401, 403),
    parameters=[
        parameter("state", f"{', '.join(ReminderState.values)}; several parted by commas."),
        parameter("agency", "Code of the agency urged; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
REMINDER_DETAIL = operation(
    "get_reminder",
    TAG,
    "A reminder, with its dossiers",
    "Dossiers settled before it was issued are not in it.",
    answer=REMINDER_WHOLE,
    problems=(401, 403, 404),
    parameters=[REMINDER_ID, PRINCIPAL_PARAMETER],
)
ISSUE_REMINDER = operation(
    "issue_reminder",
    TAG,
    "Sign and issue a reminder",
    "By the head of the one-stop unit: numbered, frozen, signed with the server's key.",
    answer=REMINDER_WHOLE,
    problems=(400, 401, 403, 404, 409, 422),
    parameters=[REMINDER_ID, PRINCIPAL_PARAMETER],
)
REMINDER_PDF = operation(
    "get_reminder_letter",
    TAG,
    "The reminder as PDF",
    "As it was issued; before that, as its draft would look, marked as one.",
    answer={"type": "string", "format": "binary"},
    content_type="application/pdf",
    problems=(401, 403, 404, 409),
    parameters=[REMINDER_ID, PRINCIPAL_PARAMETER],
)
