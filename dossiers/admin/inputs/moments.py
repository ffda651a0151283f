"""Inputs of moments: a day and a time on the office's clock, written as everywhere on the desk."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextInputWidget

from dossiers.admin.inputs.base import FactInput, Fields
from procedures.domain.zone import OFFICE_ZONE

_TIME_FORMAT = "%H:%M"


class MomentInput(FactInput):
    """One moment; a day without a time, or a time without a day, is no moment."""

    template = "admin/dossiers/inputs/moment.html"

    def make_fields(self) -> Fields:
        day = forms.DateField(label=_("Day"), required=False, widget=UnfoldAdminSingleDateWidget())
        time = forms.TimeField(
            label=_("Time"),
            required=False,
            input_formats=[_TIME_FORMAT],
            widget=UnfoldAdminTextInputWidget(
                attrs={"placeholder": "17:00", "inputmode": "numeric", "autocomplete": "off"}
            ),
        )
        return {f"{self.fact.name}_day": day, f"{self.fact.name}_time": time}

    def value(self, cleaned):
        day, time = (cleaned.get(name) for name in self.fields)
        if day is None or time is None:
            return None
        return datetime.combine(day, time, OFFICE_ZONE).isoformat()
