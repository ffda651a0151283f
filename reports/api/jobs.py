"""`/api/v1/reports/jobs/`: whether the periodic jobs run, for those who answer for the system."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.moments import told
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope as TokenScope
from notifications.selectors import JobBeat, job_beats
from notifications.selectors.messages import KEEPERS
from reports.api import schema
from reports.selectors.jobs import Watched


class Jobs(OfficerDoor):
    """The heartbeat of each job; never run is unknown, not down."""

    read_scope = TokenScope.REPORTS_READ
    #: Given by the house's list of addresses.
    watched = Watched({}, {})

    @extend_schema(**schema.JOBS)
    def get(self, request: Request) -> Response:
        if not self.roles.has(*KEEPERS):
            raise PermissionDenied
        Query(request, ())
        beats = job_beats(self.watched.patience, at=self.now)
        return Response({"results": [self._told(each) for each in beats]})

    def _told(self, job: JobBeat) -> dict[str, Any]:
        return {
            "job": job.name,
            "label": str(self.watched.labels[job.name]),
            "pulse": job.beat.pulse.value,
            "finished_at": told(job.beat.finished_at),
            "failed_at": told(job.failed_at),
            "error": job.error,
        }
