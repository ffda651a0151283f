"""Inputs about the applicant: who asks, and what is put right later."""

from django import forms
from django.contrib.admin import HORIZONTAL
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from dossiers.admin.inputs.base import FactInput, Fields
from dossiers.domain.facts import APPLICANT_FIELDS
from dossiers.models import Applicant, NotifyBy

LABELS = {
    "kind": _("Applicant is a"),
    "name": _("Full name"),
    "identity_number": _("Identity number"),
    "address": _("Address"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "notify_by": _("Told of every change of status by"),
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
    if name == "notify_by":
        return forms.MultipleChoiceField(
            label=LABELS[name],
            required=False,
            choices=NotifyBy.choices,
            initial=NotifyBy.every,
            widget=UnfoldAdminCheckboxSelectMultipleWidget(),
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
        return {f"applicant_{name}": _field(name) for name in (*APPLICANT_FIELDS, "notify_by")}

    def value(self, cleaned):
        given = {name: cleaned.get(f"applicant_{name}") or "" for name in APPLICANT_FIELDS}
        return {**given, "notify_by": cleaned.get("applicant_notify_by") or []}


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
        details = (*APPLICANT_FIELDS, "notify_by", "subject")
        return {name: getattr(applicant, name) for name in details}

    def value(self, cleaned):
        present = self._present()
        given = {
            name: cleaned.get(f"changed_{name}") or type(old)() for name, old in present.items()
        }
        return {name: value for name, value in given.items() if value != present[name]} or None
