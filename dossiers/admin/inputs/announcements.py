"""What is told: everything the applicant still has to hear, with what to say and how to reach them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from unfold.widgets import UnfoldAdminRadioSelectWidget

from dossiers.admin.inputs.base import FactInput, Fields
from dossiers.admin.words import announcement_sentence
from dossiers.models import Announcement, Applicant
from dossiers.selectors.announcements import what_is_said


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to tell, as it is read out."""

    announcement: Announcement
    label: str
    sentence: str
    items: tuple[str, ...]
    reason: str


class AnnouncementInput(FactInput):
    """One of the dossier's open announcements; the one whose link was followed is chosen."""

    template = "admin/dossiers/inputs/announcement.html"

    @cached_property
    def offered(self) -> list[Offer]:
        waiting = self.subject.dossier.announcements.open().select_related("said_by")
        return [_offer(each) for each in waiting.order_by("tell_by", "pk")]

    @property
    def applicant(self) -> Applicant:
        return self.subject.dossier.applicant

    @property
    def now(self) -> datetime:
        return timezone.now()

    def make_fields(self) -> Fields:
        choices = [(str(each.announcement.pk), each.label) for each in self.offered]
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


def _offer(announcement: Announcement) -> Offer:
    said = what_is_said(announcement)
    return Offer(
        announcement=announcement,
        label=announcement.get_kind_display(),
        sentence=announcement_sentence(announcement.kind, until=said.until),
        items=said.items,
        reason=said.reason,
    )
