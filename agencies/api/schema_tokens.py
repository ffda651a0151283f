"""How the file describes the doors to the caller's own token."""

from http import HTTPStatus

from agencies.api.schema import (
    AGENCY,
    FLAG,
    MOMENT,
    OFFICER,
    PRINCIPAL_PARAMETER,
    TEXT,
    define,
    listed,
    maybe,
    one_of,
    operation,
    said,
    shape,
)
from agencies.domain.roles import Role
from agencies.domain.tokens import Scope

TAG = "Who calls"

SCOPES = listed(one_of([scope.value for scope in Scope]))
TOKEN = define(
    "Token",
    shape(
        name=said(TEXT, "What it is used for."),
        begins_with=said(TEXT, "Its first letters, by which an administrator finds it."),
        scopes=SCOPES,
        addresses=said(listed(TEXT), "Networks from which it is taken; empty: from everywhere."),
        drawn_at=MOMENT,
        expires_at=MOMENT,
        replaced=said(FLAG, "Another was drawn in its place; it holds until `expires_at`."),
    ),
)
CALLER = define(
    "Caller",
    shape(
        officer=said(OFFICER, "Who answers for what is done: the one named, or the caller."),
        machine=said(maybe(OFFICER), "The machine that named the officer."),
        roles=said(
            listed(shape(role=one_of([role.value for role in Role]), agency=AGENCY)),
            "Held today by the officer, by right.",
        ),
        address=said(maybe(TEXT), "Where the request came from, as this house sees it."),
        token=said(maybe(TOKEN), "Null for a session of the admin."),
    ),
)
NEW_TOKEN = define(
    "NewToken",
    shape(
        token=said(TEXT, "Told this once; nothing here keeps it."),
        begins_with=TEXT,
        scopes=SCOPES,
        expires_at=MOMENT,
        old_token_expires_at=said(MOMENT, "Until then both hold."),
    ),
)

_OFFICER = {"username": "lienthong", "name": "Hệ thống kết nối"}
_SCOPES = ["dossiers:read", "dossiers:submit"]

CURRENT_TOKEN = operation(
    "get_current_token",
    TAG,
    "Who the caller is",
    "As whom the request came in, with which roles, what its token opens, from where it is taken "
    "and until when. Any token may ask.",
    answer=CALLER,
    example={
        "officer": _OFFICER,
        "machine": None,
        "roles": [
            {
                "role": "partner",
                "agency": {
                    "code": "H41.01.02",
                    "name": "Trung tâm Phục vụ hành chính công tỉnh Nghệ An",
                },
            }
        ],
        "address": "10.20.0.7",
        "token": {
            "name": "Cổng dịch vụ công",
            "begins_with": "hoso_Zk3vQ9a",
            "scopes": _SCOPES,
            "addresses": ["10.20.0.0/16"],
            "drawn_at": "2026-11-02T08:00:00+07:00",
            "expires_at": "2027-11-02T00:00:00+07:00",
            "replaced": False,
        },
    },
    problems=(400, 401, 403),
    parameters=[PRINCIPAL_PARAMETER],
)
ROTATE_TOKEN = operation(
    "rotate_current_token",
    TAG,
    "Draw the next token",
    "A new token with the same account, scopes, addresses and length of life. The present one still "
    "holds for the time the house allows, so that machines can be changed over one by one. A token "
    "is replaced once (409 `already_replaced`): its successor is told in this answer and kept "
    "nowhere, not even under an `Idempotency-Key`; whoever did not receive it asks an administrator.",
    answer=NEW_TOKEN,
    status=HTTPStatus.CREATED,
    example={
        "token": "hoso_7mXc0eJq0bQm3t6yUu2Yw8s5Vd1rPzKfNhGaLiTxEoB",
        "begins_with": "hoso_7mXc0eJ",
        "scopes": _SCOPES,
        "expires_at": "2027-11-28T08:00:00+07:00",
        "old_token_expires_at": "2026-12-05T08:00:00+07:00",
    },
    problems=(400, 401, 403, 409),
)
