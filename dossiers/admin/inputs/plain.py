"""Inputs of one field: texts, a tick, a choice."""

from django import forms
from django.contrib.admin import HORIZONTAL
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from dossiers.admin.inputs.base import FactInput, Fields
from dossiers.wording import choice_label

#: What most people at a counter want; everything else is asked.
USUAL = {"channel": "in_person", "result_delivery": "counter"}


class TextInput(FactInput):
    def make_fields(self) -> Fields:
        widget = UnfoldAdminTextInputWidget()
        return {self.fact.name: forms.CharField(label=self.label, required=False, widget=widget)}


class ParagraphInput(FactInput):
    def make_fields(self) -> Fields:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": 2, "class": "desk-growing"})
        return {self.fact.name: forms.CharField(label=self.label, required=False, widget=widget)}


class FlagInput(FactInput):
    template = "admin/dossiers/inputs/flag.html"

    def make_fields(self) -> Fields:
        widget = UnfoldBooleanWidget()
        return {self.fact.name: forms.BooleanField(label=self.label, required=False, widget=widget)}

    def value(self, cleaned):
        return bool(cleaned.get(self.fact.name))


class ChoiceInput(FactInput):
    """All choices at once: an officer sees what there is."""

    def make_fields(self) -> Fields:
        name = self.fact.name
        values = self.subject.narrowed.get(name, self.fact.choices)
        choices = [(value, choice_label(name, value)) for value in values]
        field = forms.ChoiceField(
            label=self.label,
            required=False,
            choices=choices,
            widget=UnfoldAdminRadioSelectWidget(radio_style=HORIZONTAL),
            initial=values[0] if len(values) == 1 else USUAL.get(name),
        )
        return {name: field}
