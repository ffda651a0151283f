"""`/api/v1/webhook/`: where the caller's own system is told, with which secret, of what, and again."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.fields import moment, read_fields, short, text
from agencies.api.moments import told
from agencies.api.pages import Order, page
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.roles import Role
from agencies.domain.tokens import Scope
from agencies.models import Officer
from agencies.selectors import roles_of
from dossiers.domain.refusals import ActRefused
from dossiers.selectors.changes import Horizon, behind, horizon_in_order
from notifications.api import webhook_schema as schema
from notifications.models import MessageState, Webhook
from notifications.selectors.webhooks import deliveries_to
from notifications.services.replaying import replay_webhooks
from notifications.services.webhooks import (
    CHANGE_OVER,
    LONGEST_CHANGE_OVER,
    draw_secret,
    set_webhook,
)
from procedures.domain.zone import local_day

NEWEST = Order("id", descending=True)
COLUMNS = (
    "id",
    "dossier__ref",
    "dossier__code",
    "event__act",
    "event__sequence",
    "state",
    "planned_at",
    "send_after",
    "attempts",
    "sent_at",
    "error",
    "dropped_why",
)


class WebhookDoor(OfficerDoor):
    """A door of machines to what is their own, whoever they name beside."""

    read_scope = write_scope = Scope.WEBHOOKS

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if not roles_of(self.machine, on=local_day(self.now)).has(Role.PARTNER):
            raise PermissionDenied

    @property
    def machine(self) -> Officer:
        return self.actor.machine or self.officer

    def webhook(self) -> Webhook:
        """Refuses `unknown_webhook`."""
        found = Webhook.objects.filter(officer=self.machine).first()
        if found is None:
            raise ActRefused("unknown_webhook")
        return found


class OwnWebhook(WebhookDoor):
    """The address of the caller's system; POST enters or changes it."""

    tells_secret = True

    @extend_schema(**schema.WEBHOOK)
    def get(self, request: Request) -> Response:
        Query(request, ())
        return Response(webhook_told(self.webhook()))

    @extend_schema(**schema.SET_WEBHOOK)
    def post(self, request: Request) -> Response:
        asked = read_fields(request.data, {"url": _url, "active": _flag}, optional=("active",))
        webhook, is_new = set_webhook(
            self.machine, url=asked["url"], is_active=asked.get("active", True)
        )
        answer = {**webhook_told(webhook), "secret": webhook.secret if is_new else None}
        status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
        return Response(answer, status=status, headers={"Cache-Control": "no-store"})


class WebhookSecret(WebhookDoor):
    """A new secret; the old one signs beside it for a while."""

    tells_secret = True

    @extend_schema(**schema.DRAW_SECRET)
    def post(self, request: Request) -> Response:
        asked = read_fields(request.data, {"old_for_hours": _hours}, optional=("old_for_hours",))
        webhook = draw_secret(
            self.machine, at=self.now, old_for=asked.get("old_for_hours", CHANGE_OVER)
        )
        answer = {**webhook_told(webhook), "secret": webhook.secret}
        return Response(answer, headers={"Cache-Control": "no-store"})


class Deliveries(WebhookDoor):
    """What was sent, what waits, and what failed with its reason."""

    @extend_schema(**schema.DELIVERIES)
    def get(self, request: Request) -> Response:
        query = Query.of_page(request, "state")
        found = deliveries_to(self.machine, at=self.now)
        if states := query.choices("state", MessageState.values):
            found = found.filter(state__in=states)
        return Response(page(request, query, found.values(*COLUMNS), NEWEST, delivery_told))


class Replay(WebhookDoor):
    """What is still true of the changes from a place on is sent again, under the ids it had."""

    @extend_schema(**schema.REPLAY)
    def post(self, request: Request) -> Response:
        machine, reach = self.machine, horizon_in_order()
        since = _since(request.data, reach)
        done = replay_webhooks(machine, since=since, to=reach, at=self.now)
        return Response(
            {
                "planned": done.planned,
                "next": reach.cursor_of(done.behind or reach.place),
                "more": done.behind is not None,
            }
        )


def webhook_told(webhook: Webhook) -> dict[str, Any]:
    """A webhook without its secrets."""
    return {
        "url": webhook.url,
        "active": webhook.is_active,
        "old_secret_until": told(webhook.old_secret_until),
    }


def delivery_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A delivery; of a failure only its kind, for what an address answers is nobody's to read here."""
    return {
        "webhook_id": f"message-{row['id']}",
        "ref": str(row["dossier__ref"]),
        "code": row["dossier__code"],
        "act": row["event__act"],
        "sequence": row["event__sequence"],
        "state": row["state"],
        "planned_at": told(row["planned_at"]),
        "send_after": told(row["send_after"]),
        "attempts": row["attempts"],
        "sent_at": told(row["sent_at"]),
        "error": row["error"].partition(":")[0],
        "dropped_why": row["dropped_why"],
    }


def _since(body: Mapping[str, Any], reach: Horizon) -> Q:
    """Refuses `after_or_since`, `bad_since`, `bad_cursor`, `cursor_gone`."""
    asked = read_fields(body, {"after": short, "since": moment}, optional=("after", "since"))
    if len(asked) != 1:
        raise ActRefused("after_or_since", field="after")
    if "since" in asked:
        return Q(recorded_at__gte=asked["since"])
    place = reach.place_of(asked["after"], field="after")
    return behind(place) if place else Q()


def _url(value: Any) -> str:
    return text(value, most=500)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("This is neither true nor false.")
    return value


def _hours(value: Any) -> timedelta:
    most = LONGEST_CHANGE_OVER // timedelta(hours=1)
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("This is no number of hours, or too many.")
    return timedelta(hours=value)
