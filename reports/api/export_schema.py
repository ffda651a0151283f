"""What the doors of exports and of long work take and answer, for the OpenAPI file."""

from http import HTTPStatus

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    FLAG,
    MOMENT,
    NUMBER,
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
    taken,
    whole,
)
from batches.forms.sheet import FORMATS
from batches.models import BatchState, Failure

TAG = "Exports"
WRITING = (400, 401, 403, 404, 409, 413, 415, 422)

BATCH_PROPERTIES: dict[str, Schema] = {
    "id": UUID,
    "kind": said(TEXT, "`export`, or what is imported."),
    "label": TEXT,
    "subject": TEXT,
    "state": one_of(BatchState.values),
    "failure": said(one_of(["", *Failure.values]), "Why it was broken off."),
    "done": said(NUMBER, "Rows so far."),
    "total": said(maybe(NUMBER), "Rows in all, once they are known."),
    "created_at": MOMENT,
    "ended_at": maybe(MOMENT),
    "kept_until": MOMENT,
}
BATCH = define("Batch", shape(**BATCH_PROPERTIES))
BATCH_WHOLE = define(
    "BatchWhole",
    shape(
        **BATCH_PROPERTIES,
        file=said(maybe(shape(name=TEXT, size=NUMBER, sha256=TEXT)), "Once it is finished."),
        outcomes=said(
            listed(shape(outcome=TEXT, refused=FLAG, count=NUMBER)), "Of an import, by outcome."
        ),
    ),
)
REF = key_parameter("ref", "`id` of the export or import.")

EXPORT_LISTS = operation(
    "list_exportable",
    TAG,
    "Lists that go out as files",
    "With the filters each knows: those of its address at the desk.",
    answer=whole(define("Exportable", shape(list=TEXT, label=TEXT, filters=listed(TEXT)))),
    problems=(400, 401, 403),
    parameters=[PRINCIPAL_PARAMETER],
)
START_EXPORT = operation(
    "start_export",
    TAG,
    "Begin to export a list",
    "A worker writes what the officer would see of the list at the desk then; poll the answer's "
    "address, and fetch the file from it. The same export while one goes on is the same. Needs an "
    "account that may come to the desk; one that may not read the list ends as `not_allowed`.",
    answer=BATCH,
    status=HTTPStatus.CREATED,
    problems=WRITING,
    parameters=[PRINCIPAL_PARAMETER],
    request=taken(
        "ExportAsked",
        optional=("filters",),
        list=TEXT,
        format=one_of(list(FORMATS)),
        filters={"type": "object", "additionalProperties": TEXT},
    ),
    request_examples={
        "Overdue ones": {"list": "dossiers", "format": "xlsx", "filters": {"work": "overdue"}}
    },
)
BATCH_LIST = operation(
    "list_batches",
    TAG,
    "The caller's exports and imports",
    "The newest first; nobody else's.",
    answer=paged(BATCH),
    problems=(400, 401, 403),
    parameters=[
        parameter("state", f"{', '.join(BatchState.values)}; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
BATCH_DETAIL = operation(
    "get_batch",
    TAG,
    "How far it is",
    "And once it has ended, its file and what came of its rows.",
    answer=BATCH_WHOLE,
    problems=(400, 401, 403, 404),
    parameters=[REF, PRINCIPAL_PARAMETER],
)
BATCH_FILE = operation(
    "get_batch_file",
    TAG,
    "The finished file",
    "Of the type it was asked for; kept until `kept_until`.",
    answer={"type": "string", "format": "binary"},
    content_type=[each.content_type.split(";")[0] for each in FORMATS.values()],
    problems=(400, 401, 403, 404, 409),
    parameters=[REF, PRINCIPAL_PARAMETER],
)
BATCH_REPORT = operation(
    "list_batch_rows",
    TAG,
    "What became of each row",
    "Of an import, as the rows stand in the file.",
    answer=paged(
        define(
            "BatchRow",
            shape(row=NUMBER, code=TEXT, outcome=TEXT, refused=FLAG, reason=TEXT),
        )
    ),
    problems=(400, 401, 403, 404),
    parameters=[
        REF,
        parameter("refused", "Refused rows alone.", type=bool),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
CANCEL_BATCH = operation(
    "cancel_batch",
    TAG,
    "Give it up",
    "While it waits or runs; rows that an import has taken over by then stay. What has ended stays "
    "as it is.",
    answer=BATCH,
    problems=WRITING,
    parameters=[REF, PRINCIPAL_PARAMETER],
)
