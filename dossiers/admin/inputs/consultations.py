"""Which of the open questions to other agencies is meant."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminRadioSelectWidget

from dossiers.admin.inputs.base import FactInput, Fields
from dossiers.models import Consultation
from procedures.domain.zone import local

#: Letters of a question shown beside its agency; the whole stands on the dossier's page.
MOST_SHOWN = 200


class ConsultationInput(FactInput):
    """One of the dossier's open questions, narrowed to those the officer may answer."""

    def make_fields(self) -> Fields:
        choices = [(str(asked.pk), _told(asked)) for asked in self._offered()]
        first = choices[0][0] if choices else None
        field = forms.ChoiceField(
            label=self.label,
            required=False,
            choices=choices,
            widget=UnfoldAdminRadioSelectWidget(),
            initial=self.subject.pointed_at.get(self.fact.name, first),
        )
        return {self.fact.name: field}

    def value(self, cleaned: Mapping[str, Any]) -> int | None:
        given = cleaned.get(self.fact.name)
        return int(given) if given else None

    def _offered(self):
        waiting = self.subject.dossier.consultations.open().select_related("agency")
        left = self.subject.narrowed.get(self.fact.name)
        return (waiting if left is None else waiting.filter(pk__in=left)).order_by(
            "answer_by", "pk"
        )


def _told(asked: Consultation) -> str:
    return _("%(agency)s, by %(moment)s: %(question)s") % {
        "agency": asked.agency,
        "moment": f"{local(asked.answer_by):%H:%M %d/%m/%Y}",
        "question": Truncator(asked.question).chars(MOST_SHOWN),
    }
