"""Inputs about the applicant: who asks, and what is put right later."""

from collections.abc import Iterable

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

#: In the order of asking: a known number fills in the rest, what is mostly left alone comes last.
ASKED = ("identity_number", "name", "phone", "address", "email", "kind", "notify_by")
#: What a telephone's or a browser's keyboard should know of a field.
_HINTS = {
    "identity_number": {"spellcheck": "false"},
    "phone": {"inputmode": "tel"},
    "email": {"inputmode": "email", "spellcheck": "false"},
}


def on_one_line(text: str) -> str:
    """An address written on several lines, as forms and envelopes print it: its parts with commas between."""
    parts = (" ".join(line.split()).rstrip(",;") for line in text.splitlines())
    return ", ".join(part for part in parts if part)


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
    return forms.CharField(label=LABELS[name], required=False, widget=_text_widget(name))


def _text_widget(name: str) -> forms.Widget:
    if name in ("subject", "address"):  # both grow with what is written
        attrs = {"rows": 1, "class": "desk-growing", "autocomplete": "off"}
        return UnfoldAdminTextareaWidget(attrs=attrs)
    return UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", **_HINTS.get(name, {})})


def _detail_refused(prefix: str, code: str, fields: Iterable[str]) -> str:
    """The field of the detail that a code names: `bad_applicant_phone`, `missing_applicant_name`; else the name's."""
    detail = code.partition("_applicant_")[2]
    field = f"{prefix}_{detail}"
    return field if field in fields else f"{prefix}_name"


class ApplicantInput(FactInput):
    template = "admin/dossiers/inputs/applicant.html"

    def make_fields(self) -> Fields:
        return {f"applicant_{name}": _field(name) for name in ASKED}

    def value(self, cleaned):
        given = {name: cleaned.get(f"applicant_{name}") or "" for name in APPLICANT_FIELDS}
        given["address"] = on_one_line(given["address"])
        return {**given, "notify_by": cleaned.get("applicant_notify_by") or []}

    def field_refused(self, refusal, cleaned):
        return _detail_refused("applicant", refusal.code, self.fields)


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
        return {name: getattr(applicant, name) for name in (*ASKED, "subject")}

    def value(self, cleaned):
        present = self._present()
        given = {
            name: cleaned.get(f"changed_{name}") or type(old)() for name, old in present.items()
        }
        given["address"] = on_one_line(given["address"])
        return {name: value for name, value in given.items() if value != present[name]} or None

    def field_refused(self, refusal, cleaned):
        return _detail_refused("changed", refusal.code, self.fields)
