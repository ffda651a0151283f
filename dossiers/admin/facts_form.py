"""A form made of facts: the table of the lifecycle says which, the act itself says what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from dossiers.admin.inputs import FactInput, Subject, input_for
from dossiers.domain.facts import Fact, Facts
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.wording import sentence


@dataclass(frozen=True, slots=True)
class Shown:
    """One fact as the template draws it."""

    input: FactInput
    rows: list[Any]
    errors: list[str]


class FactsForm(forms.Form):
    """Asks for facts; `version` is the dossier's as it was read, so that nobody acts on an old page."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, data=None, *, facts: Iterable[Fact], subject: Subject) -> None:
        initial = {"version": subject.dossier.version} if subject.dossier else {}
        super().__init__(data, initial=initial)
        self.inputs = {fact.name: input_for(fact, subject) for fact in facts}
        for made in self.inputs.values():
            self.fields.update(made.fields)

    def facts(self, names: Iterable[str] | None = None) -> Facts:
        """What was given, as the act takes it; only the named facts, if any are named."""
        wanted = self.inputs if names is None else set(names) & set(self.inputs)
        values = {
            name: made.value(self.cleaned_data)
            for name, made in self.inputs.items()
            if name in wanted and made.fields
        }
        return {name: value for name, value in values.items() if value is not None}

    def refuse(self, refusal: ActRefused) -> None:
        """Say at each field why the act was refused."""
        refusals = refusal.refusals if isinstance(refusal, FactsRefused) else (refusal,)
        for one in refusals:
            made = self.inputs.get(one.field or "")
            field = next(iter(made.fields), None) if made else None
            self.add_error(field, sentence(one))

    @property
    def shown(self) -> dict[str, Shown]:
        """The facts that have something to fill in, by name."""
        return {
            name: Shown(made, made.rows(self), [e for f in made.fields for e in self[f].errors])
            for name, made in self.inputs.items()
            if made.fields
        }
