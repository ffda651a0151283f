"""`/api/v1/accesses/`: who was shown whose personal data, for those who answer for it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import officer_of
from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.roles import SUPERVISING_ROLES
from agencies.domain.tokens import Scope
from dossiers.api import schema_personal_data as schema
from dossiers.selectors.accesses import accesses_for
from dossiers.selectors.finding import of_dossiers

NEWEST = Order("id", descending=True)
COLUMNS = (
    *("id", "dossier__ref", "dossier__code", "at", "door", "address"),
    *("officer__username", "officer__full_name", "machine__username", "machine__full_name"),
)


class AccessList(OfficerDoor):
    """Of the dossiers the caller may see; for heads, the Centre's head and oversight."""

    read_scope = Scope.REPORTS_READ

    @extend_schema(**schema.ACCESS_LIST)
    def get(self, request: Request) -> Response:
        if not self.roles.has(*SUPERVISING_ROLES):
            raise PermissionDenied
        query = Query.of_page(request, "dossier", "officer", "since", "until")
        found = accesses_for(self.officer, at=self.now, roles=self.roles)
        if keys := query.texts("dossier"):
            found = found.filter(of_dossiers(keys))
        if names := query.texts("officer"):
            found = found.filter(officer__username__in=names)
        if since := query.moment("since"):
            found = found.filter(at__gte=since)
        if until := query.moment("until"):
            found = found.filter(at__lt=until)
        return Response(page(request, query, found.values(*COLUMNS), NEWEST, access_told))


def access_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Who looked at which dossier, through which door."""
    return {
        "id": row["id"],
        "dossier": str(row["dossier__ref"]),
        "dossier_code": row["dossier__code"],
        "at": told(row["at"]),
        "by": officer_of(row, "officer"),
        "through": officer_of(row, "machine"),
        "door": row["door"],
        "address": row["address"],
    }
