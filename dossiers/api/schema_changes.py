"""What the feed of changes answers, for the OpenAPI file."""

from typing import Any

from agencies.api.schema import (
    COMPONENTS,
    FLAG,
    NUMBER,
    PRINCIPAL_PARAMETER,
    TEXT,
    UUID,
    Schema,
    define,
    listed,
    maybe,
    operation,
    parameter,
    said,
    shape,
)
from dossiers.api.schema import TAG

_LINE: dict[str, Schema] = {
    name: schema for name, schema in COMPONENTS["Event"]["properties"].items() if name != "texts"
}
CURSOR = said(TEXT, "To be handed back unread.")
CHANGE = define(
    "Change",
    shape(
        "A line of a dossier's history, and which dossier it is of. Texts stand in its history.",
        cursor=said(CURSOR, "Behind this change."),
        ref=UUID,
        code=said(maybe(TEXT), "As it is now."),
        version=said(NUMBER, "Of the dossier as it is now, its ETag; not of this act."),
        **_LINE,
    ),
)
CHANGES_ANSWER = define(
    "Changes",
    shape(
        changes=listed(CHANGE),
        next=said(CURSOR, "Where to go on, now or later; never null."),
        more=said(FLAG, "There is more already; otherwise ask again after a while."),
    ),
)

_EXAMPLE: dict[str, Any] = {
    "changes": [
        {
            "cursor": "7577201423377031421-00000001-16743.104233.88120",
            "ref": "5f0c8f6e-3f0c-4f5b-9d55-0f4f5c1d2a10",
            "code": "H41.01.02-261124-0001",
            "version": 3,
            "sequence": 2,
            "act": "transfer",
            "label": "Chuyển hồ sơ",
            "from_state": "received",
            "to_state": "processing",
            "at": "2026-11-24T10:20:00+07:00",
            "recorded_at": "2026-11-24T10:20:00.412000+07:00",
            "by": {"username": "tiepnhan1", "name": "Nguyễn Thị Tiếp Nhận"},
            "machine": None,
            "on_behalf_of": None,
            "agency": "H41.01.02",
            "run": 1,
            "clock": "",
            "clock_until": None,
            "due_at": "2026-12-01T17:00:00+07:00",
            "facts": {},
            "hash": "9f2c1f0f6b0f4a6f8f7a1a0f0c5b4b3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b",
        }
    ],
    "next": "7577201423377031421-00000001-16743.104260.0",
    "more": False,
}
CHANGES = operation(
    "list_changes",
    TAG,
    "Every act since a cursor",
    "Of the dossiers the caller may see, oldest first, those of one dossier in their order. Nothing "
    "can appear behind a cursor once given out, so that a mirror that goes on from `next` misses "
    "nothing. Without `after` from the beginning. An act may be told twice: drop what is known by "
    "`ref` and `sequence`. 410 `cursor_gone` after the database was set up anew from a backup: "
    "begin without a cursor.",
    answer=CHANGES_ANSWER,
    example=_EXAMPLE,
    problems=(400, 401, 403, 410, 503),
    parameters=[
        parameter("after", "A cursor; `now` for nothing that has happened so far."),
        parameter("agency", "Code of the settling agency; several parted by commas."),
        parameter("procedure", "Code of the procedure; several parted by commas."),
        parameter("page_size", "1 to 200; 50 if not given.", type=int),
        PRINCIPAL_PARAMETER,
    ],
)
