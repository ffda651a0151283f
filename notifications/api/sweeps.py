"""`/api/v1/sweeps/`: the sweep's diary, for those who answer for the system."""

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
from agencies.domain.tokens import Scope
from notifications.api import message_schema as schema
from notifications.models import SweepRun
from notifications.selectors.messages import KEEPERS

NEWEST = Order("id", descending=True)
COLUMNS = ("id", "as_of", "started_at", "finished_at", "counts")


class SweepList(OfficerDoor):
    """Runs, the newest first."""

    read_scope = Scope.REPORTS_READ

    @extend_schema(**schema.SWEEP_LIST)
    def get(self, request: Request) -> Response:
        if not self.roles.has(*KEEPERS):
            raise PermissionDenied
        query = Query.of_page(request)
        rows = SweepRun.objects.values(*COLUMNS)
        return Response(page(request, query, rows, NEWEST, sweep_told))


def sweep_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """One run: when, as of which moment, and what it found."""
    return {
        "id": row["id"],
        "as_of": told(row["as_of"]),
        "started_at": told(row["started_at"]),
        "finished_at": told(row["finished_at"]),
        "found": row["counts"],
    }
