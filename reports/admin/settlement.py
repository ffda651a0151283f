"""The report on settlement: what came in, what went out and how, what is left; by agency, unit or procedure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers.admin.figures import span_in_words
from dossiers.selectors.figures import Figure
from procedures.domain.zone import local_day
from reports.admin.charts import Cell
from reports.admin.desk import scope_or_404
from reports.admin.forms import BY_LABELS, PERIOD_LABELS, Choice, chosen
from reports.admin.links import flow_list, page
from reports.domain.settlement import Settlement, together
from reports.selectors.lines import By, Line
from reports.selectors.scope import Scope, agencies_to_choose
from reports.selectors.settlement import settlement

#: Lines shown one by one; of the rest only the sum.
MOST_LINES = 100
#: The columns, in the order of form II.06a.
SHOWN = (
    Figure.CARRIED,
    Figure.RECEIVED,
    Figure.ONLINE,
    Figure.OFFLINE,
    Figure.SETTLED,
    Figure.EARLY,
    Figure.ON_TIME,
    Figure.LATE,
    Figure.LEFT,
    Figure.PENDING,
    Figure.WITHIN,
    Figure.OVER,
)
#: Columns in which any number is bad news.
ALARMING = (Figure.LATE, Figure.OVER)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the table: its numbers with their lists, then what is worked out from them."""

    name: str
    code: str
    href: str
    cells: list[tuple[Cell, bool]]
    in_time: str
    supplements: str
    supplements_list: str
    days: str


Lists = Callable[[Figure], str]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Of the officer's scope, for the period and the lines asked for."""
    scope = scope_or_404(request)
    form, choice = chosen(
        request.GET.dict(),
        today=local_day(scope.at),
        lines=[By.UNIT if scope.agency else By.AGENCY, By.PROCEDURE],
        agencies=agencies_to_choose(scope),
    )
    found = settlement(scope, choice.span, by=choice.by)
    total = together(line.figures for line in found)
    context = {
        **admin.site.each_context(request),
        "title": _("Report on settlement"),
        "scope": scope,
        "form": form,
        "periods": _periods(request, choice),
        "head": BY_LABELS[choice.by],
        "days": span_in_words(choice.span),
        "lines": _shown(scope, choice, found),
        "total": _told(Line("", _("Together"), total), lists=_lists(scope, choice)),
        "reappointed": total.reappointed,
        "reappointed_list": flow_list(scope, Figure.REAPPOINTED, choice.span),
    }
    return render(request, "admin/reports/settlement.html", context)


def _periods(request: HttpRequest, choice: Choice) -> list[tuple[str, str, bool]]:
    """Name, address and whether chosen, of each period that is asked for by name."""
    kept = {name: request.GET.get(name, "") for name in ("agency", "by")}
    return [
        (str(label), page("settlement", period=period.value, **kept), choice.period is period)
        for period, label in PERIOD_LABELS.items()
    ]


def _shown(scope: Scope, choice: Choice, found: Sequence[Line[Settlement]]) -> list[ShownLine]:
    """The busiest lines, agencies in the order of their codes; the rest in one."""
    busiest = sorted(found, key=lambda line: -(line.figures.carried + line.figures.received))
    shown, rest = busiest[:MOST_LINES], busiest[MOST_LINES:]
    if choice.by is not By.PROCEDURE:
        shown.sort(key=lambda line: line.code)
    lines = [_line(scope, choice, line) for line in shown]
    if rest:
        figures = together(line.figures for line in rest)
        lines.append(_told(Line("", _("All others"), figures), lists=_no_list))
    return lines


def _line(scope: Scope, choice: Choice, line: Line[Settlement]) -> ShownLine:
    if not line.code:
        return _told(Line("", _("Without a unit"), line.figures), lists=_no_list)
    lists = _lists(scope, choice, **{choice.by.value: line.code})
    if choice.by is By.PROCEDURE:
        return _told(line, lists=lists, code=line.code)
    href = "" if scope.agency else page("settlement", agency=line.code, **choice.days)
    return _told(line, lists=lists, href=href)


def _lists(scope: Scope, choice: Choice, **part: str) -> Lists:
    return lambda figure: flow_list(scope, figure, choice.span, **part)


def _no_list(figure: Figure) -> str:
    return ""


def _told(line: Line[Settlement], *, lists: Lists, code: str = "", href: str = "") -> ShownLine:
    def cell(figure: Figure) -> Cell:
        number = getattr(line.figures, figure.value)
        return Cell(number, lists(figure) if number else "")

    return ShownLine(
        name=line.name,
        code=code,
        href=href,
        cells=[(cell(figure), figure in ALARMING) for figure in SHOWN],
        in_time=_percent(line.figures.in_time_share),
        supplements=_percent(line.figures.supplement_share),
        supplements_list=cell(Figure.SUPPLEMENTED).href,
        days=_decimal(line.figures.mean_days),
    )


def _percent(share: float | None) -> str:
    """Downwards, so that 100% is all of them."""
    return "–" if share is None else f"{int(share * 100)}%"


def _decimal(number: float | None) -> str:
    return "–" if number is None else number_format(number, decimal_pos=1)
