"""`/api/v1/reports/overdue-without-apology/`: which agencies owe apologies."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import told
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope
from notifications.api import report_schema as schema
from notifications.selectors import in_total, overdue_without_apology


class OverdueWithoutApology(OfficerDoor):
    """Of the dossiers the caller may see, as the clock stands now."""

    read_scope = Scope.REPORTS_READ

    @extend_schema(**schema.OVERDUE_WITHOUT_APOLOGY)
    def get(self, request: Request) -> Response:
        Query(request, ())
        agencies = overdue_without_apology(self.officer, at=self.now)
        return Response(
            {
                "as_of": told(self.now),
                "total": asdict(in_total(agencies)),
                "agencies": [
                    {"agency": one.code, "agency_name": one.name, **asdict(one.figures)}
                    for one in agencies
                ],
            }
        )
