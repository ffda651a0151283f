"""The archive of one dossier's life."""

from dossiers.models.counters import CodeCounter, FormCounter
from dossiers.models.dossier import Applicant, Channel, Dossier
from dossiers.models.event import DossierEvent, EventText
from dossiers.models.papers import DossierDocument, FeeLine, IssuedForm, SupplementRequest
from dossiers.models.handover import HandOver

__all__ = [
    "Applicant",
    "Channel",
    "CodeCounter",
    "Dossier",
    "DossierDocument",
    "DossierEvent",
    "EventText",
    "FeeLine",
    "FormCounter",
    "HandOver",
    "IssuedForm",
    "SupplementRequest",
]
