"""The archive of one dossier's life."""

from dossiers.models.consultation import Consultation, Verification
from dossiers.models.counters import CodeCounter, FormCounter
from dossiers.models.dossier import Applicant, Dossier, NotifyBy, ResultDelivery
from dossiers.models.duties import Announcement, Violation
from dossiers.models.event import DossierEvent, EventText
from dossiers.models.feedback import Feedback
from dossiers.models.handover import HandOver
from dossiers.models.idempotency import IdempotencyKey
from dossiers.models.outage import Outage
from dossiers.models.papers import DossierDocument, FeeLine, IssuedForm, SupplementRequest
from dossiers.models.rating import Rating
from dossiers.models.register import RegisterYear

__all__ = [
    "Announcement",
    "Applicant",
    "CodeCounter",
    "Consultation",
    "Dossier",
    "DossierDocument",
    "DossierEvent",
    "EventText",
    "FeeLine",
    "Feedback",
    "FormCounter",
    "HandOver",
    "IdempotencyKey",
    "IssuedForm",
    "NotifyBy",
    "Outage",
    "Rating",
    "RegisterYear",
    "ResultDelivery",
    "SupplementRequest",
    "Verification",
    "Violation",
]
