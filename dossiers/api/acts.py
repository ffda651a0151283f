"""`/api/v1/dossiers/{key}/acts/`: what the caller may do with a dossier, and doing it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from dossiers.api import schema
from dossiers.api.answers import act_told, done_told
from dossiers.api.bodies import read_act
from dossiers.api.etags import etag_of, expected_version
from dossiers.api.single import DossierDoor
from dossiers.selectors import open_acts
from dossiers.selectors.listing import row_of
from dossiers.services import do_act


class Acts(DossierDoor):
    """GET tells the acts open to the caller, POST does one."""

    @extend_schema(**schema.OPEN_ACTS)
    def get(self, request: Request, key: str) -> Response:
        dossier = self.dossier(key)
        found = open_acts(dossier, actor=self.actor, at=self.now)
        return Response(
            {"results": [act_told(each) for each in found]},
            headers={"ETag": etag_of(dossier.version)},
        )

    @extend_schema(**schema.DO_ACT)
    def post(self, request: Request, key: str) -> Response:
        dossier = self.dossier(key)
        asked = read_act(request.data, now=self.now)
        done = do_act(
            asked.act,
            actor=self.actor,
            at=asked.at,
            facts=asked.facts,
            dossier_id=dossier.pk,
            expected_version=expected_version(request.headers.get("If-Match"), dossier),
        )
        answer = done_told(row_of(done.dossier, at=self.now), done.event)
        return Response(answer, headers={"ETag": etag_of(answer["version"])})
