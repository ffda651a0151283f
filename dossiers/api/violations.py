"""`/api/v1/violations/`: duties of the office that were missed, for those who answer for them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.roles import SUPERVISING_ROLES
from agencies.domain.tokens import Scope
from dossiers.api import schema_duties as schema
from dossiers.models import Violation
from dossiers.selectors.finding import of_dossiers
from dossiers.selectors.violations import violations_for

NEWEST = Order("id", descending=True)
COLUMNS = (
    "id",
    "dossier__ref",
    "dossier__code",
    "kind",
    "occasion",
    "agency__code",
    "agency__name",
    "due_at",
    "found_at",
)


class ViolationList(OfficerDoor):
    """Of the dossiers the caller may see; for heads, the Centre's head and oversight."""

    read_scope = Scope.REPORTS_READ

    @extend_schema(**schema.VIOLATION_LIST)
    def get(self, request: Request) -> Response:
        if not self.roles.has(*SUPERVISING_ROLES):
            raise PermissionDenied
        query = Query.of_page(request, "kind", "agency", "found_from", "found_before", "dossier")
        found = violations_for(self.officer, at=self.now, roles=self.roles)
        if kinds := query.choices("kind", Violation.Kind.values):
            found = found.filter(kind__in=kinds)
        if agencies := query.texts("agency"):
            found = found.filter(agency__code__in=agencies)
        if since := query.moment("found_from"):
            found = found.filter(found_at__gte=since)
        if until := query.moment("found_before"):
            found = found.filter(found_at__lt=until)
        if keys := query.texts("dossier"):
            found = found.filter(of_dossiers(keys))
        return Response(page(request, query, found.values(*COLUMNS), NEWEST, violation_told))


def violation_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A duty missed: whose, what, when it was due."""
    return {
        "id": row["id"],
        "dossier": str(row["dossier__ref"]),
        "dossier_code": row["dossier__code"],
        "kind": row["kind"],
        "occasion": row["occasion"],
        "agency": row["agency__code"],
        "agency_name": row["agency__name"],
        "due_at": told(row["due_at"]),
        "found_at": told(row["found_at"]),
    }
