"""The two kinds of REST doors: for everybody, and for officers and machines that signed in."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.api.authentication import MissingScope
from agencies.api.problems import Problem
from agencies.domain.tokens import Scope
from agencies.models import Officer
from agencies.selectors import Actor, RoleSet


class Door(APIView):
    """A door that has read the clock once, so that one answer tells one moment."""

    http_method_names = ["get", "head", "post"]

    @cached_property
    def now(self) -> datetime:
        return timezone.now()


class PublicDoor(Door):
    """Needs no account; what it shows is the same for everybody."""

    authentication_classes = ()
    permission_classes = ()


class OfficerDoor(Door):
    """Needs a token or a session; knows who acts and which roles they hold today.

    What a token must open for it stands in `read_scope` and `write_scope`; None: any token will do.
    """

    read_scope: Scope | None = Scope.DOSSIERS_READ
    write_scope: Scope | None = Scope.DOSSIERS_ACT

    @property
    def actor(self) -> Actor:
        return self.request.auth

    @property
    def officer(self) -> Officer:
        return self.actor.officer

    @cached_property
    def roles(self) -> RoleSet:
        return self.actor.roles(on=timezone.localdate(self.now))

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        scope = self.read_scope if request.method in SAFE_METHODS else self.write_scope
        if scope is not None:
            self.require(scope)

    def require(self, scope: Scope) -> None:
        """Refuses `missing_scope` where the caller's token does not open it."""
        if not self.actor.may(scope):
            raise MissingScope(scope)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing of a dossier stays in a cache that others share."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class NothingHere(PublicDoor):
    """Any other address below `/api/`."""

    schema = None

    def http_method_not_allowed(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise Problem(HTTPStatus.NOT_FOUND, "not_found")
