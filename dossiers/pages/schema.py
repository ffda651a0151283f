"""The look-up in the OpenAPI file: plain views, so described by hand, beside what makes the answers."""

from typing import Any

from agencies.api.schema import (
    FLAG,
    MOMENT,
    NUMBER,
    PROBLEM,
    TEXT,
    Schema,
    define,
    listed,
    maybe,
    one_of,
    said,
    shape,
)
from dossiers.selectors.lookup import STAGES, Stage

ADDRESS = "/api/v1/lookup/{code}/"
TAG = "Look-up"

_COMMON: Schema = {
    "code": {"type": "string", "examples": ["H41.01.02-261124-0001"]},
    "stage": one_of([stage.value for stage in Stage]),
    "stage_label": said(TEXT, "The stage in the reader's language."),
    "step": said(NUMBER, "Reception is step 1, the result the last."),
    "steps": NUMBER,
}
_DATES: Schema = {
    "received_at": maybe(MOMENT),
    "due_at": said(maybe(MOMENT), "Null while the dossier waits for the applicant."),
    "overdue": FLAG,
    "agency": said(maybe(TEXT), "Null for a sensitive procedure."),
}

PROGRESS = define(
    "LookupProgress",
    {
        **shape(
            "Code and degree of completion; dates and agency only where the province shows them.",
            **_COMMON,
            **_DATES,
        ),
        "required": list(_COMMON),
    },
)
DETAILS = define(
    "LookupDetails",
    shape(
        "What whoever holds the receipt may see: never a name, a number or an address of anyone.",
        **_COMMON,
        **_DATES,
        state=one_of([state.value for state in STAGES]),
        state_label=TEXT,
        procedure=shape(code=TEXT, name=TEXT),
        unit=said(TEXT, "The desk where the dossier lies."),
        receiving_unit=shape(name=TEXT, address=TEXT, phone=TEXT),
        original_due_at=maybe(MOMENT),
        provisional=said(FLAG, "The days off of that year have not been announced yet."),
        reappointed_at=maybe(MOMENT),
        settled_at=maybe(MOMENT),
        returned_at=maybe(MOMENT),
        closed_at=maybe(MOMENT),
        explanation=listed(shape("Why the date is what it is.", code=TEXT, sentence=TEXT)),
        asked=shape(
            "What the applicant is asked for and has not delivered yet; amounts in đồng.",
            items=listed(TEXT),
            fees=listed(shape(name=TEXT, amount=NUMBER)),
        ),
        result_ready=FLAG,
        result_delivery=one_of(["counter", "post", "online"]),
    ),
)

_CODE: Schema = {
    "name": "code",
    "in": "path",
    "required": True,
    "schema": TEXT,
    "description": "The dossier code; case, blanks and missing dashes do not matter.",
}


def add_lookup(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """Hook of drf-spectacular: put the look-up's address into the file."""
    result["paths"][ADDRESS] = {
        "get": _operation(
            "lookup_progress",
            "How far a dossier is",
            "Needs no account. Counted by address: too many answer 429 with `Retry-After`.",
            answer=PROGRESS,
            refusals={
                400: "`malformed_code`",
                404: "`unknown_dossier`",
                429: "`too_many_requests`",
            },
        ),
        "post": _operation(
            "lookup_details",
            "All that the receipt's holder may see",
            "With the PIN of the receipt. Wrong code, wrong PIN and no PIN are one answer, `wrong_key`; "
            "wrong PINs close the PIN door of that code for a growing while (429).",
            answer=DETAILS,
            refusals={400: "`malformed`", 403: "`wrong_key`", 429: "`too_many_requests`"},
        )
        | {
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "properties": {"pin": TEXT}},
                        "example": {"pin": "7KQ2MX"},
                    }
                },
            }
        },
    }
    result["paths"] = dict(sorted(result["paths"].items()))
    return result


def _operation(
    name: str, summary: str, description: str, *, answer: Schema, refusals: dict[int, str]
) -> Schema:
    return {
        "operationId": name,
        "tags": [TAG],
        "summary": summary,
        "description": description,
        "parameters": [_CODE],
        "security": [{}],
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": answer}}},
            **{
                str(status): {
                    "description": codes,
                    "content": {"application/problem+json": {"schema": PROBLEM}},
                }
                for status, codes in refusals.items()
            },
        },
    }
