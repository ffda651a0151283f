"""`/api/v1/exports/`: a list of the desk as a file, written by a worker as its officer would see it then."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.text import capfirst
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.fields import choice, read_fields, text
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.roles import Role
from agencies.domain.tokens import Scope as TokenScope
from batches import tasks
from batches.forms.sheet import FORMATS
from batches.services import start_export
from reports.api import export_schema as schema
from reports.api.batches import batch_told

FIGURE = ("agency", "unit", "receiving", "procedure", "receiver", "since", "until")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of the desk: its model, and the filters that its address knows."""

    model: str
    filters: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return str(capfirst(apps.get_model(self.model)._meta.verbose_name_plural))


LISTS: Mapping[str, Listed] = {
    "dossiers": Listed(
        "dossiers.dossier",
        (
            *("work", "q", "state", "channel", "officer", "agency", "figure"),
            *(f"figure_{name}" for name in FIGURE),
        ),
    ),
    "register": Listed("dossiers.registeryear", ("unit", "year", "q")),
    "announcements": Listed("dossiers.announcement", ("state", "kind")),
    "violations": Listed("dossiers.violation", ("kind", "agency", "days")),
    "feedback": Listed("dossiers.feedback", ("state", "kind")),
    "delay-notices": Listed("notifications.delaynotice", ("state", "agency")),
    "overdue-flags": Listed("notifications.overdueflag", ("state",)),
    "apologies": Listed("notifications.apologyletter", ("q",)),
    "reminders": Listed("notifications.reminderletter", ("q",)),
}


class Exports(OfficerDoor):
    """What may be exported; POST begins to."""

    #: A file of many dossiers shows what lies in them.
    read_scope = write_scope = TokenScope.DOCUMENTS_READ

    @extend_schema(**schema.EXPORT_LISTS)
    def get(self, request: Request) -> Response:
        Query(request, ())
        self._refuse_others()
        return Response(
            {
                "results": [
                    {"list": name, "label": listed.title, "filters": list(listed.filters)}
                    for name, listed in LISTS.items()
                ]
            }
        )

    @extend_schema(**schema.START_EXPORT)
    def post(self, request: Request) -> Response:
        self._refuse_others()
        given = read_fields(
            request.data,
            {"list": choice(LISTS), "format": choice(FORMATS), "filters": _filters},
            optional=("filters",),
        )
        listed = LISTS[given["list"]]
        filters = read_fields(
            given.get("filters", {}), dict.fromkeys(listed.filters, text), optional=listed.filters
        )
        batch = start_export(
            officer_id=self.officer.pk,
            listed=listed.model,
            query=urlencode(filters),
            style=FORMATS[given["format"]],
            title=listed.title,
            at=self.now,
        )
        tasks.queue(batch.pk)
        return Response(
            batch_told(batch),
            status=HTTPStatus.CREATED,
            headers={"Location": reverse("api-batch", args=[batch.ref])},
        )

    def _refuse_others(self) -> None:
        """For whoever reads dossiers at the desk; which of them, the worker asks the list itself."""
        held = {capacity.role for capacity in self.roles.capacities}
        if not held - {Role.ADMINISTRATOR, Role.PARTNER}:
            raise PermissionDenied


def _filters(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("These are no filters by name.")
    return value
