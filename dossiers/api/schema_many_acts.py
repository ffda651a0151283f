"""What the door of many acts takes and answers, for the OpenAPI file."""

from agencies.api.schema import (
    FLAG,
    NUMBER,
    PRINCIPAL_PARAMETER,
    TEXT,
    OpenApiParameter,
    Schema,
    define,
    listed,
    maybe,
    operation,
    said,
    shape,
)
from dossiers.api.schema import ASKED_PROPERTIES, DONE, STALE, TAG
from dossiers.services.together import MOST

ASKED_ON_ONE = define(
    "AskedOnOne",
    {
        "type": "object",
        "properties": {
            "dossier": said(TEXT, "Code or `ref`."),
            **ASKED_PROPERTIES,
            "if_match": said(maybe(NUMBER), "The version the act builds on, as `If-Match`."),
        },
        "required": ["dossier", "act"],
        "additionalProperties": False,
    },
)
_ANY_OTHER: Schema = {
    "type": "object",
    "description": "Whatever is wrong with one act is told in its place among the results.",
}
ASKED_ACTS = define(
    "AskedActs",
    {
        "type": "object",
        "properties": {
            "acts": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST,
                "items": {"anyOf": [ASKED_ON_ONE, _ANY_OTHER]},
            }
        },
        "required": ["acts"],
        "additionalProperties": False,
    },
)
OUTCOME = define(
    "OutcomeOfAct",
    shape(
        "What became of one act: `done`, or the `problem` it would have been answered with alone.",
        dossier=said(TEXT, "As the request names it."),
        status=NUMBER,
        repeated=said(FLAG, "Done by an earlier request under the same Idempotency-Key."),
        done=maybe(DONE),
        problem=maybe(STALE),
    ),
)

DO_ACTS = operation(
    "do_acts",
    TAG,
    "Do many acts",
    f"Up to {MOST}, in the order given, each in a transaction of its own: what one refuses stops no "
    "other, and the answer tells what became of each. Sent again with the same Idempotency-Key, also "
    "after an answer that never came, it does only what was not done.",
    answer=shape(results=listed(OUTCOME)),
    problems=(400, 401, 403, 409, 413, 415, 422),
    parameters=[
        OpenApiParameter(
            "Idempotency-Key",
            str,
            OpenApiParameter.HEADER,
            description="New for each request; holds for each of its acts. Kept for 24 hours.",
        ),
        PRINCIPAL_PARAMETER,
    ],
    request=ASKED_ACTS,
    request_examples={
        "Hand two over": {
            "acts": [
                {"dossier": "H41.01.02-261124-0001", "act": "hand_over", "facts": {"to_unit": "H41.03.02"}, "if_match": 2},
                {"dossier": "H41.01.02-261124-0002", "act": "hand_over", "facts": {"to_unit": "H41.03.02"}},
            ]
        }
    },
)  # fmt: skip
