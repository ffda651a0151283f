"""`/tinh-han/`: when would it be ready, and which days are counted for it; for everybody."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS

from procedures.pages.calculator_form import CalculatorForm
from procedures.pages.due_days import days_of, months_of
from procedures.pages.headers import OpenView
from procedures.pages.showing import line
from procedures.pages.words import WEEKDAYS_SHORT
from procedures.selectors import departures, one_calendar
from procedures.wording import explain, limit_label

#: So many days are listed at sight; more are folded away under the calendar.
MOST_LISTED = 31


class CalculatorPage(OpenView):
    """The question, and above it the answer once it is whole."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CalculatorForm(request.GET, now=timezone.now())
        answered = _answered(form) if form.is_bound else {}
        context = {
            "form": form,
            "version": form.meant.version,
            "offers": [] if form.meant.version else [line(each) for each in form.meant.offers],
            "is_search": form.is_bound,
            **answered,
        }
        status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
        return render(request, "public/calculator.html", context, status=status)


def _answered(form: CalculatorForm) -> dict[str, Any]:
    """The answer by one edition of the calendar; empty where the question is not whole."""
    with one_calendar() as calendar:
        answer = form.answer(calendar)
    if answer is None or answer.due_at is None:
        return {}
    last = answer.due_at.date()
    days = days_of(answer, departures(answer.run_started_at.date(), last))
    return {
        "answer": answer,
        "limit": limit_label(answer.limit.value, answer.limit.unit),
        "reasons": explain(answer),
        "days": days,
        "days_folded": len(days) > MOST_LISTED,
        "months": months_of(days),
        "weekdays": list(zip(WEEKDAYS_SHORT, WEEKDAYS.values(), strict=True)),
        "office_hours": calendar.office_hours(last).spans,
    }
