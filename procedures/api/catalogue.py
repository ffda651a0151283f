"""`/api/v1/procedures/`: what the office does, in how much time, against which papers."""

from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.pages import Order, page
from agencies.api.problems import Problem
from agencies.api.queries import Query
from agencies.api.views import PublicDoor
from procedures.api import schema
from procedures.api.answers import LIST_COLUMNS, procedure_line, procedure_whole
from procedures.domain.channels import Level
from procedures.models import ChannelLimit, ProcedureVersion
from procedures.selectors import catalogue, version_in_force

BY_CODE = Order("procedure__code", key_type=str)


class ProcedureList(PublicDoor):
    """Procedures a dossier can be received for."""

    @extend_schema(**schema.PROCEDURE_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "q", "sector", "agency", "level", "on")
        day = query.day("on") or timezone.localdate(self.now)
        rows = _narrowed(query, on=day).annotate(limits_told=_limits()).values(*LIST_COLUMNS)
        return Response(page(request, query, rows, BY_CODE, procedure_line))


class ProcedureDetail(PublicDoor):
    """One procedure in the version in force on a day."""

    @extend_schema(**schema.PROCEDURE_DETAIL)
    def get(self, request: Request, code: str) -> Response:
        query = Query(request, ["on"])
        day = query.day("on") or timezone.localdate(self.now)
        version = version_in_force(code, on=day)
        if version is None:
            raise Problem(
                HTTPStatus.NOT_FOUND,
                "unknown_procedure",
                detail=gettext("No procedure with the code %(code)s is in force on that day.")
                % {"code": code},
            )
        return Response(procedure_whole(version))


def _narrowed(query: Query, *, on: date) -> QuerySet[ProcedureVersion, Any]:
    return catalogue(
        on=on,
        words=query.text("q"),
        sectors=query.texts("sector"),
        agencies=query.texts("agency"),
        levels=query.choices("level", [level.value for level in Level]),
    )


def _limits() -> ArraySubquery:
    """The limits of each version, fetched with it."""
    limits = ChannelLimit.objects.filter(version=OuterRef("pk")).order_by(
        "channel", "position", "pk"
    )
    return ArraySubquery(
        limits.values(
            told=JSONObject(
                id="pk", channel="channel", case="case", value="value", unit="unit", note="note"
            )
        )
    )
