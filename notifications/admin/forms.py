"""The forms of the desk: dates are days, which end when the office closes."""

from datetime import date, datetime

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
)

from notifications.models import ReasonCode
from procedures.selectors import work_calendar


class AnswerForm(forms.Form):
    """Why the dossier will be late, and until when."""

    reason_code = forms.ChoiceField(
        label=_("Kind of reason"), choices=ReasonCode.choices, widget=UnfoldAdminSelectWidget
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Stands in the letter to the applicant as it is written here."),
        max_length=2_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )
    proposed_until = forms.DateField(
        label=_("Proposed return date"), widget=UnfoldAdminSingleDateWidget
    )


class LetterForm(forms.Form):
    """The parts of a letter that officers give; a head may sign with what is there already."""

    reason_code = forms.ChoiceField(
        label=_("Kind of reason"),
        choices=[("", "–"), *ReasonCode.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Stands in the letter to the applicant as it is written here."),
        max_length=2_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )
    new_until = forms.DateField(
        label=_("New return date"), required=False, widget=UnfoldAdminSingleDateWidget
    )


class ReadyLetterForm(LetterForm):
    """Settled late: the letter moves no date."""

    new_until = None


class LossForm(ReadyLetterForm):
    """Lost papers: neither a date nor a kind of delay."""

    reason_code = None


class SignedFileForm(forms.Form):
    """The letter as it came back from the officer's token."""

    signed = forms.FileField(
        label=_("Signed PDF"),
        help_text=_("The file downloaded here, with your signature added and nothing else."),
        validators=[FileExtensionValidator(["pdf"])],
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": "application/pdf"}),
    )


class NothingForm(forms.Form):
    """Asks nothing but to be sure."""


def close_of(day: date | None) -> datetime | None:
    """The moment at which the office closes on a day."""
    return work_calendar().closing(day) if day else None
