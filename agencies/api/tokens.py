"""`/api/v1/tokens/current/`: what the caller's own token is, and drawing another in its place."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api import schema_tokens as schema
from agencies.api.answers import agency_told, officer_told
from agencies.api.moments import told
from agencies.api.problems import Problem
from agencies.api.queries import Query
from agencies.api.views import OfficerDoor
from agencies.domain.refusals import TokenRefused
from agencies.models import AccessToken
from agencies.selectors.clients import client_of
from agencies.selectors.roles import grants_on
from agencies.services.tokens import Drawn, replace_token
from agencies.wording import sentence


class CurrentToken(OfficerDoor):
    """Whoever came in asks as whom, with what, from where and until when; any token may."""

    read_scope = None

    @extend_schema(**schema.CURRENT_TOKEN)
    def get(self, request: Request) -> Response:
        Query(request, ())
        address = client_of(request)
        return Response(
            {
                "officer": officer_told(self.officer),
                "machine": officer_told(self.actor.machine),
                "roles": self._roles(),
                "address": str(address) if address else None,
                "token": _token_told(self.actor.token) if self.actor.token else None,
            }
        )

    def _roles(self) -> list[dict[str, Any]]:
        grants = grants_on(self.now.date()).filter(officer=self.officer)
        held = grants.select_related("agency").order_by("pk")
        return [{"role": each.role, "agency": agency_told(each.agency)} for each in held]


class TokenRotation(OfficerDoor):
    """A machine draws the next token with the one it holds; any token may, as it gains nothing by it."""

    write_scope = None
    tells_secret = True

    @extend_schema(**schema.ROTATE_TOKEN)
    def post(self, request: Request) -> Response:
        held = self.actor.token
        if held is None:
            raise Problem(HTTPStatus.CONFLICT, "no_token")
        try:
            drawn = replace_token(held.pk, by=held.officer, at=self.now)
        except TokenRefused as refusal:
            raise Problem(HTTPStatus.CONFLICT, refusal.code, detail=sentence(refusal)) from None
        return Response(
            _drawn_told(drawn, held),
            status=HTTPStatus.CREATED,
            headers={"Cache-Control": "no-store"},
        )


def _token_told(token: AccessToken) -> dict[str, Any]:
    """A token without its text, which nobody here knows."""
    return {
        "name": token.name,
        "begins_with": token.prefix,
        "scopes": list(token.scopes),
        "addresses": list(token.addresses),
        "drawn_at": told(token.created_at),
        "expires_at": told(token.expires_at),
        "replaced": AccessToken.objects.filter(replaces=token).exists(),
    }


def _drawn_told(drawn: Drawn, old: AccessToken) -> dict[str, Any]:
    old.refresh_from_db(fields=["expires_at"])
    return {
        "token": drawn.text,
        "begins_with": drawn.token.prefix,
        "scopes": list(drawn.token.scopes),
        "expires_at": told(drawn.token.expires_at),
        "old_token_expires_at": told(old.expires_at),
    }
