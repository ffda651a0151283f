"""The choice of a period and of what each line stands for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.domain.spans import Span, span_of_days
from reports.domain.periods import Period, last_days, whole
from reports.selectors.lines import By

PERIOD_LABELS = {
    Period.MONTH: _("This month"),
    Period.QUARTER: _("This quarter"),
    Period.YEAR: _("This year"),
    Period.DAYS: _("From day to day"),
}
BY_LABELS = {By.AGENCY: _("Agency"), By.UNIT: _("Unit"), By.PROCEDURE: _("Procedure")}
#: A day before which nothing of this system lies; spares the database years nobody meant.
FIRST_DAY = date(2018, 1, 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for, or else this month by agency; `asked` is the period as the address has it."""

    span: Span
    by: By
    asked: dict[str, str]


class PeriodForm(forms.Form):
    """All by GET, so that the address of a report can be kept and sent."""

    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[(each.value, label) for each, label in PERIOD_LABELS.items()],
    )
    first = forms.DateField(label=_("From day"), required=False)
    last = forms.DateField(label=_("to day"), required=False)
    by = forms.ChoiceField(label=_("A line for each"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)

    def __init__(
        self, data: Any, *, today: date, lines: Iterable[By], agencies: list[tuple[str, str]]
    ) -> None:
        asked = data.dict()
        span = last_days(today, today.day)
        super().__init__(
            {
                "period": Period.MONTH.value,
                "first": span.since.date().isoformat(),
                "last": today.isoformat(),
                **asked,
            }
        )
        self.today = today
        self.fields["by"].choices = [(by.value, BY_LABELS[by]) for by in lines]
        self.fields["agency"].choices = [("", _("All agencies")), *agencies]
        for name, field in self.fields.items():
            kind = {"type": "date"} if isinstance(field, forms.DateField) else {}
            wide = "desk-input" if name == "agency" else "desk-input desk-short"
            field.widget.attrs |= {"class": wide, **kind}
        for name in ("first", "last"):
            self.fields[name].widget.format = "%Y-%m-%d"
        if not agencies:
            del self.fields["agency"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("period") != Period.DAYS:
            return found
        first, last = found.get("first"), found.get("last")
        if not first or not last or not FIRST_DAY <= first <= last:
            raise forms.ValidationError(_("Give a first day and a last day not before it."))
        return found

    def choice(self) -> Choice:
        """The span up to today at the most, and the lines; this month where what is asked is not valid."""
        found = self.cleaned_data if self.is_valid() else {}
        by = By(found.get("by") or self.fields["by"].choices[0][0])
        asked = {name: self[name].value() for name in ("period", "first", "last") if found}
        return Choice(self._span(found), by, asked)

    def _span(self, found: dict[str, Any]) -> Span:
        period = Period(found.get("period") or Period.MONTH)
        if period is Period.DAYS:
            return span_of_days(found["first"], max(found["first"], min(found["last"], self.today)))
        span = whole(period, self.today)
        return Span(span.since, min(span.until, span_of_days(self.today, self.today).until))
