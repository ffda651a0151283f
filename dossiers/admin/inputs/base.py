"""What every input shares: its fields, the fact they make, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from agencies.models import Agency
from dossiers.admin.words import fact_hint
from dossiers.domain.facts import Fact
from dossiers.domain.refusals import ActRefused
from dossiers.models import Dossier
from dossiers.wording import choice_label, fact_label
from procedures.models import ProcedureVersion

Fields = dict[str, forms.Field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a form is about: a dossier, or a version of a procedure before there is one."""

    version: ProcedureVersion
    day: date
    channel: str
    case: str = ""
    dossier: Dossier | None = None
    #: Units at which the officer may receive.
    receiving_units: tuple[Agency, ...] = ()
    #: Choices left to this officer, by fact; a fact not named keeps all of its own.
    narrowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Values that the link followed has named, by fact.
    pointed_at: Mapping[str, str] = field(default_factory=dict)


class KeepsInitial:
    """For a field that the page sent did not have yet, as after another case was chosen: it begins as on a new page."""

    def bound_data(self, data, initial):
        return initial if data is None else data


class FactInput:
    """One fact on screen. Fields are never compulsory for the form: the act itself refuses what is missing."""

    template = "admin/dossiers/inputs/fields.html"

    def __init__(self, fact: Fact, subject: Subject) -> None:
        self.fact = fact
        self.subject = subject

    def make_fields(self) -> Fields:
        """The form fields, by name; none where there is nothing to choose."""
        raise NotImplementedError

    def value(self, cleaned: Mapping[str, Any]) -> Any:
        """The fact's value from cleaned fields; None where nothing was given."""
        return cleaned.get(self.fact.name) or None

    @cached_property
    def fields(self) -> Fields:
        return self.make_fields()

    @property
    def label(self) -> str:
        return fact_label(self.fact.name)

    @property
    def is_demanded(self) -> bool:
        return self.fact.required and self.fact.demanded_if is None

    @property
    def hint(self) -> str:
        if self.fact.demanded_if is None:
            return fact_hint(self.fact.name)
        name, value = self.fact.demanded_if
        return _("Needed when “%(fact)s” is “%(value)s”.") % {
            "fact": fact_label(name),
            "value": choice_label(name, value),
        }

    def field_refused(self, refusal: ActRefused, cleaned: Mapping[str, Any]) -> str | None:
        """The field beside which a refusal of this fact is said; None where there is none."""
        return next(iter(self.fields), None)

    def rows(self, form: forms.Form) -> list[Any]:
        """What the template draws: the bound fields."""
        return [form[name] for name in self.fields]
