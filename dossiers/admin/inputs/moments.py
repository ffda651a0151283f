"""Inputs of moments: a day and a time on the office's clock."""

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from dossiers.admin.inputs.base import FactInput, Fields
from procedures.domain.zone import local

#: As the browser's own picker of day and time writes it.
_FORMAT = "%Y-%m-%dT%H:%M"


class _MomentWidget(UnfoldAdminTextInputWidget):
    input_type = "datetime-local"


class MomentInput(FactInput):
    """One moment, picked in the browser; without an offset, so that it is the office's own."""

    def make_fields(self) -> Fields:
        field = forms.DateTimeField(
            label=self.label,
            required=False,
            input_formats=[_FORMAT],
            widget=_MomentWidget(attrs={"class": "desk-moment"}),
        )
        return {self.fact.name: field}

    def value(self, cleaned):
        given = cleaned.get(self.fact.name)
        return local(given).isoformat() if given else None
