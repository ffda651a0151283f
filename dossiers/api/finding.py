"""`/api/v1/dossiers/find/`: the dossier that a scanned paper, a number or a name means."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.fields import read_fields, text
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope
from dossiers.api import schema_desk as schema
from dossiers.api.dossier_fields import dossier_whole
from dossiers.selectors import may_read_documents, visible_to
from dossiers.selectors.listing import read_rows
from dossiers.services.finding import dossiers_meant

#: A text that means more says too little; the list tells them all.
MOST_TOLD = 20


class Find(OfficerDoor):
    """Only what is posted is read: the token in a receipt's code opens the dossier to anybody and belongs in no address."""

    write_scope = Scope.DOSSIERS_READ

    #: Nothing is done, so nothing is kept to be told again.
    in_one_transaction = False

    @extend_schema(**schema.FIND)
    def post(self, request: Request) -> Response:
        given = read_fields(request.data, {"text": text})
        seen = visible_to(self.officer, at=self.now, roles=self.roles)
        meant = dossiers_meant(given["text"], among=seen) if given["text"] else seen.none()
        open_to_read = self.actor.may(Scope.DOCUMENTS_READ) and may_read_documents(
            self.officer, at=self.now, roles=self.roles
        )
        newest = meant.order_by("-id")[: MOST_TOLD + 1]
        found = read_rows(newest, at=self.now, with_applicant=open_to_read)
        return Response(
            {
                "results": [dossier_whole(row) for row in found[:MOST_TOLD]],
                "more": len(found) > MOST_TOLD,
            }
        )
