"""`/api/v1/downtimes/`: planned interruptions, announced and called off by those who answer for the system."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import officer_of
from agencies.api.fields import moment, read_fields, text
from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.domain.refusals import ActRefused
from notifications.api import downtime_schema as schema
from notifications.domain.downtime import is_short_notice
from notifications.selectors.downtime import downtimes
from notifications.services.downtime import ANNOUNCERS, announce_downtime, call_off_downtime
from procedures.domain.zone import local_day
from procedures.selectors import one_calendar, work_calendar

NEWEST = Order("id", descending=True)
COLUMNS = (
    "id",
    "starts_at",
    "ends_at",
    "reason",
    "reason_en",
    "announced_at",
    "announced_by__username",
    "announced_by__full_name",
    "cancelled_at",
    "cancelled_by__username",
    "cancelled_by__full_name",
)
ANNOUNCED = {"starts_at": moment, "ends_at": moment, "reason": text, "reason_en": text}


class DowntimeDoor(OfficerDoor):
    """A door of administrators and heads of a Centre; everybody else reads the notice on every page."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.roles.has(*ANNOUNCERS):
            raise PermissionDenied

    def whole(self, downtime_id: int, *, code: int = status.HTTP_200_OK) -> Response:
        """Refuses `unknown_downtime`."""
        row = downtimes().filter(pk=downtime_id).values(*COLUMNS).first()
        if row is None:
            raise ActRefused("unknown_downtime")
        return Response(downtime_told(row), status=code)


class DowntimeList(DowntimeDoor):
    """Downtimes, the newest announcement first; POST announces one."""

    @extend_schema(**schema.DOWNTIME_LIST)
    @one_calendar()
    def get(self, request: Request) -> Response:
        query = Query.of_page(request)
        rows = downtimes().values(*COLUMNS)
        return Response(page(request, query, rows, NEWEST, downtime_told))

    @extend_schema(**schema.ANNOUNCE_DOWNTIME)
    def post(self, request: Request) -> Response:
        given = read_fields(request.data, ANNOUNCED, optional=("reason_en",))
        downtime = announce_downtime(actor=self.actor, at=self.now, **given)
        return self.whole(downtime.pk, code=status.HTTP_201_CREATED)


class DowntimeDetail(DowntimeDoor):
    """One downtime."""

    @extend_schema(**schema.DOWNTIME_DETAIL)
    def get(self, request: Request, downtime_id: int) -> Response:
        Query(request, ())
        return self.whole(downtime_id)


class DowntimeCalledOff(DowntimeDoor):
    """It will not take place, or ends now; it stays on record."""

    @extend_schema(**schema.CALL_OFF_DOWNTIME)
    def post(self, request: Request, downtime_id: int) -> Response:
        read_fields(request.data, {})
        call_off_downtime(downtime_id, actor=self.actor, at=self.now)
        return self.whole(downtime_id)


def downtime_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """From when to when, why, who announced it, and whether that was early enough."""
    announced, starts = local_day(row["announced_at"]), local_day(row["starts_at"])
    return {
        "id": row["id"],
        "starts_at": told(row["starts_at"]),
        "ends_at": told(row["ends_at"]),
        "reason": row["reason"],
        "reason_en": row["reason_en"],
        "announced_at": told(row["announced_at"]),
        "announced_by": officer_of(row, "announced_by"),
        "short_notice": is_short_notice(announced, starts, work_calendar()),
        "cancelled_at": told(row["cancelled_at"]),
        "cancelled_by": officer_of(row, "cancelled_by"),
    }
