"""What the doors of delegations and of colleagues' desks take and answer, for the OpenAPI file."""

from http import HTTPStatus

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    DAY,
    FLAG,
    NUMBER,
    OFFICER,
    PRINCIPAL_PARAMETER,
    TEXT,
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
from agencies.domain.roles import HEAD_ROLES, SignatureForm
from dossiers.api.schema import DOSSIER_PROPERTIES
from dossiers.selectors.worklists import MOST_COUNTED

TAG = "Heads"

ROLE = one_of([role.value for role in HEAD_ROLES])
SIGNATURE = said(one_of([form.value for form in SignatureForm]), "Decree 30/2020/NĐ-CP, art. 13.")
ACT = define("DelegableAct", shape(act=TEXT, label=TEXT))
DELEGATION = define(
    "Delegation",
    shape(
        id=NUMBER,
        giver=maybe(OFFICER),
        receiver=maybe(OFFICER),
        role=said(ROLE, "The giver's role, in which the receiver acts."),
        agency=said(TEXT, "Code of the agency or unit in which the role is held."),
        agency_name=TEXT,
        acts=said(listed(ACT), "Empty: taken back before it began."),
        signature_form=SIGNATURE,
        document=TEXT,
        valid_from=DAY,
        valid_to=said(maybe(DAY), "The last day; null: until it is ended."),
    ),
)
SEAT = define(
    "DelegableSeat",
    shape(role=ROLE, agency=TEXT, agency_name=TEXT, acts=listed(ACT), receivers=listed(OFFICER)),
)
LINE = define("DossierLine", shape("A dossier without its applicant.", **DOSSIER_PROPERTIES))
OUTCOMES = define(
    "DeskOutcomes",
    shape(
        results=listed(
            shape(
                dossier=said(TEXT, "As it was named; `ref` where none was."),
                done=FLAG,
                code=said(maybe(TEXT), "Why it was refused."),
                detail=maybe(TEXT),
            )
        )
    ),
)
DELEGATION_ID = key_parameter("delegation_id", "`id` of the delegation.")
USERNAME = key_parameter("username", "User name of the colleague.")
WRITING = (400, 401, 403, 404, 409, 413, 415, 422)

DELEGATION_LIST = operation(
    "list_delegations",
    TAG,
    "Acts that heads let others do",
    "Of the caller's own offices, also given by whoever held them before, and received; the newest "
    "first. Those of other heads an administrator reads in the admin.",
    answer=paged(DELEGATION),
    problems=(400, 401, 403),
    parameters=[
        parameter("in_force_on", "Only those in force on this day."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
GIVE_DELEGATION = operation(
    "give_delegation",
    TAG,
    "Let a colleague do acts in one's place",
    "By a head, of what the head holds by right, to an officer of the same agency, from today on or "
    "later. `delegations/choices/` says what may be given to whom.",
    answer=DELEGATION,
    status=HTTPStatus.CREATED,
    problems=(400, 401, 403, 409, 413, 415, 422),
    parameters=[PRINCIPAL_PARAMETER],
    request=taken(
        "DelegationGiven",
        optional=("document", "valid_to"),
        role=ROLE,
        agency=TEXT,
        receiver=said(TEXT, "User name."),
        acts=listed(TEXT),
        signature_form=SIGNATURE,
        document=said(TEXT, "The paper by which it is given."),
        valid_from=DAY,
        valid_to=DAY,
    ),
    request_examples={
        "Give": {
            "role": "agency_head",
            "agency": "H41.03",
            "receiver": "truongphong1",
            "acts": ["settle", "reappoint"],
            "signature_form": "TL.",
            "document": "QĐ 12/QĐ-STN",
            "valid_from": "2026-12-01",
            "valid_to": "2026-12-15",
        }
    },
)
DELEGATION_DETAIL = operation(
    "get_delegation",
    TAG,
    "A delegation",
    "One the caller keeps, or has received.",
    answer=DELEGATION,
    problems=(400, 401, 403, 404),
    parameters=[DELEGATION_ID, PRINCIPAL_PARAMETER],
)
END_DELEGATION = operation(
    "end_delegation",
    TAG,
    "End a delegation",
    "By its giver, or by who holds the same office today; the last day is yesterday or later. It "
    "stays on record, because the history refers to it.",
    answer=DELEGATION,
    problems=WRITING,
    parameters=[DELEGATION_ID, PRINCIPAL_PARAMETER],
    request=taken("DelegationEnd", last_day=DAY),
    request_examples={"End": {"last_day": "2026-12-10"}},
)
DELEGABLE = operation(
    "list_delegable",
    TAG,
    "What the caller may give to whom",
    "For each office the caller heads by right: its acts, and the officers of the agency.",
    answer=whole(SEAT),
    problems=(400, 401, 403),
    parameters=[PRINCIPAL_PARAMETER],
)

COLLEAGUES = operation(
    "list_colleagues",
    TAG,
    "Whose desks the caller answers for",
    "Officers of the unit or agency the caller heads, and whoever has left dossiers behind there.",
    answer=whole(OFFICER),
    problems=(400, 401, 403),
    parameters=[PRINCIPAL_PARAMETER],
)
COLLEAGUE_DESK = operation(
    "get_colleague_desk",
    TAG,
    "A colleague's desk",
    "What lies there, the first due first and 200 at the most, to whom it may go, and what else hangs "
    "on the officer.",
    answer=define(
        "ColleagueDesk",
        shape(
            officer=OFFICER,
            dossiers=listed(LINE),
            left=said(NUMBER, f"How many more lie there, counted up to {MOST_COUNTED:,}."),
            receivers=listed(OFFICER),
            hanging=said(
                listed(shape(label=TEXT, count=NUMBER)), f"Counted up to {MOST_COUNTED:,} each."
            ),
            delegations=said(listed(DELEGATION), "In force, given or received."),
        ),
    ),
    problems=(400, 401, 403, 404),
    parameters=[USERNAME, PRINCIPAL_PARAMETER],
)
HAND_OVER_DESK = operation(
    "hand_over_desk",
    TAG,
    "Hand a colleague's desk over",
    "By the head of the unit or agency, dossier by dossier: each is an ordinary hand-over with its "
    "row in the control slip, done or refused for itself. Without `dossiers` all that lies there now, "
    "200 at the most. Safe to repeat with the same versions.",
    answer=OUTCOMES,
    problems=WRITING,
    parameters=[USERNAME, PRINCIPAL_PARAMETER],
    request=taken(
        "DeskHandOver",
        optional=("dossiers",),
        to_officer=said(TEXT, "User name."),
        remark=TEXT,
        dossiers=listed(
            {
                "type": "object",
                "properties": {
                    "dossier": said(TEXT, "Code or `ref`."),
                    "version": said(NUMBER, "Handed over only if it is still this one."),
                },
                "required": ["dossier"],
                "additionalProperties": False,
            }
        ),
    ),
    request_examples={
        "All of it": {"to_officer": "chuyenvien2", "remark": "Nghỉ ốm"},
        "One": {
            "to_officer": "chuyenvien2",
            "remark": "Nghỉ ốm",
            "dossiers": [{"dossier": "H41.01.02-261124-0001", "version": 2}],
        },
    },
)
