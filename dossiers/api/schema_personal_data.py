"""What the door of accesses answers, for the OpenAPI file."""

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    MOMENT,
    NUMBER,
    OFFICER,
    PRINCIPAL_PARAMETER,
    TEXT,
    UUID,
    define,
    maybe,
    operation,
    paged,
    parameter,
    said,
    shape,
)

ACCESS = define(
    "Access",
    shape(
        id=NUMBER,
        dossier=said(UUID, "`ref` of the dossier."),
        dossier_code=maybe(TEXT),
        at=MOMENT,
        by=OFFICER,
        through=said(maybe(OFFICER), "The machine that named the officer."),
        door=said(TEXT, "Where the data were shown, such as `api-history`."),
        address=said(maybe(TEXT), "From which address."),
    ),
)
ACCESS_LIST = operation(
    "list_accesses",
    "Personal data",
    "Who was shown whose personal data",
    "Of the dossiers the caller may see, the newest first. For heads of units and agencies, the "
    "head of the Centre and oversight. Says nothing about applicants.",
    answer=paged(ACCESS),
    problems=(400, 401, 403),
    parameters=[
        parameter("dossier", "Code or `ref` of the dossier; several parted by commas."),
        parameter("officer", "User name of who looked; several parted by commas."),
        parameter("since", "At a moment or later, or from a day on."),
        parameter("until", "Before a moment, or before a day."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
