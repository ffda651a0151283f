"""A year of the working calendar on one page: every day, what it is, and a click to change it."""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from agencies.admin.permissions import may_configure, may_sign_in
from procedures.domain.calendar import DayOff, WorkCalendar, YearStatus
from procedures.models import CalendarDay, DayKind
from procedures.selectors import work_calendar

FIRST, LAST = 2000, 2100
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its sign and its words, so that nothing hangs on the colour alone."""

    date: date
    kind: str
    words: str
    href: str
    is_today: bool

    @property
    def sign(self) -> str:
        return {"closed": "×", "worked": "+"}.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday; days of the months beside it are None."""

    name: str
    working_days: int
    weeks: list[list[Day | None]]


@require_safe
def show(request: HttpRequest, year: int) -> HttpResponse:
    """The year; administrators change a day by following it."""
    if not may_sign_in(request):
        raise PermissionDenied
    if not FIRST <= year <= LAST:
        raise Http404
    calendar = work_calendar()
    entries = dict(CalendarDay.objects.filter(date__year=year).values_list("date", "pk"))
    page = _Page(calendar, entries, timezone.localdate(), may_change=may_configure(request))
    all_months = [page.month(year, number) for number in range(1, 13)]
    context = {
        **admin.site.each_context(request),
        "title": _("Calendar %(year)s") % {"year": year},
        "year": year,
        "before": year - 1 if year > FIRST else None,
        "after": year + 1 if year < LAST else None,
        "months": all_months,
        "weekdays": list(WEEKDAYS_ABBR.values()),
        "working_days": sum(month.working_days for month in all_months),
        "closed": sum(1 for day in entries if calendar.day_off(day) is DayOff.HOLIDAY),
        "worked": sum(1 for day in entries if calendar.is_working(day)),
        "status": _status(calendar.status(year)),
        "may_change": page.may_change,
    }
    return TemplateResponse(request, "admin/procedures/calendar_year.html", context)


def _status(status: YearStatus) -> str:
    return {
        YearStatus.CONFIRMED: _("Confirmed by official notice"),
        YearStatus.PROVISIONAL: _("Provisional: the official notice is not out yet"),
        YearStatus.ABSENT: _("Not covered: dates in this year are provisional"),
    }[status]


@dataclass(frozen=True, slots=True)
class _Page:
    calendar: WorkCalendar
    entries: dict[date, int]
    today: date
    may_change: bool

    def month(self, year: int, number: int) -> Month:
        weeks = [
            [self.day(day) if day.month == number else None for day in week]
            for week in months.Calendar().monthdatescalendar(year, number)
        ]
        first = date(year, number, 1)
        last = date(year, number, months.monthrange(year, number)[1])
        worked = self.calendar.count(last) - self.calendar.count(first - timedelta(days=1))
        return Month(str(MONTHS[number]), worked, weeks)

    def day(self, day: date) -> Day:
        kind = self._kind(day)
        return Day(
            date=day,
            kind=kind,
            words=self._words(day, kind),
            href=self._href(day) if self.may_change else "",
            is_today=day == self.today,
        )

    def _kind(self, day: date) -> str:
        off = self.calendar.day_off(day)
        if off is DayOff.HOLIDAY:
            return "closed"
        if off is DayOff.WEEKEND:
            return "weekend"
        return "worked" if day.weekday() >= SATURDAY else "ordinary"

    def _words(self, day: date, kind: str) -> str:
        words = {
            "closed": self.calendar.name(day) or pgettext("day", "Closed"),
            "weekend": _("weekend"),
            "worked": _("Worked instead"),
            "ordinary": _("working day"),
        }[kind]
        return f"{day:%d/%m/%Y}: {words}"

    def _href(self, day: date) -> str:
        """The day's entry; for an ordinary day a new one that turns it round."""
        if day in self.entries:
            return reverse("admin:procedures_calendarday_change", args=[self.entries[day]])
        kind = DayKind.WORKED if day.weekday() >= SATURDAY else DayKind.CLOSED
        asked = urlencode({"date": f"{day:%d/%m/%Y}", "kind": kind.value})
        return f"{reverse('admin:procedures_calendarday_add')}?{asked}"
