"""`/api/v1/feedback/`: what applicants say of how they were treated, and what the agency in charge answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import officer_of
from agencies.api.fields import read_fields, text
from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.tokens import Scope
from dossiers.api import schema_feedback as schema
from dossiers.domain.refusals import ActRefused
from dossiers.models import Feedback
from dossiers.selectors import may_read_documents
from dossiers.selectors.feedback import READERS, Standing, feedback_for, standing
from dossiers.selectors.finding import of_dossiers
from dossiers.services.feedback import answer_feedback

#: What is to be answered first comes first, as on the list of the desk.
BY_LIMIT = Order("id", moment="answer_by")
COLUMNS = (
    "id",
    "ref",
    "dossier__ref",
    "dossier__code",
    "dossier__procedure__code",
    "kind",
    "text",
    "given_at",
    "agency__code",
    "agency__name",
    "answer_by",
    "answer",
    "answered_at",
    "answered_by__username",
    "answered_by__full_name",
)


class FeedbackDoor(OfficerDoor):
    """A door to the feedback the caller may know of; what was said only for who reads dossiers' texts."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.roles.has(*READERS):
            raise PermissionDenied

    def feedback(self) -> QuerySet[Feedback]:
        return feedback_for(self.officer, at=self.now, roles=self.roles)

    @property
    def may_read(self) -> bool:
        return self.actor.may(Scope.DOCUMENTS_READ) and may_read_documents(
            self.officer, at=self.now, roles=self.roles
        )

    def tell(self, row: Mapping[str, Any]) -> dict[str, Any]:
        is_owed = row["answered_at"] is None and row["kind"] != Feedback.Kind.PRAISE
        return {
            **feedback_told(row, with_texts=self.may_read),
            "owed": is_owed,
            "late": is_owed and row["answer_by"] < self.now,
        }

    def whole(self, ref: UUID) -> Response:
        """Refuses `unknown_feedback`."""
        row = self.feedback().filter(ref=ref).values(*COLUMNS).first()
        if row is None:
            raise ActRefused("unknown_feedback")
        return Response(self.tell(row))


class FeedbackList(FeedbackDoor):
    """Feedback, what is to be answered first before the rest."""

    @extend_schema(**schema.FEEDBACK_LIST)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "state", "kind", "agency", "dossier")
        found = self.feedback()
        if query.text("state"):
            which = Standing(query.choice("state", list(Standing), ""))
            found = found.filter(standing(which, at=self.now))
        if kinds := query.choices("kind", Feedback.Kind.values):
            found = found.filter(kind__in=kinds)
        if agencies := query.texts("agency"):
            found = found.filter(agency__code__in=agencies)
        if keys := query.texts("dossier"):
            found = found.filter(of_dossiers(keys))
        return Response(page(request, query, found.values(*COLUMNS), BY_LIMIT, self.tell))


class FeedbackDetail(FeedbackDoor):
    """One piece of feedback."""

    @extend_schema(**schema.FEEDBACK_DETAIL)
    def get(self, request: Request, ref: UUID) -> Response:
        Query(request, ())
        return self.whole(ref)


class FeedbackAnswer(FeedbackDoor):
    """The agency in charge answers, once."""

    #: The answer may be kept to be told again: without anybody's words.
    may_read = False

    @extend_schema(**schema.ANSWER_FEEDBACK)
    def post(self, request: Request, ref: UUID) -> Response:
        given = read_fields(request.data, {"answer": text})
        found = self.feedback().filter(ref=ref).only("pk").first()
        if found is None:
            raise ActRefused("unknown_feedback")
        answer_feedback(found.pk, actor=self.actor, answer=given["answer"], at=self.now)
        return self.whole(ref)


def feedback_told(row: Mapping[str, Any], *, with_texts: bool) -> dict[str, Any]:
    """A piece of feedback without who gave it; nulls in place of texts for who reads none."""
    return {
        "id": str(row["ref"]),
        "dossier": str(row["dossier__ref"]),
        "dossier_code": row["dossier__code"],
        "procedure": row["dossier__procedure__code"],
        "kind": row["kind"],
        "text": row["text"] if with_texts else None,
        "given_at": told(row["given_at"]),
        "agency": row["agency__code"],
        "agency_name": row["agency__name"],
        "answer_by": told(row["answer_by"]),
        "answer": row["answer"] if with_texts else None,
        "answered_at": told(row["answered_at"]),
        "answered_by": officer_of(row, "answered_by"),
    }
