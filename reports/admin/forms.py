"""The choice of a period and of what each line stands for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.domain.spans import Span
from procedures.domain.zone import local_day
from reports.domain.periods import FIRST_DAY, Period, days_up_to, whole_up_to
from reports.selectors.lines import By

PERIOD_LABELS = {
    Period.MONTH: _("This month"),
    Period.QUARTER: _("This quarter"),
    Period.YEAR: _("This year"),
}
BY_LABELS = {By.AGENCY: _("Agency"), By.UNIT: _("Unit"), By.PROCEDURE: _("Procedure")}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for, or else this month; `period` is None where it goes from day to day."""

    span: Span
    by: By
    period: Period | None

    @property
    def days(self) -> dict[str, str]:
        """First and last day as the address has them."""
        first, last = local_day(self.span.since), local_day(self.span.until) - timedelta(days=1)
        return {"first": first.isoformat(), "last": last.isoformat()}


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"class": "desk-input desk-short"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """From day to day; sent by GET, so that the address of a report can be kept and sent on."""

    first = forms.DateField(label=_("From day"), widget=_Day)
    last = forms.DateField(label=_("to day"), widget=_Day)
    by = forms.ChoiceField(label=_("A line for each"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)

    def __init__(
        self, data: dict[str, str], *, lines: Iterable[By], agencies: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        by, agency = self.fields["by"], self.fields["agency"]
        by.choices = [(each.value, BY_LABELS[each]) for each in lines]
        agency.choices = [("", _("All agencies")), *agencies]
        by.widget.attrs["class"] = agency.widget.attrs["class"] = "desk-input"
        if not agencies:
            del self.fields["agency"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and not FIRST_DAY <= first <= last:
            raise forms.ValidationError(_("Give a first day and a last day not before it."))
        return found


def chosen(
    data: dict[str, str], *, today: date, lines: list[By], agencies: list[tuple[str, str]]
) -> tuple[PeriodForm, Choice]:
    """The form as it is to be shown, and what was asked for; up to today at the most."""
    period = _period(data)
    by = By(data["by"]) if data.get("by") in lines else lines[0]
    if period is None:
        form = PeriodForm(data, lines=lines, agencies=agencies)
        if form.is_valid():
            return form, Choice(days_up_to(today, *_days(form)), by, None)
        fallback = Choice(whole_up_to(today, Period.MONTH), by, Period.MONTH)
        return form, fallback
    choice = Choice(whole_up_to(today, period), by, period)
    return PeriodForm({**data, **choice.days}, lines=lines, agencies=agencies), choice


def _period(data: dict[str, str]) -> Period | None:
    """The period asked for by name; this month where no day is given either."""
    if data.get("period") in set(Period):
        return Period(data["period"])
    return None if data.get("first") or data.get("last") else Period.MONTH


def _days(form: PeriodForm) -> tuple[date, date]:
    return form.cleaned_data["first"], form.cleaned_data["last"]
