"""What the reports answer, for the OpenAPI file."""

from agencies.api.schema import (
    MOMENT,
    NUMBER,
    PRINCIPAL_PARAMETER,
    TEXT,
    Schema,
    define,
    listed,
    operation,
    said,
    shape,
)
from notifications.api.schema import TAG

FIGURES: dict[str, Schema] = {
    "overdue": said(NUMBER, "Late by the clock now, whether or not a sweep has flagged it."),
    "notice_in_time": said(NUMBER, "Of these, announced by the agency the day before."),
    "second_miss": said(NUMBER, "Of these, late although the date was moved once."),
    "no_letter": NUMBER,
    "draft": NUMBER,
    "ready": NUMBER,
    "signed": NUMBER,
    "issued": NUMBER,
    "delivered": NUMBER,
    "without_apology": said(NUMBER, "Of the overdue ones, those with no letter issued."),
    "owed_after_settling": said(NUMBER, "Settled late, the apology for it not issued yet."),
}
OVERDUE_WITHOUT_APOLOGY = operation(
    "get_overdue_without_apology",
    TAG,
    "Overdue without apology, by agency",
    "Of the dossiers the caller may see. `overdue` is the sum of `no_letter` and of the letters in "
    "each state.",
    answer=define(
        "OverdueWithoutApology",
        shape(
            as_of=MOMENT,
            total=shape(**FIGURES),
            agencies=listed(shape(agency=TEXT, agency_name=TEXT, **FIGURES)),
        ),
    ),
    problems=(400, 401, 403),
    parameters=[PRINCIPAL_PARAMETER],
)
