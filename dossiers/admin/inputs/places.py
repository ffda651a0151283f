"""Inputs that name a unit, an agency or an officer: only those that the act would take are offered."""

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from agencies.domain.roles import AGENCY_ROLES, Role
from agencies.models import Agency, AgencyKind
from agencies.selectors import officers_holding
from dossiers.admin.inputs.base import FactInput, Fields
from dossiers.services.consulting import agencies_to_ask
from dossiers.services.forwarding import other_one_stops
from dossiers.services.handovers import units_of
from dossiers.services.losing import agencies_concerned

NOTHING = ("", "–")


class SelectInput(FactInput):
    """One of a list that may be long."""

    def make_fields(self) -> Fields:
        field = forms.ChoiceField(
            label=self.label,
            required=False,
            choices=self.choices(),
            widget=UnfoldAdminSelectWidget(),
        )
        return {self.fact.name: field}

    def choices(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    @property
    def own_units(self):
        return units_of(self.subject.dossier.agency_id, on=self.subject.day)


class ToUnitInput(SelectInput):
    def choices(self):
        units = self.own_units.order_by("code").values_list("code", "name")
        return [NOTHING, *units]


class ToOfficerInput(SelectInput):
    """Everybody who settles in the agency, with the unit they sit in left out: names are enough."""

    def choices(self):
        nodes = list(self.own_units.values_list("pk", flat=True))
        found = {
            officer.username: str(officer)
            for role in AGENCY_ROLES
            for officer in officers_holding(role, nodes, on=self.subject.day)
        }
        return [NOTHING, *sorted(found.items(), key=lambda pair: pair[1])]


class ApproverInput(SelectInput):
    def choices(self):
        agency = self.subject.dossier.agency
        heads = officers_holding(Role.AGENCY_HEAD, [agency.pk], on=self.subject.day)
        return [NOTHING, *((head.username, str(head)) for head in heads.order_by("full_name"))]


class ReceivingUnitInput(SelectInput):
    """Where the officer sits; asked only of those who sit at several units."""

    template = "admin/dossiers/inputs/receiving_unit.html"

    def choices(self):
        return [(unit.code, unit.name) for unit in self.subject.receiving_units]

    def make_fields(self) -> Fields:
        made = super().make_fields()
        field = made[self.fact.name]
        field.initial = next((code for code, _name in self.choices()), "")
        if len(field.choices) == 1:
            field.widget = forms.HiddenInput()
        return made


class AgencyInput(SelectInput):
    """Asked only where the catalogue does not name who settles."""

    def make_fields(self) -> Fields:
        if self.subject.version.settling_agency_id is not None:
            return {}
        return super().make_fields()

    def choices(self):
        agencies = Agency.objects.existing_on(self.subject.day).exclude(
            kind__in=[AgencyKind.UNIT, AgencyKind.MINISTRY]
        )
        return [NOTHING, *agencies.order_by("kind", "name").values_list("code", "name")]


class AskedAgencyInput(SelectInput):
    """Any agency but the one that settles."""

    def choices(self):
        agencies = agencies_to_ask(on=self.subject.day).exclude(pk=self.subject.dossier.agency_id)
        return [NOTHING, *agencies.order_by("kind", "name").values_list("code", "name")]


class OneStopInput(SelectInput):
    """The other one-stop units."""

    def choices(self):
        units = other_one_stops(self.subject.dossier, on=self.subject.day)
        return [NOTHING, *units.order_by("kind", "name").values_list("code", "name")]


class ResponsibleInput(SelectInput):
    """Only agencies in whose hands the papers may have been."""

    def choices(self):
        agencies = agencies_concerned(self.subject.dossier)
        return [NOTHING, *agencies.order_by("code").values_list("code", "name")]
