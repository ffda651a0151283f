"""Inputs for what the catalogue leaves open: the case, and the time limit."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
)

from dossiers.admin.inputs.base import FactInput, Fields
from dossiers.selectors.limits import is_choice
from procedures.models import UNIT_CHOICES
from procedures.selectors import cases_of, limits_for
from procedures.wording import limit_label


class CaseInput(FactInput):
    """Only where documents differ by case; "none of these" only where some are asked for in every case."""

    def make_fields(self) -> Fields:
        cases = cases_of(self.subject.version)
        if not cases:
            return {}
        choices = [(case, case) for case in cases]
        if self.subject.version.required_documents.filter(case="").exists():
            choices.append(("", gettext("None of these")))
        field = forms.ChoiceField(
            label=self.label,
            required=False,
            choices=choices,
            initial="",
            widget=UnfoldAdminRadioSelectWidget,
        )
        return {self.fact.name: field}


class LimitRowInput(FactInput):
    """Only where the channel has several limits: which case is it?"""

    def make_fields(self) -> Fields:
        rows = list(limits_for(self.subject.version, self.subject.channel))
        if not is_choice(rows):
            return {}
        field = forms.ChoiceField(
            label=self.label,
            required=False,
            choices=[(str(row.pk), _row_label(row)) for row in rows],
            widget=UnfoldAdminRadioSelectWidget,
        )
        return {self.fact.name: field}


class LimitInput(FactInput):
    """Only where the law gives a limit in words: the officer names it, the system never guesses."""

    template = "admin/dossiers/inputs/limit.html"

    @cached_property
    def in_words(self) -> list[str]:
        rows = limits_for(self.subject.version, self.subject.channel)
        return [row.note or row.case for row in rows if not row.unit]

    def make_fields(self) -> Fields:
        rows = list(limits_for(self.subject.version, self.subject.channel))
        if rows and all(row.unit for row in rows):
            return {}
        value = forms.IntegerField(
            label=self.label,
            required=False,
            min_value=1,
            widget=UnfoldAdminIntegerFieldWidget(),
        )
        unit = forms.ChoiceField(
            label=_("Unit of the limit"),
            required=False,
            choices=[("", "–"), *UNIT_CHOICES],
            widget=UnfoldAdminSelectWidget(),
        )
        return {"limit_value": value, "limit_unit": unit}

    def value(self, cleaned):
        if not cleaned.get("limit_unit"):
            return None
        return {"value": cleaned.get("limit_value"), "unit": cleaned["limit_unit"]}


def _row_label(row) -> str:
    words = limit_label(row.value or 1, row.unit) if row.unit else str(row)
    return ": ".join(filter(None, [words, row.case or row.note]))
