"""`/api/v1/dossiers/`: the caller's list, and the acts that open a dossier."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope
from dossiers.api import schema
from dossiers.api.answers import done_told, row_told
from dossiers.api.bodies import AskedAct, read_act
from dossiers.api.dossier_fields import WHOLE, columns_of, teller
from dossiers.api.etags import etag_of
from dossiers.api.narrowing import DESK_FILTERS, on_desk
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import DossierState
from dossiers.models import Dossier
from dossiers.selectors import may_read_documents, visible_to
from dossiers.selectors.finding import readings
from dossiers.selectors.listing import Asked, narrowed, read_rows, row_of
from dossiers.selectors.open_acts import creating_rows
from dossiers.selectors.visibility import visible_of_agencies
from dossiers.selectors.worklists import Desk
from dossiers.services import do_act
from procedures.domain.zone import local_day

FILTERS = (
    "state",
    "agency",
    "procedure",
    "due_before",
    "overdue",
    "q",
    "external_id",
    "order",
    *DESK_FILTERS,
)
ORDERS = {
    "newest": Order("id", descending=True),
    "oldest": Order("id"),
    "due": Order("id", moment="due_at"),
}
#: Columns that say where a page ends.
ORDERING = ("id", "due_at")


class DossierList(OfficerDoor):
    """Dossiers the caller may see; POST opens one."""

    write_scope = Scope.DOSSIERS_SUBMIT

    @extend_schema(**schema.DOSSIER_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, *FILTERS)
        order = query.choice("order", ORDERS, "newest")
        found = narrowed(self._seen(query.texts("agency")), self._asked(query), at=self.now)
        found = on_desk(found, query, desk=Desk(self.officer, self.roles, self.now))
        if order == "due":
            found = found.filter(due_at__isnull=False)
        open_to_read = self.actor.may(Scope.DOCUMENTS_READ) and may_read_documents(
            self.officer, at=self.now, roles=self.roles
        )
        fields = [name for name in WHOLE if self.fields is None or name in self.fields]
        if "applicant" in fields and "ref" not in fields:
            fields = ["ref", *fields]  # who was shown whose data is noted by it
        read = partial(
            read_rows,
            at=self.now,
            with_applicant=open_to_read,
            columns=list(dict.fromkeys([*ORDERING, *columns_of(fields)])),
        )
        tell = teller(fields)
        for meant in readings(found, query.text("q")):
            told = page(request, query, meant, ORDERS[order], tell, read=read)
            if told["results"]:
                break
        return Response(told)

    @extend_schema(**schema.DOSSIER_OPEN)
    def post(self, request: Request) -> Response:
        asked = read_act(request.data, now=self.now)
        if asked.act != "submit":
            self.require(Scope.DOSSIERS_ACT)
        _refuse_dated_back(asked, now=self.now)
        done = do_act(asked.act, actor=self.actor, at=asked.at, facts=asked.facts)
        answer = done_told(row_of(done.dossier, at=self.now), done.event)
        headers = {
            "Location": reverse("api-dossier", args=[answer["ref"]]),
            "ETag": etag_of(answer["version"]),
        }
        return Response(answer, status=HTTPStatus.CREATED, headers=headers)

    def _seen(self, agencies: Sequence[str]) -> QuerySet[Dossier]:
        """What the caller may see, of some agencies or of all."""
        who = {"officer": self.officer, "at": self.now, "roles": self.roles}
        return visible_of_agencies(agencies, **who) if agencies else visible_to(**who)

    def _asked(self, query: Query) -> Asked:
        return Asked(
            states=query.choices("state", DossierState.values),
            procedures=query.texts("procedure"),
            due_before=query.moment("due_before"),
            overdue=query.flag("overdue"),
            external_ids=query.texts("external_id"),
            submitter=self.actor.machine or self.officer,
        )


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
