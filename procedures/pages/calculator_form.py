"""What is asked of the calculator: a procedure or a limit, the moment of handing in, a supplement."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procedures.domain.calendar import WorkCalendar
from procedures.domain.clock import ClockError, ClockKind, Due, StartRule
from procedures.domain.clock.events import FIRST_YEAR, LAST_YEAR
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.question import read_question
from procedures.domain.zone import OFFICE_ZONE, local, local_day
from procedures.models import UNIT_CHOICES
from procedures.pages.catalogue import LONGEST_SEARCH
from procedures.pages.meaning import Meant, procedure_meant
from procedures.wording import error_sentence, limit_label

#: Each day is shown, so limits end somewhere; the longest in the national catalogue is 300 days.
LONGEST: Mapping[str, int] = {
    LimitUnit.WORKING_DAY: 400,
    LimitUnit.CALENDAR_DAY: 600,
    LimitUnit.WORKING_HOUR: 3_200,
    LimitUnit.CLOCK_HOUR: 9_600,
    LimitUnit.MONTH: 20,
    LimitUnit.SAME_DAY: 1,
}
#: Within so long a supplement is asked for, and delivered.
LONGEST_WAIT = timedelta(days=366)
#: As moments are shown, and as they are typed or stand in an address.
MOMENT_FORMAT = "%H:%M %d/%m/%Y"
MOMENT_FORMATS = [MOMENT_FORMAT, "%H:%M, %d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y"]
_NO_SUCH_YEAR = _("This year cannot be meant.")
_TOO_EARLY = {
    "asked": _("This is before the dossier was handed in."),
    "delivered": _("This is before the supplement was asked for."),
}


class MomentField(forms.DateTimeField):
    """A moment on the office's clock, typed the Vietnamese way; ISO 8601 is taken too.

    Not the browser's own picker: it shows a date the way of the browser's language.
    """

    def __init__(self, label: Any, **kwargs: Any) -> None:
        years = (FIRST_YEAR, LAST_YEAR + 1)
        first, end = (datetime(year, 1, 1, tzinfo=OFFICE_ZONE) for year in years)
        super().__init__(
            label=label,
            required=False,
            input_formats=MOMENT_FORMATS,
            widget=forms.DateTimeInput(format=MOMENT_FORMAT, attrs={"autocomplete": "off"}),
            error_messages={"invalid": _("This is not a moment such as 16:40 24/11/2026.")},
            validators=[
                MinValueValidator(first, _NO_SUCH_YEAR),
                MaxValueValidator(end, _NO_SUCH_YEAR),
            ],
            **kwargs,
        )


class CalculatorForm(forms.Form):
    """A question by GET, so that its address can be passed on; the names are those of the REST door.

    Where the procedure meant has limits, `by` chooses among them instead of `limit` and `unit`.
    """

    procedure = forms.CharField(
        label=_("Procedure"),
        help_text=_("Words of its name, or its code; accents may be left out."),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    by = forms.ChoiceField(
        label=_("How it is handed in, and the case"), widget=forms.RadioSelect, required=False
    )
    limit = forms.IntegerField(label=_("Time limit"), min_value=1, required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNIT_CHOICES, required=False)
    received = MomentField(
        _("Handed in at"), help_text=_("Hour and day, such as 16:40 24/11/2026.")
    )
    asked = MomentField(_("A supplement was asked for at"))
    delivered = MomentField(
        _("It was delivered in full at"),
        help_text=_("Left empty: told as if it were delivered now."),
    )

    def __init__(self, given: QueryDict, *, now: datetime) -> None:
        self.now = now
        self.meant = Meant()
        self.limit: TimeLimit | None = None
        self.lacks_limit = False
        asked = {name: given[name] for name in self.base_fields if given.get(name)}
        present = f"{local(now):{MOMENT_FORMAT}}"
        if not asked.keys() & {"procedure", "limit", "unit"}:
            super().__init__(initial={"received": present, **asked}, label_suffix="")
            del self.fields["by"]
            return
        super().__init__({"received": present, **asked}, label_suffix="")
        self._let_choose()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "procedure" in self.errors:
            return given
        if given.get("procedure") and self.meant.version is None:
            if not self.meant.offers:
                self.add_error("procedure", _("No procedure in force on that day fits."))
            return given
        self._check_limit(given)
        self._check_supplement(given)
        return given

    def answer(self, calendar: WorkCalendar) -> Due | None:
        """The clock's answer by a calendar; None where the question is not whole, which its field says."""
        if not self.is_valid() or self.limit is None:
            return None
        try:
            return read_question(self._question(self.limit)).answer(calendar)
        except ClockError as error:
            self.add_error("received", error_sentence(error))
            return None

    def _let_choose(self) -> None:
        """Find the procedure meant and offer its limits, the first chosen until another is."""
        text = self._cleaned("procedure")
        if text:
            received = self._cleaned("received") or self.now
            self.meant = procedure_meant(text, on=local_day(received))
        if not self.meant.limits:
            del self.fields["by"]
            return
        del self.fields["limit"], self.fields["unit"]
        self.fields["by"].choices = self.meant.choices
        if self.data.get("by") not in self.meant.limits:
            self.data["by"] = next(iter(self.meant.limits))

    def _cleaned(self, name: str) -> Any:
        """A field's value before the others are looked at; None where it is no good."""
        try:
            return self.fields[name].clean(self.data.get(name))
        except ValidationError:
            return None

    def _check_limit(self, given: Mapping[str, Any]) -> None:
        """Bring the limit to a number and a unit, wherever it comes from."""
        if chosen := self.meant.limits.get(given.get("by", "")):
            field, value, unit = "by", chosen.value, chosen.unit
        else:
            field, value, unit = "limit", given.get("limit"), given.get("unit")
        if unit == LimitUnit.SAME_DAY:
            value = 1
        if value is None:
            self._miss_limit()
        elif not unit:
            self._refuse("unit", _("Choose the unit."))
        elif value > LONGEST[unit]:
            most = {"longest": limit_label(LONGEST[unit], unit)}
            self._refuse(field, gettext("This page counts no further than %(longest)s.") % most)
        else:
            self.limit = TimeLimit(value, LimitUnit(unit))

    def _miss_limit(self) -> None:
        """No fault where a procedure was asked for that has none; else a number is missing."""
        self.lacks_limit = self.meant.version is not None
        if not self.lacks_limit:
            self._refuse("limit", _("Give the time limit as a number."))

    def _check_supplement(self, given: Mapping[str, Any]) -> None:
        """A supplement comes after the dossier, its delivery after it was asked for."""
        for name, before in (("asked", "received"), ("delivered", "asked")):
            at, since = given.get(name), given.get(before)
            if at is None:
                continue
            if since is None:
                self._refuse(before, _("Give this moment too."))
            elif at < since:
                self._refuse(name, _TOO_EARLY[name])
            elif at - since > LONGEST_WAIT:
                self._refuse(name, _("This is more than a year later."))

    def _refuse(self, name: str, sentence: str | Promise) -> None:
        """Say what is wrong beside a field that has nothing said of it yet."""
        if name not in self.errors:
            self.add_error(name, sentence)

    def _question(self, limit: TimeLimit) -> dict[str, Any]:
        """The question as the clock reads it from JSON, under the province's rule set."""
        given, version = self.cleaned_data, self.meant.version
        question = {
            "received": given["received"].isoformat(),
            "limit": limit.value,
            "unit": limit.unit.value,
            "ruleset": settings.RULESET,
            "start_rule": version.start_rule if version else StartRule.ORDINARY.value,
        }
        asked, delivered = given.get("asked"), given.get("delivered")
        if asked is None:
            return question
        question["events"] = [[ClockKind.STOP.value, asked.isoformat()]]
        if delivered is None:
            return {**question, "as_of": max(asked, self.now).isoformat()}
        question["events"].append([ClockKind.RESTART.value, delivered.isoformat()])
        return question
