"""`/api/v1/dossiers/`: the caller's list, and the acts that open a dossier."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.api import schema
from dossiers.api.answers import done_told, dossier_whole, row_told
from dossiers.api.bodies import AskedAct, read_act, read_idempotency_key
from dossiers.api.etags import etag_of
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import DossierState
from dossiers.selectors import may_read_documents, visible_to
from dossiers.selectors.listing import Asked, as_rows, narrowed, row_of, with_names
from dossiers.selectors.open_acts import creating_rows
from dossiers.services import Done, do_act
from dossiers.services.repeating import do_once, request_digest
from procedures.domain.zone import local_day

FILTERS = ("state", "agency", "procedure", "due_before", "overdue", "q", "order")
ORDERS = {
    "newest": Order("id", descending=True),
    "oldest": Order("id"),
    "due": Order("id", moment="due_at"),
}


class DossierList(OfficerDoor):
    """Dossiers the caller may see; POST opens one."""

    @extend_schema(**schema.DOSSIER_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, *FILTERS)
        order = query.choice("order", ORDERS, "newest")
        dossiers = visible_to(self.officer, at=self.now, roles=self.roles)
        found = narrowed(dossiers, _asked(query), at=self.now)
        if order == "due":
            found = found.filter(due_at__isnull=False)
        open_to_read = may_read_documents(self.officer, at=self.now, roles=self.roles)
        rows = as_rows(found, at=self.now, with_applicant=open_to_read)
        return Response(page(request, query, rows, ORDERS[order], dossier_whole, fill=with_names))

    @extend_schema(**schema.DOSSIER_OPEN)
    def post(self, request: Request) -> Response:
        asked = read_act(request.data, now=self.now)
        _refuse_dated_back(asked, now=self.now)
        key = read_idempotency_key(request.headers.get("Idempotency-Key"))
        call: dict[str, Any] = {"actor": self.actor, "at": asked.at, "facts": asked.facts}
        if key is None:
            return _opened(self._tell(do_act(asked.act, **call)), repeated=False)
        once = do_once(
            asked.act,
            caller=self.actor.machine or self.officer,
            key=key,
            digest=request_digest(self.officer, request.data),
            tell=self._tell,
            **call,
        )
        return _opened(once.answer, repeated=once.repeated)

    def _tell(self, done: Done) -> dict[str, Any]:
        return done_told(row_of(done.dossier.pk, at=self.now), done.event)


class CreatingActs(OfficerDoor):
    """The acts that open a new dossier, with the facts each demands."""

    @extend_schema(**schema.CREATING_ACTS)
    def get(self, request: Request) -> Response:
        Query(request, ())
        return Response({"results": [row_told(row) for row in creating_rows()]})


def _refuse_dated_back(asked: AskedAct, *, now: datetime) -> None:
    """A reception of an earlier day needs an approved outage, and then takes the moment on its paper alone."""
    if "received_on_paper_at" in asked.facts and asked.at != now:
        raise ActRefused("two_moments", field="at")
    if asked.act == "receive" and local_day(asked.at) < local_day(now):
        raise ActRefused("reception_dated_back", field="at")


def _asked(query: Query) -> Asked:
    return Asked(
        states=query.choices("state", DossierState.values),
        agencies=query.texts("agency"),
        procedures=query.texts("procedure"),
        due_before=query.moment("due_before"),
        overdue=query.flag("overdue"),
        words=query.text("q"),
    )


def _opened(answer: dict[str, Any], *, repeated: bool) -> Response:
    headers = {
        "Location": reverse("api-dossier", args=[answer["ref"]]),
        "ETag": etag_of(answer["version"]),
    }
    if repeated:
        headers["Idempotent-Replayed"] = "true"
    return Response(answer, status=HTTPStatus.CREATED, headers=headers)
