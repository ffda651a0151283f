"""The archive of one dossier's life."""

from dossiers.models.counters import CodeCounter, FormCounter
from dossiers.models.dossier import Applicant, Dossier, ResultDelivery
from dossiers.models.event import DossierEvent, EventText
from dossiers.models.handover import HandOver
from dossiers.models.idempotency import IdempotencyKey
from dossiers.models.papers import DossierDocument, FeeLine, IssuedForm, SupplementRequest

__all__ = [
    "Applicant",
    "CodeCounter",
    "Dossier",
    "DossierDocument",
    "DossierEvent",
    "EventText",
    "FeeLine",
    "FormCounter",
    "HandOver",
    "IdempotencyKey",
    "IssuedForm",
    "ResultDelivery",
    "SupplementRequest",
]
