"""The checklist: every document the version asks for, and others the applicant brought."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from dossiers.admin.inputs.base import FactInput, Fields, KeepsInitial
from procedures.models import RequiredDocument
from procedures.selectors import required_documents

#: Rows for what the catalogue does not ask for.
OTHERS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One document of the checklist, with its bound fields."""

    document: RequiredDocument | None
    received: Any
    originals: Any
    copies: Any


class CountField(KeepsInitial, forms.IntegerField):
    """How many were handed in."""


class DocumentsInput(FactInput):
    template = "admin/dossiers/inputs/documents.html"

    @cached_property
    def asked(self) -> list[RequiredDocument]:
        return list(required_documents(self.subject.version, self.subject.case))

    @cached_property
    def handed_in(self):
        """What the submission said, by catalogue key."""
        if self.subject.dossier is None:
            return {}
        found = self.subject.dossier.documents.filter(required_document__isnull=False)
        return {row.required_document_id: row for row in found}

    def make_fields(self) -> Fields:
        made: Fields = {}
        for document in self.asked:
            given = self.handed_in.get(document.pk)
            prefix = f"document_{document.pk}"
            made[f"{prefix}_received"] = forms.BooleanField(
                label=document.name,
                required=False,
                initial=given is not None and given.received,
                widget=UnfoldBooleanWidget(),
            )
            made |= _counts(prefix, given or document)
        for number in range(OTHERS):
            prefix = f"other_{number}"
            made[f"{prefix}_name"] = forms.CharField(
                label=_("Another document"),
                required=False,
                widget=UnfoldAdminTextInputWidget(attrs={"placeholder": _("Another document")}),
            )
            made |= _counts(prefix, None)
        return made

    def value(self, cleaned):
        asked = [
            {
                "required": document.pk,
                "received": bool(cleaned.get(f"document_{document.pk}_received")),
                **_counted(cleaned, f"document_{document.pk}"),
            }
            for document in self.asked
        ]
        others = [
            {"name": cleaned[f"other_{number}_name"], **_counted(cleaned, f"other_{number}")}
            for number in range(OTHERS)
            if cleaned.get(f"other_{number}_name")
        ]
        return [*asked, *others] or None

    def field_refused(self, refusal, cleaned):
        """The first document that is needed and not ticked; else the first of all."""
        missing = (
            f"document_{document.pk}_received"
            for document in self.asked
            if document.required and not cleaned.get(f"document_{document.pk}_received")
        )
        return next(missing, next(iter(self.fields)))

    def rows(self, form):
        asked = [
            Line(document, *_bound(form, f"document_{document.pk}", "received"))
            for document in self.asked
        ]
        others = [Line(None, *_bound(form, f"other_{number}", "name")) for number in range(OTHERS)]
        return [*asked, *others]


def _counts(prefix: str, told) -> Fields:
    """How many originals and copies; as the catalogue or the submission says, else one original."""
    originals, copies = (told.originals, told.copies) if told else (0, 0)
    return {
        f"{prefix}_{name}": CountField(
            label=label,
            required=False,
            min_value=0,
            max_value=999,
            initial=initial,
            widget=UnfoldAdminIntegerFieldWidget(attrs={"aria-label": label}),
        )
        for name, label, initial in (
            ("originals", _("Originals"), originals if originals or copies else 1),
            ("copies", _("Copies"), copies),
        )
    }


def _counted(cleaned, prefix: str) -> dict[str, int]:
    return {name: cleaned.get(f"{prefix}_{name}") or 0 for name in ("originals", "copies")}


def _bound(form, prefix: str, first: str):
    return (form[f"{prefix}_{name}"] for name in (first, "originals", "copies"))
