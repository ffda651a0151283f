"""`/api/v1/messages/`: the outbox; what failed is sent again. Also of one letter, the notice of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.answers import officer_of
from agencies.api.fields import keys, read_fields
from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from dossiers.domain.refusals import ActRefused
from notifications.api import message_schema as schema
from notifications.domain.messages import Channel, MessageKind
from notifications.models import Message, MessageState
from notifications.selectors import letters_for
from notifications.selectors.messages import KEEPERS, SENDERS
from notifications.selectors.notices import notices_of
from notifications.services import resend

NEWEST = Order("id", descending=True)
COLUMNS = (
    "id",
    "kind",
    "channel",
    "officer__username",
    "officer__full_name",
    "dossier__ref",
    "dossier__code",
    "state",
    "planned_at",
    "send_after",
    "attempts",
    "sent_at",
    "error",
    "dropped_why",
)


class MessageDoor(OfficerDoor):
    """A door of those who answer for messages going out: codes and statuses, no address and no name of an applicant."""

    def refuse_but(self, *roles: str) -> None:
        if not self.roles.has(*roles):
            raise PermissionDenied

    def sent_again(self, messages: QuerySet[Message]) -> Response:
        self.refuse_but(*SENDERS)
        return Response(
            {"resent": resend(list(messages.values_list("pk", flat=True)), at=self.now)}
        )


class MessageList(MessageDoor):
    """Messages of every kind, the newest first."""

    @extend_schema(**schema.MESSAGE_LIST)
    def get(self, request: Request) -> Response:
        self.refuse_but(*KEEPERS)
        query = Query.of_page(request, "state", "kind", "channel", "dossier")
        asked = {
            "state__in": query.choices("state", MessageState.values),
            "kind__in": query.choices("kind", list(MessageKind)),
            "channel__in": query.choices("channel", list(Channel)),
            "dossier__code__in": query.texts("dossier"),
        }
        found = Message.objects.filter(**{name: each for name, each in asked.items() if each})
        return Response(page(request, query, found.values(*COLUMNS), NEWEST, message_told))


class MessagesAgain(MessageDoor):
    """What has failed among the messages named is sent again."""

    @extend_schema(**schema.SEND_AGAIN)
    def post(self, request: Request) -> Response:
        self.refuse_but(*SENDERS)
        given = read_fields(request.data, {"messages": keys})
        return self.sent_again(Message.objects.filter(pk__in=given["messages"]))


class LetterNoticeDoor(MessageDoor):
    """A door to what was sent of a letter that the caller may see."""

    def notices(self, ref: UUID) -> QuerySet[Message]:
        """Refuses `unknown_letter`."""
        letter = letters_for(self.officer, at=self.now).filter(ref=ref).first()
        if letter is None:
            raise ActRefused("unknown_letter")
        return notices_of(letter)


class LetterNotices(LetterNoticeDoor):
    """What applicant and partner were sent of a letter that moved the return date."""

    @extend_schema(**schema.LETTER_NOTICES)
    def get(self, request: Request, ref: UUID) -> Response:
        Query(request, ())
        rows = self.notices(ref).values(*COLUMNS)
        return Response({"results": [message_told(row) for row in rows]})


class LetterNoticesAgain(LetterNoticeDoor):
    """What failed of it is sent again."""

    @extend_schema(**schema.SEND_NOTICES_AGAIN)
    def post(self, request: Request, ref: UUID) -> Response:
        read_fields(request.data, {})
        return self.sent_again(self.notices(ref))


def message_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """What was to be said by which channel, and what became of it."""
    return {
        "id": row["id"],
        "kind": row["kind"],
        "channel": row["channel"],
        "to_applicant": row["officer__username"] is None,
        "officer": officer_of(row, "officer"),
        "dossier": str(row["dossier__ref"]) if row["dossier__ref"] else None,
        "dossier_code": row["dossier__code"],
        "state": row["state"],
        "planned_at": told(row["planned_at"]),
        "send_after": told(row["send_after"]),
        "attempts": row["attempts"],
        "sent_at": told(row["sent_at"]),
        "error": row["error"],
        "dropped_why": row["dropped_why"],
    }
