"""What the doors of a machine's own webhook take and answer, for the OpenAPI file."""

from http import HTTPStatus
from typing import Any

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
    UUID,
    Schema,
    define,
    maybe,
    one_of,
    operation,
    paged,
    parameter,
    said,
    shape,
    taken,
)
from notifications.domain.messages import DropReason
from notifications.models import MessageState

TAG = "Webhooks"
CURSOR = said(TEXT, "Of the feed of changes; to be handed back unread.")
WRITING = (400, 401, 403, 404, 409, 413, 415, 422)

_PROPERTIES: dict[str, Schema] = {
    "url": TEXT,
    "active": said(FLAG, "Switched off, nothing is sent; what happens meanwhile can be replayed."),
    "old_secret_until": said(maybe(MOMENT), "Until then every delivery bears two signatures."),
}
WEBHOOK_TOLD = define("Webhook", shape(**_PROPERTIES))
WITH_SECRET = define(
    "WebhookWithSecret",
    shape(
        **_PROPERTIES,
        secret=said(maybe(TEXT), "Told when drawn, and never again; null if none was drawn."),
    ),
)
DELIVERY = define(
    "Delivery",
    shape(
        webhook_id=said(TEXT, "The header `webhook-id`, the same at every attempt and replay."),
        ref=UUID,
        code=maybe(TEXT),
        act=TEXT,
        sequence=NUMBER,
        state=one_of(MessageState.values),
        planned_at=MOMENT,
        send_after=said(MOMENT, "The next attempt, where one is still to come."),
        attempts=said(NUMBER, "That failed so far."),
        sent_at=maybe(MOMENT),
        error=said(TEXT, "Kind of the last failure."),
        dropped_why=one_of(["", *(each.value for each in DropReason)]),
    ),
)
REPLAYED = define(
    "Replayed",
    shape(
        planned=said(NUMBER, "Deliveries that go out again."),
        next=said(CURSOR, "Where to go on if there is more; else behind all that has happened."),
        more=FLAG,
    ),
)
_EXAMPLE: dict[str, Any] = {
    "url": "https://so-vidu.example/hooks",
    "active": True,
    "old_secret_until": None,
}

WEBHOOK = operation(
    "get_webhook",
    TAG,
    "Where the caller's system is told",
    "A machine's own webhook; 404 `unknown_webhook` until one is entered. The secret is not told.",
    answer=WEBHOOK_TOLD,
    example=_EXAMPLE,
    problems=(400, 401, 403, 404),
)
SET_WEBHOOK = operation(
    "set_webhook",
    TAG,
    "Enter or change the address",
    "The first time with a secret, which is told in this answer only (201). The address must be "
    "https and public, unless the operator has allowed its network; it is looked at when something "
    "is sent.",
    answer=WITH_SECRET,
    example={**_EXAMPLE, "secret": None},
    problems=WRITING,
    request=taken("WebhookAsked", optional=["active"], url=TEXT, active=FLAG),
    request_examples={"An address": {"url": "https://so-vidu.example/hooks", "active": True}},
)
SET_WEBHOOK["responses"] |= {
    (HTTPStatus.CREATED.value, "application/json"): SET_WEBHOOK["responses"][
        200, "application/json"
    ]
}
DRAW_SECRET = operation(
    "draw_webhook_secret",
    TAG,
    "Draw a new secret",
    "Told in this answer only. The present secret signs beside it for `old_for_hours` (0 to 168, 24 "
    "if not given), as a second signature in the same header, parted by a blank: take what either "
    "fits. With 0 it ends at once.",
    answer=WITH_SECRET,
    example={
        **_EXAMPLE,
        "old_secret_until": "2026-11-29T08:00:00+07:00",
        "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    },
    problems=WRITING,
    request=taken(
        "SecretAsked",
        optional=["old_for_hours"],
        old_for_hours={"type": "integer", "minimum": 0, "maximum": 168},
    ),
    request_examples={"After a leak": {"old_for_hours": 0}},
)
DELIVERIES = operation(
    "list_webhook_deliveries",
    TAG,
    "What was sent to the caller's system",
    "Of the dossiers the machine may see, the newest first: sent, waiting for another attempt, "
    "failed for good, or dropped because no longer true.",
    answer=paged(DELIVERY),
    problems=(400, 401, 403),
    parameters=[
        parameter("state", f"{', '.join(MessageState.values)}; several parted by commas."),
        *CURSOR_PARAMETERS,
    ],
)
REPLAY = operation(
    "replay_webhook",
    TAG,
    "Send again",
    "What is still true of the changes behind a cursor of `/api/v1/changes/`, or written down since "
    "a moment, oldest first; also what happened while the webhook was switched off. Everything keeps "
    "its `webhook-id`, so that the receiver drops what it knows. At most 500 a call: go on with "
    "`next` while there is more. Asked twice, what still waits goes out once.",
    answer=REPLAYED,
    example={"planned": 12, "next": "7577201423377031421-00000001-16743.104260.0", "more": False},
    problems=(*WRITING, 410, 503),
    request=taken("ReplayAsked", optional=["after", "since"], after=CURSOR, since=MOMENT),
    request_examples={
        "Since a moment": {"since": "2026-11-24T00:00:00+07:00"},
        "Behind a cursor": {"after": "7577201423377031421-00000001-16743.104233.88120"},
    },
)
