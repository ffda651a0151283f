"""`/api/v1/known-applicants/`: an applicant who comes back, by the number typed or the identity card scanned."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.fields import read_fields, short, text
from agencies.api.views import OfficerDoor
from agencies.domain.roles import COUNTER_ROLES
from agencies.domain.tokens import Scope
from dossiers.api import schema_desk as schema
from dossiers.domain.identity_cards import IdentityCard, read_card
from dossiers.models import Dossier
from dossiers.selectors.known_applicants import DETAILS, Known, known_applicant


class KnownApplicants(OfficerDoor):
    """For those who receive; only what is posted is read, since a number belongs in no address."""

    write_scope = Scope.DOCUMENTS_READ

    #: Nothing is done, so nothing is kept to be told again.
    in_one_transaction = False

    @extend_schema(**schema.KNOWN_APPLICANT)
    def post(self, request: Request) -> Response:
        if not self.roles.nodes(*COUNTER_ROLES):
            raise PermissionDenied
        given = read_fields(
            request.data, {"identity_number": text, "procedure": short}, optional=("procedure",)
        )
        card = read_card(given["identity_number"])
        known = known_applicant(
            self.officer,
            card.number if card else given["identity_number"],
            procedure_code=given.get("procedure", ""),
            at=self.now,
            roles=self.roles,
        )
        return Response(
            {
                "card": _read(card) if card else None,
                "applicant": _applicant(known),
                "as_in": _source(known) if known else None,
                "same_procedure": [_named(each) for each in known.same] if known else [],
            }
        )


def _read(card: IdentityCard) -> dict[str, Any]:
    return {"identity_number": card.number, "name": card.name, "address": card.address}


def _applicant(known: Known | None) -> dict[str, Any] | None:
    """What may be taken over from the newest dossier."""
    if known is None:
        return None
    return {name: getattr(known.applicant, name) for name in DETAILS}


def _source(known: Known) -> dict[str, Any]:
    """The newest dossier, and when it came in."""
    dossier = known.applicant.dossier
    return {
        "dossier": str(dossier.ref),
        "dossier_code": dossier.code,
        "day": known.day.isoformat() if known.day else None,
    }


def _named(dossier: Dossier) -> dict[str, Any]:
    return {
        "dossier": str(dossier.ref),
        "dossier_code": dossier.code,
        "state": dossier.state,
    }
