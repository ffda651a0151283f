"""What the doors of announcements and violations answer, for the OpenAPI file."""

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    FLAG,
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
from dossiers.models import Announcement, Violation
from dossiers.selectors.announcements import Standing

TAG = "Duties of the office"

ANNOUNCEMENT_PROPERTIES: dict[str, Schema] = {
    "id": said(NUMBER, "The fact `announcement` of the act `tell_applicant`."),
    "dossier": said(UUID, "`ref` of the dossier."),
    "dossier_code": maybe(TEXT),
    "receiving_unit": said(TEXT, "Code of the one-stop unit that tells."),
    "kind": one_of(Announcement.Kind.values),
    "occasion": said(TEXT, "What it is about: an event of the dossier, or a letter."),
    "said_by": TEXT,
    "said_by_name": TEXT,
    "said_at": MOMENT,
    "tell_by": said(MOMENT, "The same working day, after 15:00 the next opening."),
    "open": FLAG,
    "told_at": maybe(MOMENT),
    "told_by": maybe(OFFICER),
    "how": one_of(["", *Announcement.How.values]),
    "dropped_at": said(maybe(MOMENT), "No longer true, so not told."),
    "dropped_why": TEXT,
}
ANNOUNCEMENT = define("Announcement", shape(**ANNOUNCEMENT_PROPERTIES))
ANNOUNCEMENT_WHOLE = define(
    "AnnouncementWhole",
    shape(
        **ANNOUNCEMENT_PROPERTIES,
        said=said(
            maybe(shape(items=listed(TEXT), reason=TEXT, until=maybe(MOMENT))),
            "What to read out; empty where a paper of its own says it, null for those who do not "
            "read what lies in a dossier.",
        ),
    ),
)
VIOLATION = define(
    "Violation",
    shape(
        id=NUMBER,
        dossier=said(UUID, "`ref` of the dossier."),
        dossier_code=maybe(TEXT),
        kind=one_of(Violation.Kind.values),
        occasion=said(TEXT, "What was missed, where there may be several of a kind."),
        agency=said(TEXT, "Code of the agency or unit at fault."),
        agency_name=TEXT,
        due_at=maybe(MOMENT),
        found_at=MOMENT,
    ),
)

ANNOUNCEMENT_LIST = operation(
    "list_announcements",
    TAG,
    "What is to be told to applicants",
    "Of the dossiers the caller may see, what is due first comes first. Telling is the act "
    "`tell_applicant` of the dossier.",
    answer=paged(ANNOUNCEMENT),
    problems=(400, 401, 403),
    parameters=[
        parameter("state", "`late` is open past its moment.", enum=[each.value for each in Standing]),
        parameter("kind", f"{', '.join(Announcement.Kind.values)}; several parted by commas."),
        parameter("agency", "Code of the agency that says it; several parted by commas."),
        parameter("receiving_unit", "Code of the one-stop unit that tells; several parted by commas."),
        parameter("dossier", "Code or `ref` of the dossier; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)  # fmt: skip
ANNOUNCEMENT_DETAIL = operation(
    "get_announcement",
    TAG,
    "Something to tell an applicant",
    "With what is to be read out.",
    answer=ANNOUNCEMENT_WHOLE,
    problems=(400, 401, 403, 404),
    parameters=[key_parameter("announcement_id", "`id` of it."), PRINCIPAL_PARAMETER],
)
VIOLATION_LIST = operation(
    "list_violations",
    TAG,
    "Duties missed",
    "Of the dossiers the caller may see, the newest first. For heads of units and agencies, the "
    "head of the Centre and oversight.",
    answer=paged(VIOLATION),
    problems=(400, 401, 403),
    parameters=[
        parameter("kind", f"{', '.join(Violation.Kind.values)}; several parted by commas."),
        parameter("agency", "Code of the agency at fault; several parted by commas."),
        parameter("found_from", "Found at a moment or later, or from a day on."),
        parameter("found_before", "Found before a moment, or before a day."),
        parameter("dossier", "Code or `ref` of the dossier; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
