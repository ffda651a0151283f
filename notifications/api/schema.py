"""What the doors of delay notices and letters take and answer, for the OpenAPI file."""

from agencies.api.schema import (
    CURSOR_PARAMETERS,
    FLAG,
    GIVEN_MOMENT,
    MOMENT,
    NUMBER,
    OFFICER,
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
)
from dossiers.models import Announcement
from notifications.domain.demands import DemandKind
from notifications.domain.letters import Part
from notifications.models import LapseReason, LetterState, LetterWay, ReasonCode

TAG = "Delay and apology"

REASON_CODE = one_of(["", *ReasonCode.values])
APPOINTMENT: dict[str, Schema] = {
    "dossier": said(UUID, "`ref` of the dossier."),
    "dossier_code": maybe(TEXT),
    "run": NUMBER,
    "appointment": said(NUMBER, "0 the first return date of the run, 1 the one set anew."),
    "agency": TEXT,
    "agency_name": TEXT,
    "due_at": said(MOMENT, "The moment that was promised."),
    "reason_code": REASON_CODE,
    "reason": TEXT,
}
NOTICE = define(
    "DelayNotice",
    shape(
        id=NUMBER,
        **APPOINTMENT,
        kind=said(one_of(list(DemandKind)), "Only `day_before` is a duty of the law."),
        unit=maybe(TEXT),
        unit_name=maybe(TEXT),
        open=FLAG,
        demanded_at=MOMENT,
        answer_by=MOMENT,
        answered_at=maybe(MOMENT),
        answered_by=maybe(OFFICER),
        proposed_until=maybe(MOMENT),
        lapsed_at=maybe(MOMENT),
        lapsed_why=one_of(["", *LapseReason.values]),
        is_violation=said(FLAG, "No notice came in time, and then the date was missed."),
    ),
)
SIGNATURE = define(
    "LetterSignature",
    shape(
        kind=said(one_of(["server", "token"]), "The server's key, or the officer's own token."),
        signer=TEXT,
        issuer=TEXT,
        serial=TEXT,
        signed_at=maybe(MOMENT),
        time_stamped=said(FLAG, "Whether an independent authority vouches for `signed_at`."),
        demo=said(FLAG, "Signed by the demonstration authority: no legal force."),
    ),
)
LETTER_PROPERTIES: dict[str, Schema] = {
    "id": UUID,
    **APPOINTMENT,
    "due_at": said(maybe(MOMENT), "The moment that was promised."),
    "way": said(one_of(LetterWay.values), "`lost` owns up to lost papers and moves no date."),
    "state": said(
        one_of(LetterState.values),
        "`ready` lacks nothing but the signature; with `prepared_at` it is numbered and frozen for "
        "the signer's own token. `signed` waits for the dossier's clock to run.",
    ),
    "generated_at": MOMENT,
    "new_until": maybe(MOMENT),
    "lost_items": listed(TEXT),
    "issuer": maybe(TEXT),
    "issuer_name": maybe(TEXT),
    "number": maybe(NUMBER),
    "year": maybe(NUMBER),
    "signer": said(maybe(OFFICER), "Who signed, or for whom the letter is prepared."),
    "prepared_at": maybe(MOMENT),
    "signed_at": maybe(MOMENT),
    "signature": said(maybe(SIGNATURE), "What the certificate says with which it was signed."),
    "sha256": said(TEXT, "Of the frozen PDF without its signature."),
    "signed_sha256": said(TEXT, "Of the PDF with its signature, as it is handed out."),
    "issued_at": maybe(MOMENT),
    "delivered_at": said(maybe(MOMENT), "When the one-stop unit told the applicant."),
    "delivered_how": one_of(["", *Announcement.How.values]),
    "voided_at": maybe(MOMENT),
    "void_why": TEXT,
}
LETTER = define("ApologyLetter", shape(**LETTER_PROPERTIES))
LETTER_WHOLE = define(
    "ApologyLetterWhole",
    shape(
        **LETTER_PROPERTIES,
        missing=said(
            listed(shape(part=one_of(list(Part)), detail=TEXT)),
            "What it lacks to meet Decree 61/2018/NĐ-CP, art. 19.9.",
        ),
    ),
)


def _parts(date: str, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": {
            "reason_code": one_of(ReasonCode.values),
            "reason": said(TEXT, "As the applicant reads it."),
            date: said(
                GIVEN_MOMENT, "Later than the promised moment and than now, on a working day."
            ),
        },
        "required": required,
        "additionalProperties": False,
    }


ANSWER = define(
    "DelayAnswer", _parts("proposed_until", ["reason_code", "reason", "proposed_until"])
)
PARTS = define("LetterParts", _parts("new_until", []))

_EXAMPLE = {
    "reason_code": "consultation",
    "reason": "Chờ ý kiến thẩm định của Sở Xây dựng.",
}
LETTER_ID = key_parameter("ref", "`id` of the letter.")
ACTING = (400, 401, 403, 404, 409, 413, 415, 422)

NOTICE_LIST = operation(
    "list_delay_notices",
    TAG,
    "Demands to finish or to say why not",
    "Of the dossiers the caller may see, the newest first.",
    answer=paged(NOTICE),
    problems=(400, 401, 403),
    parameters=[
        parameter("state", "The state of the demand.", enum=["open", "answered", "lapsed", "violation"]),
        parameter("agency", "Code of the settling agency; several parted by commas."),
        parameter("dossier", "Code or `ref` of the dossier; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)  # fmt: skip
NOTICE_DETAIL = operation(
    "get_delay_notice",
    TAG,
    "A demand",
    "With its answer, if there is one.",
    answer=NOTICE,
    problems=(400, 401, 403, 404),
    parameters=[key_parameter("notice_id", "`id` of the demand."), PRINCIPAL_PARAMETER],
)
ANSWER_NOTICE = operation(
    "answer_delay_notice",
    TAG,
    "Say why it will be late, and until when",
    "By an officer of the settling agency, until `answer_by`; the apology letter is drafted with it.",
    answer=LETTER,
    problems=ACTING,
    parameters=[key_parameter("notice_id", "`id` of the demand."), PRINCIPAL_PARAMETER],
    request=ANSWER,
    request_examples={"Answer": {**_EXAMPLE, "proposed_until": "2026-12-04T17:00:00+07:00"}},
)
LETTER_LIST = operation(
    "list_apologies",
    TAG,
    "Apology letters",
    "Of the dossiers the caller may see, the newest first.",
    answer=paged(LETTER),
    problems=(400, 401, 403),
    parameters=[
        parameter("state", f"{', '.join(LetterState.values)}; several parted by commas."),
        parameter("way", f"{', '.join(LetterWay.values)}; several parted by commas."),
        parameter("agency", "Code of the settling agency; several parted by commas."),
        parameter("dossier", "Code or `ref` of the dossier; several parted by commas."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
LETTER_DETAIL = operation(
    "get_apology",
    TAG,
    "A letter, with what it still lacks",
    "A letter that does not meet the Decree cannot be issued; `missing` says why.",
    answer=LETTER_WHOLE,
    problems=(401, 403, 404),
    parameters=[LETTER_ID, PRINCIPAL_PARAMETER],
)
PREPARE_LETTER = operation(
    "prepare_apology",
    TAG,
    "Fill in parts of a letter",
    "By an officer of the settling agency, so that the head only has to sign.",
    answer=LETTER_WHOLE,
    problems=ACTING,
    parameters=[LETTER_ID, PRINCIPAL_PARAMETER],
    request=PARTS,
    request_examples={"Prepare": {**_EXAMPLE, "new_until": "2026-12-04T17:00:00+07:00"}},
)
ISSUE_LETTER = operation(
    "issue_apology",
    TAG,
    "Sign with the server's key and issue a letter",
    "By the head whom `APOLOGY_SIGNER` names, or a delegate. It is numbered, frozen and signed, the "
    "return date moves, and the one-stop unit is asked to tell the applicant, all or nothing. Parts "
    "still missing may be given with the signature. A letter that is `signed` is issued as it is.",
    answer=LETTER_WHOLE,
    problems=ACTING,
    parameters=[LETTER_ID, PRINCIPAL_PARAMETER],
    request=PARTS,
    request_examples={"Sign": {}},
)
PREPARE_SIGNATURE = operation(
    "prepare_apology_signature",
    TAG,
    "Number and freeze a letter for the signer's own token",
    "By whoever may sign it. Download `letter.pdf`, sign it, and send it to `signed.pdf`; nothing "
    "else moves until then.",
    answer=LETTER_WHOLE,
    problems=ACTING,
    parameters=[LETTER_ID, PRINCIPAL_PARAMETER],
    request=PARTS,
    request_examples={"Prepare": {}},
)
UPLOAD_SIGNED = operation(
    "upload_signed_apology",
    TAG,
    "Bring a signed letter back",
    "By the signer it was prepared for. Taken only if it is the very file with one sound signature "
    "of that officer added; then the letter is issued in the same transaction.",
    answer=LETTER_WHOLE,
    problems=ACTING,
    parameters=[LETTER_ID, PRINCIPAL_PARAMETER],
    request={"type": "string", "format": "binary"},
    request_type="application/pdf",
)
GIVE_UP_SIGNATURE = operation(
    "give_up_apology_signature",
    TAG,
    "Give up a letter frozen for a signature",
    "It becomes void and keeps its number; the answer is the draft that takes its place.",
    answer=LETTER_WHOLE,
    problems=(401, 403, 404, 409),
    parameters=[LETTER_ID, PRINCIPAL_PARAMETER],
)
LETTER_PDF = operation(
    "get_apology_letter",
    TAG,
    "The letter as PDF",
    "With its signature once signed; frozen for a token, the exact file to sign; before that, as its "
    "draft would look, marked as one.",
    answer={"type": "string", "format": "binary"},
    content_type="application/pdf",
    problems=(401, 403, 404, 409, 410),
    parameters=[LETTER_ID, PRINCIPAL_PARAMETER],
)
