"""What the doors of messages take and answer, for the OpenAPI file."""

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
from notifications.api.schema import LETTER_ID, TAG
from notifications.domain.messages import Channel, DropReason, MessageKind
from notifications.models import MessageState

MESSAGES = "Messages"

MESSAGE = define(
    "Message",
    shape(
        "One message by one channel: no address, no name of an applicant, no words.",
        id=NUMBER,
        kind=one_of([each.value for each in MessageKind]),
        channel=one_of([each.value for each in Channel]),
        to_applicant=FLAG,
        officer=said(maybe(OFFICER), "To whom, unless to the applicant."),
        dossier=said(maybe(UUID), "`ref` of the dossier."),
        dossier_code=maybe(TEXT),
        state=one_of(MessageState.values),
        planned_at=MOMENT,
        send_after=said(MOMENT, "Not before: office hours, or the next attempt."),
        attempts=NUMBER,
        sent_at=maybe(MOMENT),
        error=TEXT,
        dropped_why=one_of(["", *(each.value for each in DropReason)]),
    ),
)
RESENT = define("Resent", shape(resent=said(NUMBER, "How many had failed and go out again.")))
WRITING = (400, 401, 403, 404, 409, 413, 415, 422)

MESSAGE_LIST = operation(
    "list_messages",
    MESSAGES,
    "The outbox",
    "Of every dossier, the newest first, for those who answer for the system running: "
    "administrators, the head of the Centre, oversight.",
    answer=paged(MESSAGE),
    problems=(400, 401, 403),
    parameters=[
        parameter("state", f"{', '.join(MessageState.values)}; several parted by commas."),
        parameter("kind", f"{', '.join(MessageKind)}; several parted by commas."),
        parameter("channel", f"{', '.join(Channel)}; several parted by commas."),
        parameter("dossier", "Code of the dossier; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
SEND_AGAIN = operation(
    "resend_messages",
    MESSAGES,
    "Send failed messages again",
    "By administrators and the head of the Centre. Of the messages named those that failed are "
    "planned anew, from the first attempt on; the others stay as they are.",
    answer=RESENT,
    problems=WRITING,
    parameters=[PRINCIPAL_PARAMETER],
    request=taken("MessagesAgain", messages=said(listed(NUMBER), "`id` of each.")),
    request_examples={"Two": {"messages": [17, 18]}},
)
LETTER_NOTICES = operation(
    "list_apology_notices",
    TAG,
    "What was sent of a letter",
    "The messages to the applicant and to partners when it moved the return date.",
    answer=whole(MESSAGE),
    problems=(400, 401, 403, 404),
    parameters=[LETTER_ID, PRINCIPAL_PARAMETER],
)
SEND_NOTICES_AGAIN = operation(
    "resend_apology_notices",
    TAG,
    "Send the notice of a letter again",
    "By administrators and the head of the Centre: what failed of it.",
    answer=RESENT,
    problems=WRITING,
    parameters=[LETTER_ID, PRINCIPAL_PARAMETER],
)
SWEEP_LIST = operation(
    "list_sweeps",
    MESSAGES,
    "The sweep's diary",
    "One row a run, the newest first; a run without an end was cut off or is going on. For "
    "administrators, the head of the Centre and oversight.",
    answer=paged(
        define(
            "Sweep",
            shape(
                id=NUMBER,
                as_of=said(MOMENT, "The moment it judged by."),
                started_at=MOMENT,
                finished_at=maybe(MOMENT),
                found=said(
                    {"type": "object", "additionalProperties": NUMBER},
                    "How many it warned of, demanded, flagged, drafted, escalated.",
                ),
            ),
        )
    ),
    problems=(400, 401, 403),
    parameters=[*CURSOR_PARAMETERS, PRINCIPAL_PARAMETER],
)
