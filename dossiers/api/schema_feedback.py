"""What the doors of feedback take and answer, for the OpenAPI file."""

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    FLAG,
    MOMENT,
    OFFICER,
    PRINCIPAL_PARAMETER,
    TEXT,
    UUID,
    define,
    key_parameter,
    maybe,
    one_of,
    operation,
    paged,
    parameter,
    said,
    shape,
    taken,
)
from dossiers.models import Feedback
from dossiers.selectors.feedback import Standing

TAG = "Feedback"

FEEDBACK = define(
    "Feedback",
    shape(
        "What an applicant says; texts are null for those who do not read what lies in a dossier.",
        id=UUID,
        dossier=said(UUID, "`ref` of the dossier."),
        dossier_code=maybe(TEXT),
        procedure=TEXT,
        kind=one_of(Feedback.Kind.values),
        text=maybe(TEXT),
        given_at=MOMENT,
        agency=said(TEXT, "Code of the agency that answers."),
        agency_name=TEXT,
        answer_by=MOMENT,
        answer=maybe(TEXT),
        answered_at=maybe(MOMENT),
        answered_by=maybe(OFFICER),
        owed=said(FLAG, "An answer has to come; praise need not be answered."),
        late=FLAG,
    ),
)
REF = key_parameter("ref", "`id` of the feedback.")

FEEDBACK_LIST = operation(
    "list_feedback",
    TAG,
    "What applicants say",
    "Of the dossiers the caller may see, as far as the own agency answers or the own one-stop unit "
    "received them; oversight all of it, without the words. What is to be answered first comes first.",
    answer=paged(FEEDBACK),
    problems=(400, 401, 403),
    parameters=[
        parameter("state", "`late` is owed an answer past its moment.", enum=[each.value for each in Standing]),
        parameter("kind", f"{', '.join(Feedback.Kind.values)}; several parted by commas."),
        parameter("agency", "Code of the agency that answers; several parted by commas."),
        parameter("dossier", "Code or `ref` of the dossier; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)  # fmt: skip
FEEDBACK_DETAIL = operation(
    "get_feedback",
    TAG,
    "A piece of feedback",
    "Without who gave it.",
    answer=FEEDBACK,
    problems=(400, 401, 403, 404),
    parameters=[REF, PRINCIPAL_PARAMETER],
)
ANSWER_FEEDBACK = operation(
    "answer_feedback",
    TAG,
    "Answer feedback",
    "By an officer of the agency in charge, once; the applicant reads it as it is written. An answer "
    "past its limit is written down as late. What is said stands in the feedback, not in this answer.",
    answer=FEEDBACK,
    problems=(400, 401, 403, 404, 409, 413, 415, 422),
    parameters=[REF, PRINCIPAL_PARAMETER],
    request=taken("FeedbackAnswer", answer=said(TEXT, "At most 4,000 characters.")),
    request_examples={"Answer": {"answer": "Hồ sơ đã được giải quyết ngày 20/11/2026."}},
)
