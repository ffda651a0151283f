"""What the catalogue's and the calculator's doors take and answer, for the OpenAPI file."""

from agencies.api.schema import (
    ANYTHING,
    CURSOR_PARAMETERS,
    DAY,
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
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
from agencies.domain.roles import Role
from procedures.domain.channels import Channel, Level
from procedures.domain.clock import ClockKind, StartRule
from procedures.domain.limits import LimitUnit
from procedures.domain.rulesets import RULESETS

TAG = "Catalogue and calculator"

CHANNEL = one_of([channel.value for channel in Channel])
UNIT = one_of([unit.value for unit in LimitUnit])
LEVEL = one_of([level.value for level in Level])

SECTOR = shape(code=TEXT, name=TEXT)
LIMIT_ROW = define(
    "ChannelLimit",
    shape(
        "The time limit of a channel; several rows for one channel are cases to choose from by `id`.",
        id=said(NUMBER, "What the fact `limit_row` names, as text."),
        channel=CHANNEL,
        case=TEXT,
        value=maybe(NUMBER),
        unit=said(
            one_of(["", *[u.value for u in LimitUnit]]), "Empty: the law gives it only in words."
        ),
        note=TEXT,
    ),
)
LINE = {
    "code": TEXT,
    "name": TEXT,
    "version": NUMBER,
    "valid_from": DAY,
    "sector": SECTOR,
    "agency": said(maybe(TEXT), "Code of the settling agency, where the catalogue names one."),
    "agency_name": maybe(TEXT),
    "levels": listed(LEVEL),
    "limits": listed(LIMIT_ROW),
}
PROCEDURE_LINE = define("ProcedureLine", shape(**LINE))
PROCEDURE = define(
    "Procedure",
    shape(
        **LINE,
        valid_to=said(maybe(DAY), "The first day it is no longer in force."),
        category=TEXT,
        audience=TEXT,
        executing_body=TEXT,
        authority=TEXT,
        decision=TEXT,
        legal_basis=listed(TEXT),
        results=listed(ANYTHING),
        source=TEXT,
        start_rule=one_of([rule.value for rule in StartRule]),
        settled_at_counter=FLAG,
        cases=said(listed(TEXT), "Cases that the documents depend on; the fact `case` names one."),
        documents=listed(
            shape(
                id=said(NUMBER, "What `required` names in the fact `documents`."),
                case=TEXT,
                name=TEXT,
                originals=NUMBER,
                copies=NUMBER,
                required=FLAG,
                has_form=FLAG,
            )
        ),
        fees=listed(shape(channel=one_of(["", *Channel]), name=TEXT, amount=TEXT, currency=TEXT)),
        steps=listed(
            shape(
                position=NUMBER,
                name=TEXT,
                unit=maybe(TEXT),
                unit_name=TEXT,
                role=one_of(["", *Role]),
                budget_hours=TEXT,
                budget_goes_on=said(FLAG, "A step that is redone has only what is left of it."),
            )
        ),
    ),
)

STEP = {
    "type": "object",
    "description": "One reason: its code, the values of its sentence, the article, the sentence.",
    "properties": {"code": TEXT, "text": TEXT, "law": TEXT, "article": TEXT},
    "required": ["code", "text"],
    "additionalProperties": True,
}
SKIPPED = {
    "type": "object",
    "properties": {"date": DAY, "why": TEXT, "name": TEXT},
    "required": ["date", "why"],
    "additionalProperties": False,
}
#: What every answer of the clock says.
CLOCK = {
    "due_at": said(maybe(MOMENT), "What people are told; null while the clock stands still."),
    "late_from": said(maybe(MOMENT), "From this moment it is late."),
    "original_due_at": maybe(MOMENT),
    "limit": NUMBER,
    "unit": UNIT,
    "counted": listed(DAY),
    "skipped": listed(SKIPPED),
    "provisional": said(FLAG, "A year's official notice of holidays has not been entered yet."),
    "pending": said(FLAG, "The clock stands still; told as if it went on at that moment."),
    "running": FLAG,
    "ended_at": maybe(MOMENT),
    "run": said(NUMBER, "1 from reception; a delivered supplement begins the next."),
    "appointment": said(NUMBER, "1 once the return date has been set anew."),
    "budget": said(TEXT, "Exact, in the limit's unit, such as `5/2`."),
    "used": TEXT,
    "remaining": TEXT,
    "calendar_version": NUMBER,
    "explanation": listed(STEP),
    "sentences": said(listed(TEXT), "The same in words, with the days passed over."),
    "warn_on": said(maybe(DAY), "Day of the delay notice (Decree 61/2018/NĐ-CP, art. 19.9)."),
}
AT_A_MOMENT = {"overdue": FLAG, "time_left": maybe(TEXT)}


def _answer() -> Schema:
    schema = shape("The clock's answer with its reasons.", **CLOCK, **AT_A_MOMENT)
    schema["required"] = list(CLOCK)
    return schema


DUE_ANSWER = define("DueDate", _answer())

PROCEDURE_LIST = operation(
    "list_procedures",
    TAG,
    "Procedures in force",
    "Every procedure a dossier can be received for on a day, by code.",
    answer=paged(PROCEDURE_LINE),
    parameters=[
        parameter("q", "Words of code, name or sector, whole or begun, with or without accents."),
        parameter("sector", "Code of the sector; several parted by commas."),
        parameter("agency", "Code of the settling agency; several parted by commas."),
        parameter("level", f"{', '.join(Level)}; several parted by commas."),
        parameter("on", "The day; today if not given."),
        *CURSOR_PARAMETERS,
    ],
)
PROCEDURE_DETAIL = operation(
    "get_procedure",
    TAG,
    "A procedure with limits, documents, fees and steps",
    "In the version in force on a day; a dossier keeps the version it was received under.",
    answer=PROCEDURE,
    problems=(400, 404),
    parameters=[
        key_parameter("code", "National code, such as 1.000001."),
        parameter("on", "The day; today if not given."),
    ],
)
DUE_DATE = operation(
    "calculate_due_date",
    TAG,
    "When would a dossier be due, and why",
    "Moments without offset are Vietnam's. `holidays` or `worked` replaces both stored lists; "
    "`hours` replaces only the office hours.",
    answer=DUE_ANSWER,
    parameters=[
        parameter("received", "Moment of reception, 2026-11-20T09:00.", required=True),
        parameter("unit", "Unit of the limit.", enum=list(LimitUnit), required=True),
        parameter("limit", "The limit; not with `same_day`.", type=int),
        parameter("holidays", "Days off, parted by commas."),
        parameter("worked", "Saturdays or Sundays worked, parted by commas."),
        parameter("hours", "Office hours, 07:30-12:00,13:30-17:00."),
        parameter(
            "events",
            f"What happened, in order: KIND@MOMENT or extend@MOMENT>MOMENT, parted by commas ({', '.join(ClockKind)}).",
        ),
        parameter("as_of", "The moment the answer is told for."),
        parameter("ruleset", f"{', '.join(RULESETS)}."),
        parameter("start_rule", f"{', '.join(StartRule)}."),
    ],
)
