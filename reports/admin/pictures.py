"""The charts of the dashboard, made from what the selectors found."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers.admin.figures import FIGURE_LABELS, span_in_words
from dossiers.selectors.figures import Figure
from procedures.domain.zone import local
from reports.admin.charts import Cell, Chart, Row, Series
from reports.admin.links import flow_list, page, standing_list
from reports.selectors.lines import Line
from reports.selectors.load import TIME_LEFT, Load
from reports.selectors.scope import Scope
from reports.selectors.trends import Month, Week

#: Bars drawn; an agency beyond them stands in the table.
MOST_BARS = 14
TONES = {
    Figure.OVERDUE: "late",
    Figure.DUE_TODAY: "today",
    Figure.DUE_SOON: "soon",
    Figure.DUE_LATER: "later",
    Figure.STANDING: "standing",
}


def load_chart(scope: Scope, lines: Sequence[Line[Load]]) -> Chart:
    """Open dossiers by agency, or by unit of the one asked for, and by time left; the worst first."""
    worst_first = sorted(lines, key=lambda line: (-line.figures[0], -sum(line.figures), line.code))
    rows = [_load_row(scope, line) for line in worst_first]
    shown, rest = rows[:MOST_BARS], rows[MOST_BARS:]
    if rest:
        shown = [*shown, _together(rest)]
    return Chart(
        id="load",
        title=_("Open dossiers by time left"),
        about=_("The longest bar has the most open dossiers. A part of a bar opens their list."),
        head=_("Unit") if scope.agency else _("Agency"),
        series=tuple(Series(str(FIGURE_LABELS[each]), TONES[each]) for each in TIME_LEFT),
        rows=shown,
        whole=rows,
    )


def _load_row(scope: Scope, line: Line[Load]) -> Row:
    part = {"unit" if scope.agency else "agency": line.code}
    has_list = bool(line.code)
    cells = (
        Cell(number, standing_list(scope, figure, **part) if has_list else "")
        for figure, number in zip(TIME_LEFT, line.figures, strict=True)
    )
    href = standing_list(scope, **part) if scope.agency else page("dashboard", agency=line.code)
    return Row(line.name or _("Without a unit"), tuple(cells), href=href if has_list else "")


def _together(rows: Sequence[Row]) -> Row:
    count = len(rows)
    name = ngettext("%(count)s other agency", "%(count)s other agencies", count)
    sums = zip(*(row.numbers for row in rows), strict=True)
    return Row(name % {"count": count}, tuple(Cell(sum(numbers)) for numbers in sums))


def month_chart(scope: Scope, months: Sequence[Month]) -> Chart:
    """The share settled in time of each month."""
    return Chart(
        id="months",
        title=_("Settled in time, by month"),
        about=_("Each column is all that was settled in the month; the lower part was in time."),
        head=_("Month"),
        series=(
            Series(str(FIGURE_LABELS[Figure.IN_TIME]), "later"),
            Series(str(FIGURE_LABELS[Figure.LATE]), "late"),
        ),
        rows=[_month_row(scope, month) for month in months],
    )


def _month_row(scope: Scope, month: Month) -> Row:
    counts = {Figure.IN_TIME: month.in_time, Figure.LATE: month.late}
    settled = sum(counts.values())
    return Row(
        f"{local(month.span.since):%m/%Y}",
        tuple(
            Cell(number, flow_list(scope, figure, month.span)) for figure, number in counts.items()
        ),
        href=flow_list(scope, Figure.SETTLED, month.span),
        above=percent(month.in_time, settled),
        below=_("of %(count)s") % {"count": settled} if settled else "–",
    )


def week_chart(scope: Scope, weeks: Sequence[Week]) -> Chart:
    """What came in and what was settled in each week."""
    return Chart(
        id="weeks",
        title=_("Received and settled, by week"),
        about=_("Two columns for each week, from Monday to Sunday; the last week is not over."),
        head=_("Week"),
        series=(
            Series(str(FIGURE_LABELS[Figure.RECEIVED]), "soon"),
            Series(str(FIGURE_LABELS[Figure.SETTLED]), "later"),
        ),
        rows=[_week_row(scope, week) for week in weeks],
    )


def _week_row(scope: Scope, week: Week) -> Row:
    counts = {Figure.RECEIVED: week.received, Figure.SETTLED: week.settled}
    return Row(
        span_in_words(week.span),
        tuple(
            Cell(number, flow_list(scope, figure, week.span)) for figure, number in counts.items()
        ),
        below=f"{local(week.span.since):%d/%m}",
    )


def percent(part: int, whole: int) -> str:
    """`97%`, downwards, so that 100% is all of them; empty where there is nothing."""
    return f"{100 * part // whole}%" if whole else ""
