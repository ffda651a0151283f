"""`/api/v1/delay-notices/`: demands to the settling agency, and the answers to them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.domain.refusals import ActRefused
from dossiers.selectors.finding import of_dossiers
from notifications.api import schema
from notifications.api.answers import LETTER_COLUMNS, NOTICE_COLUMNS, letter_told, notice_told
from notifications.api.bodies import read_answer
from notifications.models import ApologyLetter, DelayNotice
from notifications.selectors import delay_notices_for
from notifications.services import answer_delay_notice

NEWEST = Order("id", descending=True)
STATES: dict[str, dict[str, Any]] = {
    "open": {"answered_at": None, "lapsed_at": None},
    "answered": {"answered_at__isnull": False},
    "lapsed": {"lapsed_at__isnull": False},
    "violation": {"is_violation": True},
}


class NoticeDoor(OfficerDoor):
    """A door to the demands of the dossiers the caller may see."""

    def notices(self) -> QuerySet[DelayNotice]:
        return delay_notices_for(self.officer, at=self.now)


class NoticeList(NoticeDoor):
    """Demands, the newest first."""

    @extend_schema(**schema.NOTICE_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "state", "agency", "dossier")
        found = self.notices()
        if query.text("state"):
            found = found.filter(**STATES[query.choice("state", STATES, "")])
        if agencies := query.texts("agency"):
            found = found.filter(agency__code__in=agencies)
        if keys := query.texts("dossier"):
            found = found.filter(of_dossiers(keys))
        return Response(page(request, query, found.values(*NOTICE_COLUMNS), NEWEST, notice_told))


class NoticeDetail(NoticeDoor):
    """One demand."""

    @extend_schema(**schema.NOTICE_DETAIL)
    def get(self, request: Request, notice_id: int) -> Response:
        Query(request, ())
        row = self.notices().filter(pk=notice_id).values(*NOTICE_COLUMNS).first()
        if row is None:
            raise ActRefused("unknown_notice")
        return Response(notice_told(row))


class NoticeAnswer(NoticeDoor):
    """The agency says why it will be late and until when."""

    @extend_schema(**schema.ANSWER_NOTICE)
    def post(self, request: Request, notice_id: int) -> Response:
        if not self.notices().filter(pk=notice_id).exists():
            raise ActRefused("unknown_notice")
        answer = read_answer(request.data)
        letter = answer_delay_notice(notice_id=notice_id, actor=self.actor, at=self.now, **answer)
        row = ApologyLetter.objects.values(*LETTER_COLUMNS).get(pk=letter.pk)
        return Response(letter_told(row))
