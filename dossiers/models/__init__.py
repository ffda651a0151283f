"""The archive of one dossier's life."""

from dossiers.models.access_record import AccessRecord
from dossiers.models.applicant import Applicant
from dossiers.models.consultation import Consultation, Verification
from dossiers.models.counters import CodeCounter, FormCounter
from dossiers.models.dossier import Dossier, NotifyBy, ResultDelivery
from dossiers.models.duties import Announcement, Violation
from dossiers.models.event import DossierEvent, EventText
from dossiers.models.feedback import Feedback
from dossiers.models.file import DossierFile
from dossiers.models.handover import HandOver
from dossiers.models.outage import Outage
from dossiers.models.papers import DossierDocument, FeeLine, IssuedForm, SupplementRequest
from dossiers.models.rating import Rating
from dossiers.models.register import RegisterYear

__all__ = [
    "AccessRecord",
    "Announcement",
    "Applicant",
    "CodeCounter",
    "Consultation",
    "Dossier",
    "DossierDocument",
    "DossierEvent",
    "DossierFile",
    "EventText",
    "FeeLine",
    "Feedback",
    "FormCounter",
    "HandOver",
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
