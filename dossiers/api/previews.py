"""`/api/v1/receptions/preview/`: when a dossier would be due if it were received, before it is."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.problems import Problem, bad_parameter
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.api import schema_desk as schema
from dossiers.domain.refusals import ActRefused
from dossiers.selectors import dossier_for
from dossiers.selectors.limits import due_if_received, is_left_to_officer
from dossiers.wording import sentence
from procedures.api.answers import clock_told
from procedures.domain.channels import Channel
from procedures.domain.clock import ClockError
from procedures.domain.limits import LimitUnit, TimeLimit
from procedures.domain.rulesets import ruleset_by_code
from procedures.domain.zone import local_day
from procedures.models import ProcedureVersion
from procedures.selectors import limits_for, version_in_force, work_calendar
from procedures.wording import error_sentence

FILTERS = ("procedure", "dossier", "channel", "limit_row", "limit", "unit", "received_at")


class ReceptionPreview(OfficerDoor):
    """Of a procedure by its code, or of a submission by its own channel."""

    @extend_schema(**schema.RECEPTION_PREVIEW)
    def get(self, request: Request) -> Response:
        query = Query(request, FILTERS)
        received_at = query.moment("received_at") or self.now
        version, channel = self._subject(query, at=received_at)
        rows, facts = list(limits_for(version, channel)), _facts(query)
        try:
            answer = due_if_received(version, rows, facts, at=received_at)
        except ClockError as error:
            raise _refused(error) from None
        told = None
        if answer is not None:
            ruleset = ruleset_by_code(settings.RULESET)
            told = clock_told(answer, work_calendar(), ruleset=ruleset, at=self.now)
        return Response(
            {
                "clock": told,
                "limit_left_to_officer": answer is None
                and is_left_to_officer(rows, facts.get("limit_row")),
                "limit_rows": [str(row.pk) for row in rows],
            }
        )

    def _subject(self, query: Query, *, at: datetime) -> tuple[ProcedureVersion, str]:
        """The version received under, and the channel; refuses `unknown_dossier`, `unknown_procedure`."""
        channel = query.choice("channel", list(Channel), Channel.IN_PERSON.value)
        if key := query.text("dossier"):
            found = dossier_for(self.officer, key, at=self.now, roles=self.roles)
            if found is None:
                raise ActRefused("unknown_dossier")
            return found.procedure_version, found.channel
        code = query.text("procedure")
        version = version_in_force(code, on=local_day(at)) if code else None
        if version is None:
            raise _unknown_procedure(code)
        return version, channel


def _facts(query: Query) -> Mapping[str, Any]:
    """The facts of a reception that bear on its limit."""
    facts: dict[str, Any] = {}
    if row := query.text("limit_row"):
        facts["limit_row"] = row
    if unit := query.choice("unit", ["", *LimitUnit], ""):
        limit = _limit(query.text("limit"), unit)
        facts["limit"] = {"value": limit.value, "unit": limit.unit.value}
    return facts


def _limit(value: str, unit: str) -> TimeLimit:
    try:
        return TimeLimit(int(value) if value else 1, LimitUnit(unit))
    except ValueError:
        raise bad_parameter("bad_filter", "limit") from None


def _unknown_procedure(code: str) -> Problem:
    refusal = ActRefused("unknown_procedure", field="procedure", procedure=code)
    return Problem(HTTPStatus.NOT_FOUND, refusal.code, detail=sentence(refusal))


def _refused(error: ClockError) -> Problem:
    return bad_parameter(error.code, "received_at", detail=error_sentence(error))
