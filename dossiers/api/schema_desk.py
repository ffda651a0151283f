"""What the doors of the desk take and answer, for the OpenAPI file: piles, finding, a reception to come."""

from agencies.api.schema import (
    DAY,
    FLAG,
    MOMENT,
    NUMBER,
    PRINCIPAL_PARAMETER,
    TEXT,
    UUID,
    define,
    listed,
    maybe,
    one_of,
    operation,
    parameter,
    said,
    shape,
    taken,
    whole,
)
from dossiers.api.schema import DOSSIER, STATE, TAG
from dossiers.domain.facts import APPLICANT_KINDS
from dossiers.selectors.worklists import Worklist
from procedures.api.schema import DUE_ANSWER, UNIT
from procedures.domain.channels import Channel

DESK = "Desk"

PILE = define(
    "Pile",
    shape(
        work=said(one_of([each.value for each in Worklist]), "The filter `work` of the dossiers."),
        count=said(maybe(NUMBER), "1,000 at the most; null where it is not counted."),
        more=said(FLAG, "There are more than were counted."),
        first_limit=said(maybe(MOMENT), "When the first of the pile's own limits ends."),
    ),
)
KNOWN = define(
    "KnownApplicant",
    shape(
        card=said(
            maybe(shape(identity_number=TEXT, name=TEXT, address=TEXT)),
            "What stands on the card, if one was scanned.",
        ),
        applicant=said(
            maybe(
                shape(kind=one_of(APPLICANT_KINDS), name=TEXT, address=TEXT, phone=TEXT, email=TEXT)
            ),
            "As the newest dossier has it; null where none that the caller sees has the number.",
        ),
        as_in=said(
            maybe(shape(dossier=UUID, dossier_code=maybe(TEXT), day=maybe(DAY))),
            "That dossier, and when it came in.",
        ),
        same_procedure=said(
            listed(shape(dossier=UUID, dossier_code=maybe(TEXT), state=STATE)),
            "Open dossiers of the applicant for the procedure: perhaps entered twice.",
        ),
    ),
)

WORKLISTS = operation(
    "list_worklists",
    DESK,
    "The piles of the caller's desk",
    "In the order in which a desk is cleared, those that concern the caller's roles.",
    answer=whole(PILE),
    example={
        "results": [
            {
                "work": "to_transfer",
                "count": 3,
                "more": False,
                "first_limit": "2026-11-24T17:00:00+07:00",
            }
        ]
    },
    problems=(400, 401, 403),
    parameters=[PRINCIPAL_PARAMETER],
)
FIND = operation(
    "find_dossiers",
    TAG,
    "The dossier a scanned paper, a number or a name means",
    "The square code of a receipt, a dossier code or its last digits, an identity or telephone "
    "number, words of a name: 20 dossiers at the most, the newest first. Posted, because the token "
    "in a receipt's code and a number belong in no address; nothing is changed and no "
    "`Idempotency-Key` heeded.",
    answer=define("Found", shape(results=listed(DOSSIER), more=FLAG)),
    problems=(400, 401, 403, 413, 415, 422),
    parameters=[PRINCIPAL_PARAMETER],
    request=taken("Meant", text=TEXT),
    request_examples={"A scanned receipt": {"text": "https://hoso.vidu.vn/tra-cuu/q/Zm9vYmFy/"}},
)
KNOWN_APPLICANT = operation(
    "find_known_applicant",
    DESK,
    "An applicant who comes back",
    "For counters: by the exact identity number, or the text of a scanned identity card, what may be "
    "taken over from the newest dossier that the caller sees. Posted, because a number belongs in no "
    "address; nothing is changed and no `Idempotency-Key` heeded.",
    answer=KNOWN,
    example={
        "card": None,
        "applicant": {
            "kind": "citizen",
            "name": "Nguyễn Văn Ví Dụ",
            "address": "Khối 1, phường Ví Dụ, Nghệ An",
            "phone": "0900000001",
            "email": "",
        },
        "as_in": {
            "dossier": "0b0e8a55-6b8e-4c7e-9a43-3f2c1f6f2d10",
            "dossier_code": "H41.01.02-261119-0001",
            "day": "2026-11-19",
        },
        "same_procedure": [],
    },
    problems=(400, 401, 403, 413, 415, 422),
    parameters=[PRINCIPAL_PARAMETER],
    request=taken(
        "ApplicantMeant",
        optional=("procedure",),
        identity_number=said(TEXT, "A number, or the text of a scanned card."),
        procedure=said(TEXT, "Code of the procedure to be received for."),
    ),
    request_examples={"A number": {"identity_number": "040000000001", "procedure": "1.000001"}},
)
RECEPTION_PREVIEW = operation(
    "preview_reception",
    DESK,
    "When a reception would be due",
    "Of a procedure by its code, or of a submission: the clock's answer with its reasons, as if it "
    "were received at the moment given. Null while the limit has to be chosen by `limit_row`, or "
    "named in figures because the catalogue gives it only in words.",
    answer=define(
        "ReceptionPreview",
        shape(
            clock=maybe(DUE_ANSWER),
            limit_left_to_officer=said(FLAG, "The fact `limit` is asked for."),
            limit_rows=said(listed(TEXT), "Values of the fact `limit_row` for the channel."),
        ),
    ),
    problems=(400, 401, 403, 404),
    parameters=[
        parameter("procedure", "Code of the procedure."),
        parameter("dossier", "Code or `ref` of a submission, instead of the procedure."),
        parameter("channel", "`in_person` if not given; of a submission its own.", enum=list(Channel)),
        parameter("limit_row", "The limit chosen, where there are several."),
        parameter("limit", "The limit, where the catalogue gives none in figures.", type=int),
        parameter("unit", "Its unit.", enum=UNIT["enum"]),
        parameter("received_at", "The moment of reception; now if not given."),
        PRINCIPAL_PARAMETER,
    ],
)  # fmt: skip
