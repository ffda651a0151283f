"""What the doors of registers, fees and papers answer, for the OpenAPI file."""

from agencies.api.schema import (
    AGENCY,
    CURSOR_PARAMETERS,
    DAY,
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
    whole,
)
from dossiers.api.schema import KEY, OF_ONE, READING_ONE, STATE, TAG
from dossiers.api.schema_outages import TAG as ONE_STOP
from dossiers.models import FeeLine, IssuedForm

FILE: Schema = {"type": "string", "format": "binary"}
REGISTER = define(
    "Register",
    shape(
        "A unit's register of a year (form 06); its closing is null while it is open.",
        unit=TEXT,
        year=NUMBER,
        closed_at=maybe(MOMENT),
        closed_by=maybe(OFFICER),
        entries=said(maybe(NUMBER), "When it was closed."),
        sha256=said(maybe(TEXT), "Of the PDF kept at the closing."),
    ),
)
ENTRY = define(
    "RegisterEntry",
    shape(
        number=NUMBER,
        dossier=said(UUID, "`ref` of the dossier."),
        dossier_code=maybe(TEXT),
        state=STATE,
        procedure=TEXT,
        procedure_name=TEXT,
        agency=TEXT,
        agency_name=TEXT,
        received_at=maybe(MOMENT),
        original_due_at=maybe(MOMENT),
        due_at=maybe(MOMENT),
        settled_at=maybe(MOMENT),
        returned_at=maybe(MOMENT),
        applicant=said(
            maybe(define("RegisterApplicant", shape(name=TEXT, address=TEXT, phone=TEXT))),
            "Null for those who do not read what lies in a dossier.",
        ),
    ),
)
FEE_LINE = define(
    "FeeLine",
    shape(
        name=TEXT,
        amount=said(NUMBER, "In đồng."),
        requested_at=MOMENT,
        paid_at=maybe(MOMENT),
        receipt_number=TEXT,
        stage=said(
            maybe({"type": "integer", "enum": FeeLine.Stage.values}),
            "1 at reception, 2 when supplemented, 4 when the result is returned.",
        ),
        taken_at=said(maybe(TEXT), "Code of the one-stop unit."),
        taken_by=maybe(OFFICER),
    ),
)
SHEET = define(
    "DaySheet",
    shape(
        unit=TEXT,
        unit_name=TEXT,
        day=DAY,
        lines=listed(
            shape(
                receipt_number=TEXT,
                dossier=said(UUID, "`ref` of the dossier."),
                dossier_code=maybe(TEXT),
                procedure_name=TEXT,
                name=TEXT,
                amount=said(NUMBER, "In đồng."),
                paid_at=maybe(MOMENT),
                taken_by=maybe(OFFICER),
            )
        ),
        officers=listed(shape(officer=TEXT, lines=NUMBER, amount=NUMBER)),
        total=NUMBER,
    ),
)
PAPER = define(
    "Paper",
    shape(
        "A numbered paper handed out; its PDF is the same at every print.",
        id=NUMBER,
        kind=one_of(IssuedForm.Kind.values),
        agency=said(TEXT, "Code of whoever issued it."),
        number=NUMBER,
        year=NUMBER,
        issued_at=MOMENT,
        act=said(TEXT, "The act that handed it out."),
        sha256=said(TEXT, "Of the PDF; empty before its first print."),
    ),
)

UNIT = key_parameter("unit", "Code of the one-stop unit.")
YEAR = key_parameter("year", "The year of the register.")
SHEET_OF = (
    parameter("unit", "Code of the one-stop unit; the caller's first if not given."),
    parameter("day", "A day up to today; today if not given."),
    PRINCIPAL_PARAMETER,
)
READING = (400, 401, 403, 404)

REGISTER_UNITS = operation(
    "list_register_units",
    ONE_STOP,
    "Whose registers the caller reads",
    "The own one-stop units; with oversight every one.",
    answer=whole(AGENCY),
    problems=(400, 401, 403),
    parameters=[PRINCIPAL_PARAMETER],
)
REGISTERS = operation(
    "list_registers",
    ONE_STOP,
    "The registers of a one-stop unit",
    "Year by year, the latest first, with their closing.",
    answer=whole(REGISTER),
    problems=READING,
    parameters=[UNIT, PRINCIPAL_PARAMETER],
)
REGISTER_ENTRIES = operation(
    "list_register_entries",
    ONE_STOP,
    "The entries of a register",
    "By number.",
    answer=paged(ENTRY),
    problems=READING,
    parameters=[
        UNIT,
        YEAR,
        parameter("q", "As in the list of dossiers."),
        *CURSOR_PARAMETERS,
        PRINCIPAL_PARAMETER,
    ],
)
CLOSE_REGISTER = operation(
    "close_register",
    ONE_STOP,
    "Close a register",
    "By the head of the one-stop unit, when the year is over, for good: nothing more is entered in "
    "it, and its PDF is kept. Closed a second time it answers the first closing.",
    answer=REGISTER,
    done_later="The book is long and is being closed: ask again in some minutes.",
    problems=(400, 401, 403, 404, 409, 413, 415, 422, 503),
    parameters=[UNIT, YEAR, PRINCIPAL_PARAMETER],
)
REGISTER_PDF = operation(
    "get_register_pdf",
    ONE_STOP,
    "The register as PDF",
    "Form 06 of the year, or of some days of it; of a closed year the file kept at its closing. Not "
    "for oversight.",
    answer=FILE,
    content_type="application/pdf",
    problems=(400, 401, 403, 404, 422),
    parameters=[
        UNIT,
        YEAR,
        parameter("first_day", "Received from this day on; 1 January if not given."),
        parameter("last_day", "Received up to this day; 31 December if not given."),
        PRINCIPAL_PARAMETER,
    ],
)
DAY_SHEET = operation(
    "get_day_sheet",
    ONE_STOP,
    "Fees taken on a day",
    "In the order of their receipts, with what each officer took.",
    answer=SHEET,
    problems=READING,
    parameters=SHEET_OF,
)
DAY_SHEET_PDF = operation(
    "get_day_sheet_pdf",
    ONE_STOP,
    "Fees taken on a day, as PDF",
    "To check against the till; neither numbered nor kept.",
    answer=FILE,
    content_type="application/pdf",
    problems=(*READING, 422),
    parameters=SHEET_OF,
)
DOSSIER_FEES = operation(
    "list_fees",
    TAG,
    "Its fees",
    "What was asked for, and with which receipts it was paid.",
    answer=whole(FEE_LINE),
    problems=READING_ONE,
    parameters=OF_ONE,
)
PAPERS = operation(
    "list_papers",
    TAG,
    "Papers handed out",
    "The newest first. Not for oversight.",
    answer=whole(PAPER),
    problems=READING_ONE,
    parameters=OF_ONE,
)
PAPER_PDF = operation(
    "get_paper",
    TAG,
    "One of the papers handed out, as PDF",
    "Any of them, also one that a later one of its kind has replaced.",
    answer=FILE,
    content_type="application/pdf",
    problems=READING_ONE,
    parameters=[KEY, key_parameter("paper", "`id` of the paper."), PRINCIPAL_PARAMETER],
)
