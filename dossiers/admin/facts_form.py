"""A form made of facts: the table of the lifecycle says which, the act itself says what is wrong."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from dossiers.admin.inputs import FactInput, Subject, input_for
from dossiers.admin.outcome import happened_in_words
from dossiers.domain.facts import Fact, Facts
from dossiers.domain.refusals import ActRefused, FactsRefused
from dossiers.wording import sentence


@dataclass(frozen=True, slots=True)
class Shown:
    """One fact as the template draws it."""

    input: FactInput
    rows: list[Any]
    errors: list[str]


def new_key() -> str:
    """A key that no form has had before."""
    return secrets.token_urlsafe(16)


class FactsForm(forms.Form):
    """Asks for facts.

    `version` is the dossier's as it was read, so that nobody acts on an old page; `once` is the
    form's own key, so that an act is done once however often the button is pressed. A template
    draws both, hidden.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())

    def __init__(self, data=None, *, facts: Iterable[Fact], subject: Subject) -> None:
        initial = {"version": subject.dossier.version if subject.dossier else None}
        super().__init__(data, initial=initial | {"once": new_key()})
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
        """Say at each field why the act was refused; what is asked again is asked of the dossier as it now is."""
        refusals = refusal.refusals if isinstance(refusal, FactsRefused) else (refusal,)
        for one in refusals:
            made = self.inputs.get(one.field or "")
            field = made.field_refused(one, self.cleaned_data) if made else None
            self.add_error(field, [*happened_in_words(one), sentence(one)])
        if refusal.code in ("stale", "page_used"):
            self._renew(version=refusal.params["version"], once=new_key())

    def _renew(self, **hidden: Any) -> None:
        """What was typed stays; the page is the newest again."""
        self.data = self.data.copy()
        self.data.update({name: "" if value is None else value for name, value in hidden.items()})

    @property
    def shown(self) -> dict[str, Shown]:
        """The facts that have something to fill in, by name."""
        return {
            name: Shown(made, made.rows(self), [e for f in made.fields for e in self[f].errors])
            for name, made in self.inputs.items()
            if made.fields
        }
