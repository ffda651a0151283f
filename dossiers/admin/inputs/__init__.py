"""How each fact of an act is asked for on screen, and how the answer becomes the fact again."""

from collections.abc import Mapping

from dossiers.admin.inputs.announcements import AnnouncementInput
from dossiers.admin.inputs.base import FactInput, Subject
from dossiers.admin.inputs.consultations import ConsultationInput
from dossiers.admin.inputs.documents import DocumentsInput
from dossiers.admin.inputs.limits import CaseInput, LimitInput, LimitRowInput
from dossiers.admin.inputs.lists import (
    FeesInput,
    FeesTakenInput,
    ItemsAskedInput,
    ItemsInput,
)
from dossiers.admin.inputs.moments import MomentInput
from dossiers.admin.inputs.people import ApplicantInput, ChangesInput
from dossiers.admin.inputs.places import (
    AgencyInput,
    ApproverInput,
    AskedAgencyInput,
    OneStopInput,
    ReceivingUnitInput,
    ResponsibleInput,
    ToOfficerInput,
    ToUnitInput,
)
from dossiers.admin.inputs.plain import ChoiceInput, FlagInput, ParagraphInput, TextInput
from dossiers.domain.facts import Fact, FactKind

#: Facts whose choices follow from the dossier or the catalogue.
_BY_NAME: Mapping[str, type[FactInput]] = {
    "agency": AgencyInput,
    "announcement": AnnouncementInput,
    "approved_by": ApproverInput,
    "asked_agency": AskedAgencyInput,
    "case": CaseInput,
    "consultation": ConsultationInput,
    "items_received": ItemsAskedInput,
    "limit_row": LimitRowInput,
    "receiving_unit": ReceivingUnitInput,
    "responsible": ResponsibleInput,
    "to_officer": ToOfficerInput,
    "to_one_stop": OneStopInput,
    "to_unit": ToUnitInput,
}
_BY_KIND: Mapping[FactKind, type[FactInput]] = {
    FactKind.APPLICANT: ApplicantInput,
    FactKind.CHANGES: ChangesInput,
    FactKind.CHOICE: ChoiceInput,
    FactKind.DOCUMENTS: DocumentsInput,
    FactKind.FEES: FeesInput,
    FactKind.FEES_TAKEN: FeesTakenInput,
    FactKind.FLAG: FlagInput,
    FactKind.ITEMS: ItemsInput,
    FactKind.LIMIT: LimitInput,
    FactKind.MOMENT: MomentInput,
    FactKind.PARAGRAPH: ParagraphInput,
    FactKind.TEXT: TextInput,
}


def input_for(fact: Fact, subject: Subject) -> FactInput:
    """The input of a fact: by its name where it is particular, else by its kind."""
    made = _BY_NAME.get(fact.name) or _BY_KIND[fact.kind]
    return made(fact, subject)


__all__ = ["FactInput", "Subject", "input_for"]
