"""What the doors of overdue flags answer, for the OpenAPI file."""

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    FLAG,
    MOMENT,
    NUMBER,
    OFFICER,
    PRINCIPAL_PARAMETER,
    TEXT,
    UUID,
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
from notifications.domain.ladder import RUNGS
from notifications.models import CloseReason

OVERDUE_FLAG = define(
    "OverdueFlag",
    shape(
        "Evidence that an appointment was missed; whether a dossier is late now says its clock.",
        id=NUMBER,
        dossier=said(UUID, "`ref` of the dossier."),
        dossier_code=maybe(TEXT),
        run=NUMBER,
        appointment=said(NUMBER, "0 the first return date of the run, 1 the one set anew."),
        due_at=said(MOMENT, "The moment that was promised."),
        late_from=MOMENT,
        detected_at=MOMENT,
        agency=TEXT,
        agency_name=TEXT,
        unit=said(maybe(TEXT), "Where it lay."),
        unit_name=maybe(TEXT),
        officer=maybe(OFFICER),
        step=NUMBER,
        notice_in_time=said(FLAG, "The agency had given notice the day before."),
        is_violation=said(FLAG, "No notice came although it was a duty."),
        open=FLAG,
        closed_at=maybe(MOMENT),
        closed_why=one_of(["", *CloseReason.values]),
        escalations=said(
            listed(shape(rung=one_of([rung.value for rung in RUNGS]), at=MOMENT)),
            "Who was told of it, from the head of the unit upwards.",
        ),
    ),
)

FLAG_LIST = operation(
    "list_overdue_flags",
    TAG,
    "Missed appointments",
    "Of the dossiers the caller may see, the newest first.",
    answer=paged(OVERDUE_FLAG),
    problems=(400, 401, 403),
    parameters=[
        parameter("open", "Whether it still calls for something.", type=bool),
        parameter("agency", "Code of the settling agency; several parted by commas."),
        parameter("closed_why", f"{', '.join(CloseReason.values)}; several parted by commas."),
        parameter("violation", "Whether no notice came although it was a duty.", type=bool),
        parameter("dossier", "Code or `ref` of the dossier; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
FLAG_DETAIL = operation(
    "get_overdue_flag",
    TAG,
    "A missed appointment",
    "With the rungs of the ladder that were told of it.",
    answer=OVERDUE_FLAG,
    problems=(400, 401, 403, 404),
    parameters=[key_parameter("flag_id", "`id` of the flag."), PRINCIPAL_PARAMETER],
)
