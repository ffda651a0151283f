"""Inputs about the applicant: who asks, and what is put right later."""

from django import forms
from django.contrib.admin import HORIZONTAL
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from dossiers.admin.inputs.base import FactInput, Fields
from dossiers.domain.facts import APPLICANT_FIELDS
from dossiers.models import Applicant

LABELS = {
    "kind": _("Applicant is a"),
    "name": _("Full name"),
    "identity_number": _("Identity number"),
    "address": _("Address"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "subject": _("Content of the request"),
}


def _field(name: str) -> forms.Field:
    if name == "kind":
        return forms.ChoiceField(
            label=LABELS[name],
            required=False,
            choices=Applicant.Kind.choices,
            initial=Applicant.Kind.CITIZEN,
            widget=UnfoldAdminRadioSelectWidget(radio_style=HORIZONTAL),
        )
    widget = (
        UnfoldAdminTextareaWidget(attrs={"rows": 2})
        if name == "subject"
        else UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    )
    return forms.CharField(label=LABELS[name], required=False, widget=widget)


class ApplicantInput(FactInput):
    template = "admin/dossiers/inputs/applicant.html"

    def make_fields(self) -> Fields:
        return {f"applicant_{name}": _field(name) for name in APPLICANT_FIELDS}

    def value(self, cleaned):
        return {name: cleaned.get(f"applicant_{name}") or "" for name in APPLICANT_FIELDS}


class ChangesInput(FactInput):
    """The present details, to be written over; only what differs is a correction."""

    template = "admin/dossiers/inputs/applicant.html"

    def make_fields(self) -> Fields:
        made: Fields = {}
        for name, present in self._present().items():
            made[f"changed_{name}"] = field = _field(name)
            field.initial = present
        return made

    def _present(self):
        applicant = self.subject.dossier.applicant
        return {name: getattr(applicant, name) for name in (*APPLICANT_FIELDS, "subject")}

    def value(self, cleaned):
        present = self._present()
        given = {name: cleaned.get(f"changed_{name}") or "" for name in present}
        return {name: text for name, text in given.items() if text != present[name]} or None
