"""What the doors of the figures answer, for the OpenAPI file."""

from dataclasses import fields

from agencies.api.schema import (
    AGENCY,
    DAY,
    MOMENT,
    NUMBER,
    PRINCIPAL_PARAMETER,
    TEXT,
    Schema,
    define,
    listed,
    maybe,
    one_of,
    operation,
    parameter,
    said,
    shape,
    whole,
)
from dossiers.domain.rating import Content
from dossiers.models.rating import BEST, WORST
from dossiers.selectors.figures import Figure
from notifications.selectors.heartbeat import Pulse
from reports.domain.periods import Period
from reports.domain.settlement import Settlement
from reports.selectors.duties import Duties
from reports.selectors.lines import By
from reports.selectors.load import TIME_LEFT

TAG = "Reports"
READING = (400, 401, 403, 404)
DECIMAL: Schema = {"type": "number"}
DAYS: dict[str, Schema] = {"first": DAY, "last": DAY}

RATING = define(
    "RatingFigure",
    shape(
        "Figures over five ratings or more; never one applicant's.",
        agency=said(maybe(TEXT), "Null: all together."),
        agency_name=maybe(TEXT),
        count=NUMBER,
        mean=said(DECIMAL, "1 to 5, to one decimal."),
        satisfied=said(NUMBER, "Percent that gave four or five."),
        marks=shape(**{str(mark): NUMBER for mark in range(WORST, BEST + 1)}),
        by_content={
            "type": "object",
            "description": "Points of 0 to 2, to one decimal; contents with too few answers are left out.",
            "properties": {content.value: DECIMAL for content in Content},
            "additionalProperties": False,
        },
    ),
)
LOAD = define(
    "OpenDossiers",
    shape(
        code=said(TEXT, "Of the agency, or of the unit where one agency is asked for."),
        name=TEXT,
        **{figure.value: NUMBER for figure in TIME_LEFT},
    ),
)
HOURS = define(
    "Receptions",
    shape(
        code=said(TEXT, "Of the one-stop unit; of an officer the user name."),
        name=TEXT,
        count=NUMBER,
        by_hour=said(
            {"type": "object", "additionalProperties": NUMBER}, "By the hour of the office's clock."
        ),
    ),
)
RATE = shape(count=NUMBER, of=NUMBER)
UNUSUAL = define(
    "Unusual",
    shape(
        "A rate of the last 30 days far above that of the 180 days before.",
        figure=one_of([Figure.SUPPLEMENTED.value, Figure.WITHDRAWN.value]),
        by=one_of([By.AGENCY.value, By.PROCEDURE.value]),
        code=TEXT,
        name=TEXT,
        recent=RATE,
        usual=RATE,
    ),
)
DUTIES = shape(
    **{field.name: NUMBER for field in fields(Duties)}
    | {"telling_late": said(maybe(NUMBER), "Null where one agency is asked for.")}
)
FIGURES: dict[str, Schema] = {
    **{field.name: NUMBER for field in fields(Settlement)},
    "in_time_share": said(maybe(DECIMAL), "Early and on time among the settled, 0 to 1."),
    "supplement_share": said(maybe(DECIMAL), "Asked for a supplement among all dealt with."),
    "mean_days": said(maybe(DECIMAL), "Working days from the clock's last start to settling."),
}

_AGENCY = parameter("agency", "Code of one agency; needed by nobody, refused (404) if foreign.")

DASHBOARD = operation(
    "get_dashboard",
    TAG,
    "The overview",
    "For heads, the Centre's head and oversight, of the dossiers they answer for: duties not done, "
    "what is open by time left, receptions of today by hour, months and weeks, and what stands out.",
    answer=define(
        "Dashboard",
        shape(
            as_of=MOMENT,
            agency=maybe(TEXT),
            agencies=said(listed(AGENCY), "To which the caller may narrow it."),
            duties=DUTIES,
            open=listed(LOAD),
            received_today=shape(count=NUMBER, units=listed(HOURS), officers=listed(HOURS)),
            months=said(listed(shape(**DAYS, in_time=NUMBER, late=NUMBER)), "Settled."),
            weeks=listed(shape(**DAYS, received=NUMBER, settled=NUMBER)),
            unusual=listed(UNUSUAL),
        ),
    ),
    problems=READING,
    parameters=[_AGENCY, PRINCIPAL_PARAMETER],
)
SATISFACTION = operation(
    "get_satisfaction",
    TAG,
    "What applicants think",
    "The ratings of the last 90 days, together and by agency; none of fewer than five.",
    answer=define("Satisfaction", shape(**DAYS, together=maybe(RATING), agencies=listed(RATING))),
    problems=READING,
    parameters=[_AGENCY, PRINCIPAL_PARAMETER],
)
SETTLEMENT = operation(
    "get_settlement_report",
    TAG,
    "The report on settlement",
    "Columns of form II.06a of Circular 01/2020/TT-VPCP: `carried` + `received` = `settled` + `left` "
    "+ `pending`. The list of dossiers tells what each column counted (`figure`, `since`, `until`).",
    answer=define(
        "SettlementReport",
        shape(
            as_of=MOMENT,
            **DAYS,
            by=one_of([each.value for each in By]),
            agency=maybe(TEXT),
            lines=listed(
                shape(
                    code=said(TEXT, "Empty: dossiers that lie in no unit."),
                    name=TEXT,
                    **FIGURES,
                )
            ),
            total=shape(**FIGURES),
        ),
    ),
    problems=READING,
    parameters=[
        _AGENCY,
        parameter("period", "A whole one, up to today; `month` if no days are given.", enum=[each.value for each in Period]),
        parameter("first", "First day, with `last` instead of a period."),
        parameter("last", "Last day; not beyond today."),
        parameter("by", "What a line stands for; agencies, of one agency its units.", enum=[each.value for each in By]),
        PRINCIPAL_PARAMETER,
    ],
)  # fmt: skip
JOBS = operation(
    "list_jobs",
    TAG,
    "Whether the periodic jobs run",
    "For administrators, the head of the Centre and oversight. A job that never ran is `unknown`.",
    answer=whole(
        define(
            "Job",
            shape(
                job=TEXT,
                label=TEXT,
                pulse=one_of([each.value for each in Pulse]),
                finished_at=maybe(MOMENT),
                failed_at=said(maybe(MOMENT), "The last failure, if no run has succeeded since."),
                error=TEXT,
            ),
        )
    ),
    problems=(400, 401, 403),
    parameters=[PRINCIPAL_PARAMETER],
)
